// json_parse() with Jansson, for the whole tool; src/analysis/own_json.cc is the other one.
#include <jansson.h>

#include <cstdint>
#include <variant>

#include "base/json_value.h"

namespace sinter {
namespace {

JsonValue convert(const json_t* node) {
  switch (json_typeof(node)) {
    case JSON_TRUE: return {true};
    case JSON_FALSE: return {false};
    case JSON_NULL: return {nullptr};
    case JSON_INTEGER: return {std::int64_t{json_integer_value(node)}};
    case JSON_REAL: return {json_real_value(node)};
    case JSON_STRING: return {std::string(json_string_value(node), json_string_length(node))};
    case JSON_ARRAY: {
      JsonValue::Array items;
      for (std::size_t i = 0; i < json_array_size(node); ++i) items.push_back(convert(json_array_get(node, i)));
      return {std::move(items)};
    }
    case JSON_OBJECT: {
      JsonValue::Object members;
      auto* object = const_cast<json_t*>(node);  // Jansson's iterators are not const-correct
      for (void* at = json_object_iter(object); at != nullptr; at = json_object_iter_next(object, at)) {
        members.push_back({json_object_iter_key(at), convert(json_object_iter_value(at))});
      }
      return {std::move(members)};
    }
  }
  return {nullptr};
}

}  // namespace

Result<JsonValue> json_parse(std::string_view text, std::string_view name) {
  json_error_t error;
  json_t* root =
      json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
  if (root == nullptr) {
    auto line = static_cast<std::uint32_t>(error.line < 0 ? 0 : error.line);
    auto column = static_cast<std::uint32_t>(error.column < 0 ? 0 : error.column);
    return fail(Error{.code = Code::json_malformed,
                      .what = "this is not JSON",
                      .where = {std::string(name), line, column},
                      .why = {error.text},
                      .next = "correct the text at that place"});
  }
  JsonValue value = convert(root);
  json_decref(root);
  return value;
}

}  // namespace sinter
