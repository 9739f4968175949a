// Texts and blocks of numbers: what crosses as an address and a length.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sinter/bind.h"

namespace golden {

std::string join(std::string_view left, const std::string& right) { return std::string(left) + right; }
std::vector<std::string> sort_all(std::vector<std::string> texts, std::span<const std::string_view>) { return texts; }
std::vector<double> scale(std::span<const double> values, const std::vector<std::uint8_t>&) {
  return {values.begin(), values.end()};
}
void clear(std::span<std::int16_t> values) {
  for (std::int16_t& value : values) value = 0;
}
std::array<float, 3> cross(std::array<float, 3> a, const std::array<float, 3>&) { return a; }
std::optional<std::string> maybe(std::optional<std::string_view> text, std::optional<std::span<const float>>) {
  if (!text) return std::nullopt;
  return std::string(*text);
}

SINTER_EXPORT(join, "", "left", "right")
SINTER_EXPORT(sort_all, "", "texts", "others")
SINTER_EXPORT(scale, "", "values", "weights")
SINTER_EXPORT(clear, "", "values")
SINTER_EXPORT(cross, "", "a", "b")
SINTER_EXPORT(maybe, "", "text", "weights")

}  // namespace golden
