// json_parse() with the reader of our module json: Jansson is three times as large, with what it needs of the C library
// to print and to read numbers. What it says of a wrong text is shorter: where, and nothing about what.
#include <cstdint>
#include <limits>

#include "base/json_value.h"
#include "base/ranges.h"
#include "base/text.h"
#include "modules/json/number.h"
#include "modules/json/spelling.h"
#include "modules/json/token.h"
#include "modules/json/validate.h"

namespace sinter {
namespace {

/// Makes the values of a text that is known to be JSON.
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

  /// Where a name begins that its object has already.
  std::optional<std::size_t> repeated_name() const { return repeated_name_; }

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
      std::string name = string();
      first();
      ++at_;  // the colon
      members.push_back({std::move(name), value()});
    }
    for (const JsonValue::Member& member : members) names.push_back(member.name);
    ranges::sort(names);
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i - 1] == names[i]) repeated_name_ = begin;
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
    return json::decode_string(bytes_, begin, at_);
  }

  JsonValue number() {
    std::size_t begin = at_;
    at_ = *json::number_end(bytes_, at_);
    std::string_view digits = text_.substr(begin, at_ - begin);
    bool is_negative = digits.starts_with('-');
    if (std::optional<std::uint64_t> size = parse_decimal(digits.substr(is_negative ? 1 : 0))) {
      constexpr std::uint64_t size_max = std::numeric_limits<std::int64_t>::max();
      if (*size <= size_max)
        return {is_negative ? -static_cast<std::int64_t>(*size) : static_cast<std::int64_t>(*size)};
    }
    return {json::parse_number(digits)};
  }

  std::string_view text_;
  json::Bytes bytes_;
  std::size_t at_ = 0;
  std::optional<std::size_t> repeated_name_;
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

Result<JsonValue> json_parse(std::string_view text, std::string_view name) {
  constexpr std::uint32_t depth_max = 512;
  json::Limits limits{.depth_max = depth_max};
  if (json::OptionalFault fault = json::fault_in(json::bytes_of(text), limits, false)) {
    return no_json(text, name, fault->offset, "no JSON goes on like that");
  }
  JsonBuilder builder(text);
  JsonValue value = builder.value();
  if (std::optional<std::size_t> offset = builder.repeated_name()) {
    return no_json(text, name, *offset, "the object that begins there has two members of one name");
  }
  return value;
}

}  // namespace sinter
