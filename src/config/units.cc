#include "config/units.h"

#include "base/text.h"

namespace sinter {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr Unit size_units[] = {
    {"B", 1},
    {"KB", 1'000},
    {"MB", 1'000'000},
    {"GB", 1'000'000'000},
    {"TB", 1'000'000'000'000},
    {"KiB", 1ull << 10},
    {"MiB", 1ull << 20},
    {"GiB", 1ull << 30},
    {"TiB", 1ull << 40},
};
constexpr Unit duration_units[] = {
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
};
constexpr std::size_t decimals_max = 6;  // keeps the product of part and factor in 64 bits

/// `digits[.digits] [blank] unit`, as a multiple of the unit's factor.
std::optional<std::uint64_t> parse_quantity(std::string_view text, std::span<const Unit> units) {
  std::size_t number_size = text.find_first_not_of("0123456789.");
  if (number_size == std::string_view::npos) return std::nullopt;
  std::string_view number = text.substr(0, number_size);
  std::string_view unit_name = text.substr(number_size);
  if (unit_name.starts_with(' ')) unit_name.remove_prefix(1);

  std::size_t dot = number.find('.');
  std::optional<std::uint64_t> whole = parse_decimal(number.substr(0, dot));
  std::uint64_t part = 0;
  std::uint64_t part_scale = 1;
  if (dot != std::string_view::npos) {
    std::string_view digits = number.substr(dot + 1);
    std::optional<std::uint64_t> parsed = parse_decimal(digits);
    if (!parsed || digits.size() > decimals_max) return std::nullopt;
    part = *parsed;
    for (std::size_t i = 0; i < digits.size(); ++i) part_scale *= 10;
  }
  if (!whole) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.name != unit_name) continue;
    std::uint64_t total;
    if (__builtin_mul_overflow(*whole, unit.factor, &total)) return std::nullopt;
    // The factor is split so that neither product can overflow.
    std::uint64_t fraction = unit.factor / part_scale * part + unit.factor % part_scale * part / part_scale;
    if (__builtin_add_overflow(total, fraction, &total)) return std::nullopt;
    return total;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) { return parse_quantity(text, size_units); }

std::optional<std::uint64_t> parse_duration(std::string_view text) { return parse_quantity(text, duration_units); }

}  // namespace sinter
