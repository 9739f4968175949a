// Whatever a `when` says, reading it ends in an answer, the same every time, or in a fault
// inside the text.
#include "config/condition.h"

#include <cstddef>
#include <cstdint>

#include "base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  static const std::vector<std::string> profiles = {"development", "production"};
  static const std::vector<std::string> targets = {"a", "b"};
  static const std::vector<ConditionVariable> variables = {{"profile", "production", profiles},
                                                           {"target", "a", targets}};
  static const Environment environment = {{"CI", "1"}};
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto condition = evaluate_condition(text, variables, environment);
  if (!condition) {
    SINTER_ASSERT(condition.error().offset <= size && !condition.error().what.empty() &&
                  !condition.error().next.empty());
    return 0;
  }
  // What holds as it stands does not hold when negated; at the limits that may be too much.
  if (size + 3 > condition_bytes_max) return 0;
  auto negated = evaluate_condition("!(" + std::string(text) + ")", variables, environment);
  SINTER_ASSERT(!negated || (negated->holds != condition->holds && negated->environment == condition->environment));
  return 0;
}
