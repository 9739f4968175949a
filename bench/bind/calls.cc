// The functions whose calls are measured; they do next to nothing themselves.
#include <cstdint>
#include <span>
#include <string_view>

#include "sinter/bind.h"

namespace calls {

int add(int a, int b) { return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b)); }
std::uint32_t text_size(std::string_view text) {
  return static_cast<std::uint32_t>(text.size()) + static_cast<unsigned char>(text[0]);
}
double first_and_last(std::span<const double> values) { return values.front() + values.back(); }

SINTER_EXPORT(add, "", "a", "b")
SINTER_EXPORT(text_size, "", "text")
SINTER_EXPORT(first_and_last, "", "values")

}  // namespace calls
