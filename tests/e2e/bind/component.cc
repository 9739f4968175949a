// What components can have: every kind of type, in and out, and what makes an adapter work:
// many parameters, variants that share locals, lists of packed values, faults.
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "sinter/bind.h"
#include "sinter/view.h"

namespace component_test {

enum class Color { red, green, deep_blue };
SINTER_ENUM(Color, red, green, deep_blue)
enum class Fault { empty_text, too_long };
SINTER_ENUM(Fault, empty_text, too_long)

struct Point {
  double x = 0, y = 0;
};
SINTER_STRUCT(Point, x, y)
/// Leaves of every size, so that packed and slotted differ everywhere.
struct Mixed {
  bool flag = false;
  std::uint8_t small = 0;
  std::int16_t middle = 0;
  Color color = Color::red;
  std::uint64_t big = 0;
  float real = 0;
  std::string text;
  std::vector<std::uint16_t> numbers;
  Point point;
  std::int8_t last = 0;
};
SINTER_STRUCT(Mixed, flag, small, middle, color, big, real, text, numbers, point, last)
struct Single {
  float value = 0;
};
SINTER_STRUCT(Single, value)
struct List {
  std::string name;
  std::vector<std::optional<Mixed>> entries;
};
SINTER_STRUCT(List, name, entries)

using Payload = std::variant<std::monostate, double, std::string, Single, Mixed, std::int64_t, std::vector<Point>>;
SINTER_VARIANT(Payload)

std::int32_t add(std::int32_t left, std::int32_t right) { return left + right; }
std::int8_t negated(std::int8_t value) { return static_cast<std::int8_t>(-value); }
std::uint64_t doubled(std::uint64_t value) { return value * 2; }
bool inverted(bool value) { return !value; }
Color next_color(Color color) { return static_cast<Color>((static_cast<int>(color) + 1) % 3); }
std::string greet(std::string_view name) { return "Hello, " + std::string(name) + "!"; }
std::uint32_t xxh3_64(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }
std::vector<std::uint8_t> reversed(std::span<const std::uint8_t> bytes) { return {bytes.rbegin(), bytes.rend()}; }
double sum(std::span<const double> values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum;
}
std::vector<double> held = {1, 2, 3};
sinter::View<double> shown() { return held; }
Point middle(Point left, Point right) { return {(left.x + right.x) / 2, (left.y + right.y) / 2}; }
Single single(Single value) { return {value.value * 2}; }
Mixed mixed(const Mixed& value) { return value; }
std::optional<Mixed> maybe(const std::optional<Mixed>& value) { return value; }
std::vector<Mixed> many(const std::vector<Mixed>& values) { return values; }
std::vector<List> lists(const std::vector<List>& values) { return values; }
std::vector<bool> flags(const std::vector<bool>& values) { return values; }
std::vector<std::string> sorted(std::vector<std::string> texts) {
  for (std::size_t at = 0; at < texts.size(); ++at) {
    for (std::size_t other = at + 1; other < texts.size(); ++other) {
      if (texts[other] < texts[at]) std::swap(texts[at], texts[other]);
    }
  }
  return texts;
}
std::map<std::string, std::uint32_t> lengths(const std::map<std::string, std::string>& texts) {
  std::map<std::string, std::uint32_t> lengths;
  for (const auto& [key, text] : texts) lengths[key] = static_cast<std::uint32_t>(text.size());
  return lengths;
}
std::tuple<std::int16_t, std::string, bool> turned(const std::tuple<bool, std::string, std::int16_t>& value) {
  return {std::get<2>(value), std::get<1>(value), std::get<0>(value)};
}
std::array<std::uint16_t, 3> rotated(const std::array<std::uint16_t, 3>& values) {
  return {values[1], values[2], values[0]};
}
std::optional<std::uint32_t> find(std::span<const std::int32_t> values, std::optional<std::int32_t> wanted) {
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (values[at] == wanted.value_or(0)) return static_cast<std::uint32_t>(at);
  }
  return std::nullopt;
}
std::chrono::milliseconds twice(std::chrono::milliseconds time) { return time * 2; }
Payload echo(const Payload& payload) { return payload; }
std::vector<Payload> echo_all(const std::vector<Payload>& payloads) { return payloads; }
sinter::Fallible<std::uint32_t, Fault> length_of(std::string_view text) {
  if (text.empty()) return std::unexpected(Fault::empty_text);
  if (text.size() > 5) return std::unexpected(sinter::Fault{Fault::too_long, text.size()});
  return static_cast<std::uint32_t>(text.size());
}
sinter::Fallible<void, Fault> check(std::string_view text) {
  if (text.empty()) return std::unexpected(sinter::Fault{Fault::empty_text, 7});
  return {};
}
sinter::Fallible<std::vector<Point>, Fault> points(double count) {
  if (count < 1) return std::unexpected(Fault::empty_text);
  return std::vector<Point>(static_cast<std::size_t>(count), Point{1, count});
}
/// More than 16 flat values: a host passes one address.
std::string spilled(const Mixed& left, std::optional<Color> color, const Payload& payload,
                    std::span<const Point> path) {
  std::string text = left.text + "," + std::to_string(left.last) + "," + std::to_string(payload.index());
  text += "," + (color ? std::to_string(static_cast<int>(*color)) : "none");
  for (const Point& point : path) text += "," + std::to_string(static_cast<int>(point.x + point.y));
  return text;
}
struct Options {
  std::uint32_t limit = 10;
  std::string word = "any";
  std::optional<Color> color;
};
SINTER_OPTIONS(Options, limit, word, color)
SINTER_DOC(Options, limit, "How many at most.")
std::string chosen(const Options& options) {
  return options.word + std::to_string(options.limit) +
         (options.color ? std::to_string(static_cast<int>(*options.color)) : "");
}
std::set<std::uint8_t> distinct(const std::set<std::uint8_t>& values) { return values; }
void nothing() {}

SINTER_EXPORT(add, "Adds.", "left", "right")
SINTER_EXPORT(negated, "", "value")
SINTER_EXPORT(doubled, "", "value")
SINTER_EXPORT(inverted, "", "value")
SINTER_EXPORT(next_color, "", "color")
SINTER_EXPORT(greet, "Greets.\nTwo lines.", "name: of whom")
SINTER_EXPORT(xxh3_64, "", "text")
SINTER_EXPORT(reversed, "", "bytes")
SINTER_EXPORT(sum, "", "values")
SINTER_EXPORT(shown, "")
SINTER_EXPORT(middle, "", "left", "right")
SINTER_EXPORT(single, "", "value")
SINTER_EXPORT(mixed, "", "value")
SINTER_EXPORT(maybe, "", "value")
SINTER_EXPORT(many, "", "values")
SINTER_EXPORT(lists, "", "values")
SINTER_EXPORT(flags, "", "values")
SINTER_EXPORT(sorted, "", "texts")
SINTER_EXPORT(lengths, "", "texts")
SINTER_EXPORT(turned, "", "value")
SINTER_EXPORT(rotated, "", "values")
SINTER_EXPORT(find, "", "values", "wanted")
SINTER_EXPORT(twice, "", "time")
SINTER_EXPORT(echo, "", "payload")
SINTER_EXPORT(echo_all, "", "payloads")
SINTER_EXPORT(length_of, "", "text")
SINTER_EXPORT(check, "", "text")
SINTER_EXPORT(points, "", "count")
SINTER_EXPORT(spilled, "", "left", "color", "payload", "path")
SINTER_EXPORT(chosen, "", "options")
SINTER_EXPORT(distinct, "", "values")
SINTER_EXPORT(nothing, "")

}  // namespace component_test
