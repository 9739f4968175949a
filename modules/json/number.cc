#include "number.h"

#include <cstdint>
#include <limits>

#include "big_integer.h"
#include "token.h"

namespace sinter::json {
namespace {

/// 0.DIGITS x 10^point; no digits are 0.
struct Decimal {
  bool is_negative = false;
  std::string digits;  // neither begins nor ends with 0
  std::int32_t point = 0;
};

constexpr std::int32_t exponent_most = 1'000'000;  // beyond all doubles, however many digits there are
constexpr std::size_t digits_most = 800;           // more than can matter, but for whether they are all 0

Decimal read_decimal(std::string_view json) {
  Decimal decimal;
  std::int64_t point = 0;
  std::size_t at = 0;
  bool is_fraction = false;
  if (json[at] == '-') decimal.is_negative = true, ++at;
  for (; at < json.size(); ++at) {
    char letter = json[at];
    if (letter == '.') {
      is_fraction = true;
      continue;
    }
    if (!is_digit(static_cast<std::uint8_t>(letter))) break;
    bool is_leading = decimal.digits.empty() && letter == '0';
    if (!is_fraction && !is_leading) ++point;
    if (is_fraction && is_leading) --point;
    if (is_leading) continue;
    if (decimal.digits.size() < digits_most) decimal.digits += letter;
    else if (letter != '0') decimal.digits.back() = decimal.digits.back() == '0' ? '1' : decimal.digits.back();
  }
  std::int64_t exponent = 0;
  if (at < json.size()) {
    bool is_negative = json[++at] == '-';
    if (is_negative || json[at] == '+') ++at;
    for (; at < json.size(); ++at) {
      if (exponent < exponent_most) exponent = exponent * 10 + (json[at] - '0');
    }
    if (is_negative) exponent = -exponent;
  }
  while (!decimal.digits.empty() && decimal.digits.back() == '0') decimal.digits.pop_back();
  point += exponent;
  decimal.point = static_cast<std::int32_t>(point > exponent_most    ? exponent_most
                                            : point < -exponent_most ? -exponent_most
                                                                     : point);
  return decimal;
}

/// The double nearest to `integer` x 2^exponent, of which a little more is left if `is_more`.
double round_to_double(const BigInteger& integer, std::int32_t exponent, bool is_more) {
  constexpr std::int32_t lowest = -1074;
  auto bits = static_cast<std::int32_t>(integer.bits());
  // Bits below this place are rounded away.
  std::int32_t cut = bits - 53;
  if (exponent + cut < lowest) cut = lowest - exponent;
  if (cut > bits) return 0;
  std::uint64_t mantissa = 0;
  for (std::int32_t place = bits; place-- > cut;) {
    mantissa = mantissa << 1 | static_cast<std::uint64_t>(place >= 0 && integer.bit(static_cast<std::uint32_t>(place)));
  }
  if (cut > 0) {
    bool is_half = integer.bit(static_cast<std::uint32_t>(cut - 1));
    for (std::int32_t place = 0; place < cut - 1 && !is_more; ++place)
      is_more = integer.bit(static_cast<std::uint32_t>(place));
    if (is_half && (is_more || (mantissa & 1) != 0)) ++mantissa;
  }
  std::int32_t scale = exponent + cut;
  if (mantissa == std::uint64_t{1} << 53) mantissa >>= 1, ++scale;
  if (scale > 971) return std::numeric_limits<double>::infinity();
  bool is_normal = mantissa >> 52 != 0;
  std::uint64_t biased = is_normal ? static_cast<std::uint64_t>(scale - lowest + 1) : 0;
  return std::bit_cast<double>(biased << 52 | (mantissa & ((std::uint64_t{1} << 52) - 1)));
}

double to_double(const Decimal& decimal) {
  if (decimal.digits.empty() || decimal.point < -330) return 0;
  if (decimal.point > 310) return std::numeric_limits<double>::infinity();
  BigInteger integer(0);
  for (char digit : decimal.digits) integer.multiply_add(10, static_cast<std::uint32_t>(digit - '0'));
  std::int32_t exponent = decimal.point - static_cast<std::int32_t>(decimal.digits.size());
  if (exponent >= 0) {
    integer.multiply_power_of_ten(static_cast<std::uint32_t>(exponent));
    return round_to_double(integer, 0, false);
  }
  // Divides by 5^fives what is shifted far enough for 66 bits to be left.
  auto fives = static_cast<std::uint32_t>(-exponent);
  std::uint32_t wanted = fives * 7 / 3 + 67, shift = integer.bits() < wanted ? wanted - integer.bits() : 0;
  integer.shift_left(shift);
  bool is_exact = true;
  for (std::uint32_t left = fives; left > 0;) {
    std::uint32_t power = 1;
    for (std::uint32_t count = 0; count < 13 && left > 0; ++count, --left) power *= 5;
    is_exact &= integer.divide(power);
  }
  return round_to_double(integer, exponent - static_cast<std::int32_t>(shift), !is_exact);
}

/// The fewest digits that only `value`, which is above 0, is nearest to.
Decimal shortest_decimal(double value) {
  auto bits = std::bit_cast<std::uint64_t>(value);
  std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  auto biased = static_cast<std::int32_t>(bits >> 52);
  std::uint64_t mantissa = biased == 0 ? fraction : fraction | std::uint64_t{1} << 52;
  std::int32_t exponent = (biased == 0 ? 1 : biased) - 1075;
  bool is_even = (mantissa & 1) == 0;
  // Below a power of two the next double is half as far.
  bool is_lopsided = fraction == 0 && biased > 1;

  // value = rest / scale; what lies less than above / scale over it, or below / scale under it, reads back as it.
  BigInteger rest(mantissa), scale(1), above(1), below(1);
  rest.shift_left(is_lopsided ? 2 : 1);
  scale.shift_left(is_lopsided ? 2 : 1);
  if (is_lopsided) above.shift_left(1);
  if (exponent >= 0) {
    for (BigInteger* each : {&rest, &above, &below}) each->shift_left(static_cast<std::uint32_t>(exponent));
  } else {
    scale.shift_left(static_cast<std::uint32_t>(-exponent));
  }
  Decimal decimal;
  // Never above the right one, and below it by one at most: log10(2) is just over 0.30102.
  std::int32_t magnitude = exponent + 52 - (biased == 0 ? std::countl_zero(mantissa) - 11 : 0);
  decimal.point = magnitude >= 0 ? magnitude * 30102 / 100000 : -((-magnitude * 30103 + 99999) / 100000);
  auto power = static_cast<std::uint32_t>(decimal.point < 0 ? -decimal.point : decimal.point);
  if (decimal.point >= 0) scale.multiply_power_of_ten(power);
  else
    for (BigInteger* each : {&rest, &above, &below}) each->multiply_power_of_ten(power);
  auto is_high = [&] {
    int order = rest.compare_sum(above, scale);
    return is_even ? order >= 0 : order > 0;
  };
  while (is_high()) {
    scale.multiply_add(10, 0);
    ++decimal.point;
  }
  while (true) {
    for (BigInteger* each : {&rest, &above, &below}) each->multiply_add(10, 0);
    char digit = '0';
    for (; rest.compare(scale) >= 0; rest.subtract(scale)) ++digit;
    int low_order = rest.compare(below);
    bool is_low = is_even ? low_order <= 0 : low_order < 0;
    bool is_above = is_high();
    if (is_low || is_above) {
      int half = rest.compare_sum(rest, scale);
      bool is_up = is_above && (!is_low || half > 0 || (half == 0 && (digit - '0') % 2 == 1));
      decimal.digits += static_cast<char>(digit + (is_up ? 1 : 0));
      return decimal;
    }
    decimal.digits += digit;
  }
}

/// Number::toString of ECMAScript, steps 5 to 12.
std::string write_decimal(const Decimal& decimal) {
  if (decimal.digits.empty()) return "0";
  std::string text = decimal.is_negative ? "-" : "";
  auto count = static_cast<std::int32_t>(decimal.digits.size());
  std::int32_t point = decimal.point;
  if (point >= count && point <= 21) {
    return text.append(decimal.digits).append(static_cast<std::size_t>(point - count), '0');
  }
  if (point > 0 && point <= 21) {
    return text.append(decimal.digits, 0, static_cast<std::size_t>(point))
        .append(".")
        .append(decimal.digits, static_cast<std::size_t>(point));
  }
  if (point > -6 && point <= 0) {
    return text.append("0.").append(static_cast<std::size_t>(-point), '0').append(decimal.digits);
  }
  text += decimal.digits[0];
  if (count > 1) text.append(".").append(decimal.digits, 1);
  text += point > 0 ? "e+" : "e-";
  std::uint32_t exponent = static_cast<std::uint32_t>(point > 0 ? point - 1 : 1 - point);
  if (exponent >= 100) text += static_cast<char>('0' + exponent / 100);
  if (exponent >= 10) text += static_cast<char>('0' + exponent / 10 % 10);
  return text += static_cast<char>('0' + exponent % 10);
}

}  // namespace

std::optional<std::string> canonical_number(std::string_view json) {
  Decimal decimal = read_decimal(json);
  if (decimal.digits.size() <= 15 && decimal.point > -300 && decimal.point < 300) return write_decimal(decimal);
  double value = to_double(decimal);
  if (value == std::numeric_limits<double>::infinity()) return std::nullopt;
  return format_number(decimal.is_negative ? -value : value);
}

double parse_number(std::string_view json) {
  Decimal decimal = read_decimal(json);
  double value = to_double(decimal);
  return decimal.is_negative ? -value : value;
}

std::string format_number(double value) {
  if (value == 0) return "0";
  Decimal decimal = shortest_decimal(value < 0 ? -value : value);
  decimal.is_negative = value < 0;
  return write_decimal(decimal);
}

}  // namespace sinter::json
