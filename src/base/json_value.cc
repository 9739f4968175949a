#include "base/json_value.h"

#include <cstdint>
#include <variant>

#include "base/json.h"

namespace sinter {

const JsonValue* JsonValue::find(std::string_view name) const {
  const Object* object = as_object();
  if (object == nullptr) return nullptr;
  for (const Member& member : *object) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

void write_json(JsonWriter& json, const JsonValue& value) {
  if (const std::string* text = value.as_string()) {
    json.string(*text);
  } else if (const std::int64_t* integer = value.as_integer()) {
    json.number(*integer);
  } else if (const bool* boolean = value.as_boolean()) {
    json.boolean(*boolean);
  } else if (const double* real = std::get_if<double>(&value.data)) {
    json.real(*real);
  } else if (const JsonValue::Array* array = value.as_array()) {
    json.begin_array();
    for (const JsonValue& entry : *array) write_json(json, entry);
    json.end_array();
  } else if (const JsonValue::Object* object = value.as_object()) {
    json.begin_object();
    for (const JsonValue::Member& member : *object) write_json(json.key(member.name), member.value);
    json.end_object();
  } else {
    json.null();
  }
}

}  // namespace sinter
