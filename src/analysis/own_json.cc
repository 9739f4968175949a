#include "analysis/own_json.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "base/ranges.h"
#include "base/text.h"
#include "modules/json/number.h"
#include "modules/json/spelling.h"
#include "modules/json/token.h"
#include "modules/json/validate.h"

namespace sinter {
namespace {

/// Of a text that keeps to JSON's grammar: what its values may still not be.
struct WrongValue {
  std::size_t offset;
  const char* why;
};

/// Makes the values of a text that keeps to JSON's grammar.
class JsonBuilder {
 public:
  explicit JsonBuilder(std::string_view text) : text_(text), bytes_(json::bytes_of(text)) {}

  JsonValue value() {
    switch (first()) {
      case '{': return {members()};
      case '[': return {items()};
      case '"': return {string()};
      case 't': at_ += 4; return {true};
      case 'f': at_ += 5; return {false};
      case 'n': at_ += 4; return {nullptr};
      default: return number();
    }
  }

  const std::optional<WrongValue>& wrong_value() const { return wrong_value_; }

 private:
  char first() {
    at_ = json::skip_whitespace(bytes_, at_);
    return text_[at_];
  }

  /// Behind a bracket that opens, or a comma: false, and past the end, where the other bracket is.
  bool goes_on(char closing) {
    if (first() == ',') ++at_;
    if (first() != closing) return true;
    ++at_;
    return false;
  }

  JsonValue::Object members() {
    JsonValue::Object members;
    std::vector<std::string_view> names;
    std::size_t begin = at_++;
    while (goes_on('}')) {
      first();
      std::size_t name_at = at_;
      std::string name = string();
      if (name.contains('\0')) refuse(name_at, "no name has the character U+0000");
      first();
      ++at_;  // the colon
      members.push_back({std::move(name), value()});
    }
    for (const JsonValue::Member& member : members) names.push_back(member.name);
    ranges::sort(names);
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i - 1] == names[i]) refuse(begin, "the object that begins there has two members of one name");
    }
    return members;
  }

  JsonValue::Array items() {
    JsonValue::Array items;
    ++at_;
    while (goes_on(']')) items.push_back(value());
    return items;
  }

  std::string string() {
    std::size_t begin = at_;
    at_ = *json::string_end(bytes_, at_);
    if (std::optional<std::size_t> half = json::find_lone_surrogate(bytes_, begin, at_)) {
      refuse(*half, "that is half a character");
    }
    return json::decode_string(bytes_, begin, at_);
  }

  JsonValue number() {
    std::size_t begin = at_;
    at_ = *json::number_end(bytes_, at_);
    std::string_view digits = text_.substr(begin, at_ - begin);
    bool is_negative = digits.starts_with('-');
    std::string_view whole = digits.substr(is_negative ? 1 : 0);
    if (whole.find_first_not_of("0123456789") == std::string_view::npos) {
      constexpr std::uint64_t size_max = std::numeric_limits<std::int64_t>::max();
      std::optional<std::uint64_t> size = parse_decimal(whole);
      if (!size || *size > size_max + (is_negative ? 1 : 0)) {
        refuse(begin, "the number has more than 64 bits");
        return {};
      }
      return {static_cast<std::int64_t>(is_negative ? 0 - *size : *size)};
    }
    double value = json::parse_number(digits);
    if (std::abs(value) > std::numeric_limits<double>::max()) refuse(begin, "no number is that large");
    return {value};
  }

  void refuse(std::size_t offset, const char* why) {
    if (!wrong_value_) wrong_value_ = {offset, why};
  }

  std::string_view text_;
  json::Bytes bytes_;
  std::size_t at_ = 0;
  std::optional<WrongValue> wrong_value_;
};

Failure no_json(std::string_view text, std::string_view name, std::size_t offset, const char* why) {
  json::Position place = json::locate(text, static_cast<std::uint32_t>(offset));
  return fail(Error{.code = Code::json_malformed,
                    .what = "this is not JSON",
                    .where = {std::string(name), place.line, place.column},
                    .why = {why},
                    .next = "correct the text at that place"});
}

}  // namespace

Result<JsonValue> parse_own_json(std::string_view text, std::string_view name) {
  constexpr std::uint32_t depth_max = 512;
  json::Limits limits{.depth_max = depth_max};
  if (json::OptionalFault fault = json::fault_in(json::bytes_of(text), limits, false)) {
    return no_json(text, name, fault->offset, "no JSON goes on like that");
  }
  JsonBuilder builder(text);
  JsonValue value = builder.value();
  if (const std::optional<WrongValue>& wrong = builder.wrong_value()) {
    return no_json(text, name, wrong->offset, wrong->why);
  }
  return value;
}

}  // namespace sinter
