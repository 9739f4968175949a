// Reads JSON that somebody else wrote: a strict RFC 8259 reader with a place for every
// error. The parsing is Jansson's; the limits and the messages are ours.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace sinter {

/// A JSON value as a plain tree. Members keep the order of the text; a name that
/// occurs twice in an object is an error, and so is an integer beyond 64 bits.
struct JsonValue {
  using Array = std::vector<JsonValue>;
  struct Member;
  using Object = std::vector<Member>;

  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> data;

  const std::string* as_string() const { return std::get_if<std::string>(&data); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&data); }
  const bool* as_boolean() const { return std::get_if<bool>(&data); }
  const Array* as_array() const { return std::get_if<Array>(&data); }
  const Object* as_object() const { return std::get_if<Object>(&data); }
  /// The member of that name; null when absent or when this is no object.
  const JsonValue* find(std::string_view name) const;
};

struct JsonValue::Member {
  std::string name;
  JsonValue value;
};

/// Parses one JSON text. `name` is what errors call the text (a path).
Result<JsonValue> json_parse(std::string_view text, std::string_view name);

class JsonWriter;
/// Writes a value that was read, with its members in their order.
void write_json(JsonWriter& json, const JsonValue& value);

}  // namespace sinter
