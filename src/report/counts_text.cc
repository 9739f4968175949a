#include "report/counts_text.h"

#include <vector>

#include "base/text.h"

namespace sinter {

std::string counts_text(std::initializer_list<CountedWord> counts) {
  std::vector<std::string> parts;
  for (const auto& [count, word] : counts) {
    if (count != 0) parts.push_back(std::to_string(count) + " " + std::string(word));
  }
  return parts.empty() ? "nothing to do" : join(parts, ", ");
}

}  // namespace sinter
