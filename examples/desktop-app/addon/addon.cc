// What JavaScript sees of ranking.h, through Node-API: one binary for every version of Node
// and Electron.
//
//   rank(query: string, texts: string[]): { index: number, score: number }[]
#include <node_api.h>

#include "ranking.h"

namespace {

/// Nothing, with an exception pending in JavaScript, if `value` is not a string.
std::optional<std::string> to_text(napi_env env, napi_value value, const char* complaint) {
  std::size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, complaint);
    return std::nullopt;
  }
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

std::optional<std::vector<std::string>> to_texts(napi_env env, napi_value value) {
  std::uint32_t count = 0;
  if (napi_get_array_length(env, value, &count) != napi_ok) {
    napi_throw_type_error(env, nullptr, "rank: texts must be an array");
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < count; ++i) {
    napi_value element;
    if (napi_get_element(env, value, i, &element) != napi_ok) return std::nullopt;
    std::optional<std::string> text = to_text(env, element, "rank: texts must hold strings only");
    if (!text) return std::nullopt;
    texts.push_back(*std::move(text));
  }
  return texts;
}

void set_number(napi_env env, napi_value object, const char* name, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  napi_set_named_property(env, object, name, value);
}

napi_value rank(napi_env env, napi_callback_info info) {
  std::size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  std::optional<std::string> query = to_text(env, arguments[0], "rank: query must be a string");
  if (!query) return nullptr;
  std::optional<std::vector<std::string>> texts = to_texts(env, arguments[1]);
  if (!texts) return nullptr;

  std::vector<notebook::Match> matches = notebook::rank(*query, *texts);
  napi_value result;
  napi_create_array_with_length(env, matches.size(), &result);
  for (std::uint32_t i = 0; i < matches.size(); ++i) {
    napi_value match;
    napi_create_object(env, &match);
    set_number(env, match, "index", static_cast<double>(matches[i].text_index));
    set_number(env, match, "score", matches[i].score);
    napi_set_element(env, result, i, match);
  }
  return result;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "rank", NAPI_AUTO_LENGTH, rank, nullptr, &function);
  napi_set_named_property(env, exports, "rank", function);
  return exports;
}
