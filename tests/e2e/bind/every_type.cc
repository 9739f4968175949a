// One function for every type that can be bound, each simple enough that the test can
// say by heart what it must return.
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sinter/bind.h"

namespace every_type {

enum class Shade : std::uint8_t { light, dark };
enum class Weekday { monday = 3, friday = 70, sunday = -1 };  // no values 0, 1, 2: crosses by place
enum class ParseFault { empty, not_a_digit };
SINTER_ENUM(Shade, light, dark)
SINTER_ENUM(Weekday, monday, friday, sunday);
SINTER_ENUM(ParseFault, empty, not_a_digit)

struct Point {
  double x = 0;
  double y = 0;
};
SINTER_STRUCT(Point, x, y)

struct Label {
  std::string text;
  Point anchor_point;
  Shade shade = Shade::light;
  std::optional<std::int64_t> serial_number;
  std::vector<float> weights;
  bool is_visible = false;
};
SINTER_STRUCT(Label, text, anchor_point, shade, serial_number, weights, is_visible)

/// Its member is a view: of the arena in wasm, of the case natively.
struct Greeting {
  std::string_view name;
  std::int32_t count = 0;
};
SINTER_STRUCT(Greeting, name, count)

int add(int a, int b) { return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b)); }
std::int8_t echo_i8(std::int8_t value) noexcept { return value; }
std::uint8_t echo_u8(std::uint8_t value) noexcept { return value; }
std::int16_t echo_i16(std::int16_t value) { return value; }
std::uint16_t echo_u16(std::uint16_t value) { return value; }
std::uint32_t echo_u32(std::uint32_t value) { return value; }
std::int64_t echo_i64(std::int64_t value) { return value; }
std::uint64_t echo_u64(std::uint64_t value) { return value; }
float echo_f32(float value) { return value; }
double echo_f64(double value) { return value; }
bool negate(bool value) { return !value; }
Shade other_shade(Shade shade) { return shade == Shade::light ? Shade::dark : Shade::light; }
Weekday next_day(Weekday day) {
  return day == Weekday::monday ? Weekday::friday : day == Weekday::friday ? Weekday::sunday : Weekday::monday;
}
void nothing() {}

std::string echo_text(std::string_view text) { return std::string(text); }
std::uint32_t text_bytes(const std::string& text) { return static_cast<std::uint32_t>(text.size()); }
std::string_view middle(std::string_view text) { return text.size() < 2 ? text : text.substr(1, text.size() - 2); }
std::string join_three(std::string_view a, std::string b, const std::string& c) { return std::string(a) + b + c; }
std::string broken_utf8() {
  return "a\xff\xfe"
         "b";
}
std::string with_mark() { return "\xEF\xBB\xBFtext"; }

double sum(std::span<const double> values) {
  double total = 0;
  for (double value : values) total += value;
  return total;
}
std::uint32_t sum_bytes(std::span<const std::uint8_t> values) {
  std::uint32_t total = 0;
  for (std::uint8_t value : values) total += value;
  return total;
}
std::int64_t sum_long(std::span<const std::int64_t> values) {
  std::uint64_t total = 0;
  for (std::int64_t value : values) total += static_cast<std::uint64_t>(value);
  return static_cast<std::int64_t>(total);
}
void double_all(std::span<float> values) {
  for (float& value : values) value *= 2;
}
std::uint32_t double_both(std::span<std::int16_t> left, std::span<double> right) {
  for (std::int16_t& value : left) value = static_cast<std::int16_t>(value * 2);
  for (double& value : right) value *= 2;
  return static_cast<std::uint32_t>(left.size() + right.size());
}
std::vector<std::uint32_t> count_up(std::uint32_t count) {
  std::vector<std::uint32_t> values;
  for (std::uint32_t value = 0; value < count; ++value) values.push_back(value);
  return values;
}
std::vector<double> echo_doubles(std::vector<double> values) { return values; }
std::vector<std::uint64_t> echo_longs(const std::vector<std::uint64_t>& values) { return values; }
std::span<const std::uint8_t> first_half(std::span<const std::uint8_t> bytes) { return bytes.first(bytes.size() / 2); }

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (;;) {
    std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}
std::string join(std::span<const std::string_view> parts, std::string_view separator) {
  std::string joined;
  for (std::string_view part : parts) joined.append(joined.empty() ? "" : separator).append(part);
  return joined;
}
std::vector<std::string> echo_texts(std::vector<std::string> parts) { return parts; }

std::optional<std::int32_t> maybe_add(std::optional<std::int32_t> a, std::optional<std::int32_t> b) {
  if (!a || !b) return std::nullopt;
  return *a + *b;
}
std::optional<std::string> maybe_text(std::optional<std::string> text) { return text; }
std::optional<std::vector<double>> maybe_doubles(std::optional<std::span<const double>> values) {
  if (!values) return std::nullopt;
  return std::vector<double>(values->begin(), values->end());
}
std::optional<Point> maybe_point(std::optional<Point> point) { return point; }
std::optional<Shade> maybe_shade(std::optional<Shade> shade) { return shade; }

