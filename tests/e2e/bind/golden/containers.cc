// Lists of lists, tuples, maps and arrays of what is no number.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sinter/bind.h"

namespace golden {

std::vector<std::vector<double>> transpose(std::vector<std::vector<double>> rows) { return rows; }
std::pair<std::string, bool> swap(std::pair<bool, std::string> pair) { return {pair.second, pair.first}; }
std::vector<std::tuple<std::uint32_t, std::optional<std::string>>> number(std::vector<bool> flags) {
  return {{static_cast<std::uint32_t>(flags.size()), std::nullopt}};
}
std::map<std::string, std::int32_t> count(const std::unordered_map<std::uint64_t, std::vector<float>>&) { return {}; }
std::array<std::string, 2> ends(std::array<std::pair<double, double>, 2>) { return {}; }

SINTER_EXPORT(transpose, "", "rows")
SINTER_EXPORT(swap, "", "pair")
SINTER_EXPORT(number, "", "flags")
SINTER_EXPORT(count, "", "tracks")
SINTER_EXPORT(ends, "", "segments")

}  // namespace golden