Point middle_point(Point a, const Point& b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }
std::string greet(const Greeting& greeting) {
  std::string text;
  for (std::int32_t index = 0; index < greeting.count; ++index) text.append(greeting.name);
  return text;
}
Greeting first_letter(Greeting greeting) { return {greeting.name.substr(0, 1), greeting.count}; }
Label echo_label(Label label) { return label; }

// A fault is two words, and a code alone is never mistaken for it.
using Parsed = sinter::Fault<ParseFault>;
static_assert(std::is_trivially_copyable_v<Parsed> && sizeof(Parsed) == 2 * sizeof(ParseFault));
static_assert(sinter::Fault{ParseFault::empty} == Parsed{ParseFault::empty, 0});
static_assert(![](auto fault) { return requires { fault == ParseFault::empty; }; }(Parsed{ParseFault::empty}));

sinter::Fallible<std::uint32_t, ParseFault> parse_digits(std::string_view text) {
  if (text.empty()) return std::unexpected(ParseFault::empty);
  std::uint32_t value = 0;
  for (std::size_t offset = 0; offset < text.size(); ++offset) {
    if (text[offset] < '0' || text[offset] > '9')
      return std::unexpected(sinter::Fault{ParseFault::not_a_digit, offset});
    value = value * 10 + static_cast<std::uint32_t>(text[offset] - '0');
  }
  return value;
}
sinter::Fallible<void, ParseFault> require_text(std::string_view text) {
  if (text.empty()) return std::unexpected(sinter::Fault{ParseFault::empty, 7});
  return {};
}
sinter::Fallible<std::vector<std::string>, ParseFault> require_parts(std::vector<std::string> parts) {
  if (parts.empty()) return std::unexpected(sinter::Fault{ParseFault::empty, 0});
  return parts;
}

/// Allocates without end's sake: memory grows, so every view JavaScript holds goes stale.
std::string grow_and_echo(std::string_view text, std::uint32_t size_bytes) {
  static std::vector<std::string> kept;
  kept.emplace_back(size_bytes, 'x');
  return std::string(text);
}
std::uint32_t grow(std::uint32_t size_bytes) {
  return static_cast<std::uint32_t>(grow_and_echo("", size_bytes).size());
}
void trap_now(std::string_view reason) {
  if (!reason.empty()) std::abort();
}

SINTER_EXPORT(add, "Adds \"two\" ints \\ wrapping around; ends with a comment: */ and a `tick`.", "a", "b")
SINTER_EXPORT(echo_i8, "", "value")
SINTER_EXPORT(echo_u8, "", "value")
SINTER_EXPORT(echo_i16, "", "value")
SINTER_EXPORT(echo_u16, "", "value")
SINTER_EXPORT(echo_u32, "", "value")
SINTER_EXPORT(echo_i64, "", "value")
SINTER_EXPORT(echo_u64, "", "value")
SINTER_EXPORT(echo_f32, "", "value")
SINTER_EXPORT(echo_f64, "", "value")
SINTER_EXPORT(negate, "", "value")
SINTER_EXPORT(other_shade, "Grüße; 日本.", "shade")
SINTER_EXPORT(next_day, "", "day")
SINTER_EXPORT(nothing, "Two lines:\nthis is the second.")
SINTER_EXPORT(echo_text, "", "text")
SINTER_EXPORT(text_bytes, "", "text")
SINTER_EXPORT(middle, "", "text")
SINTER_EXPORT(join_three, "", "a", "b", "c")
SINTER_EXPORT(broken_utf8, "")
SINTER_EXPORT(with_mark, "")
SINTER_EXPORT(sum, "", "values")
SINTER_EXPORT(sum_bytes, "", "values")
SINTER_EXPORT(sum_long, "", "values")
SINTER_EXPORT(double_all, "", "values")
SINTER_EXPORT(double_both, "", "left", "right")
SINTER_EXPORT(count_up, "", "count")
SINTER_EXPORT(echo_doubles, "", "values")
SINTER_EXPORT(echo_longs, "", "values")
SINTER_EXPORT(first_half, "", "bytes")
SINTER_EXPORT(split, "", "text", "separator")
SINTER_EXPORT(join, "", "parts", "separator")
SINTER_EXPORT(echo_texts, "", "parts")
SINTER_EXPORT(maybe_add, "", "a", "b")
SINTER_EXPORT(maybe_text, "", "text")
SINTER_EXPORT(maybe_doubles, "", "values")
SINTER_EXPORT(maybe_point, "", "point")
SINTER_EXPORT(maybe_shade, "", "shade")
SINTER_EXPORT(middle_point, "", "a", "b")
SINTER_EXPORT(echo_label, "", "label")
SINTER_EXPORT(greet, "", "greeting")
SINTER_EXPORT(first_letter, "", "greeting")
SINTER_EXPORT(parse_digits, "Parses decimal digits.", "text")
SINTER_EXPORT(require_text, "", "text")
SINTER_EXPORT(require_parts, "", "parts")
SINTER_EXPORT(grow_and_echo, "", "text", "size_bytes")
SINTER_EXPORT(grow, "", "size_bytes")
SINTER_EXPORT(trap_now, "", "reason")

}  // namespace every_type
