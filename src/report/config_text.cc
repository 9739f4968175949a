#include "report/config_text.h"

#include "base/json.h"
#include "base/ranges.h"

namespace sinter {
namespace {

std::string real_text(double value) {
  JsonWriter json;
  json.real(value);
  return json.take();
}

/// A basic string of TOML takes the escapes of a JSON string, and nothing of what JSON
/// leaves as it is but DEL must be escaped.
std::string string_text(std::string_view value) {
  std::string text;
  append_json_string(text, value);
  for (std::size_t at = 0; (at = text.find('\x7f', at)) != std::string::npos;) text.replace(at, 1, "\\u007F");
  return text;
}

bool is_bare_key(std::string_view key) {
  return !key.empty() && ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string key_text(std::string_view key) { return is_bare_key(key) ? std::string(key) : string_text(key); }

std::string toml_text(const TomlValue& value) {
  if (const std::string* text = value.as_string()) return string_text(*text);
  if (const std::int64_t* number = value.as_integer()) return std::to_string(*number);
  if (const bool* flag = value.as_boolean()) return *flag ? "true" : "false";
  if (const double* real = std::get_if<double>(&value.data)) return real_text(*real);
  std::string text;
  if (const TomlValue::Array* array = value.as_array()) {
    for (const TomlValue& element : *array) text += (text.empty() ? "" : ", ") + toml_text(element);
    return "[" + text + "]";
  }
  if (const TomlValue::Table* table = value.as_table()) {
    for (const TomlMember& member : *table) {
      text += (text.empty() ? " " : ", ") + key_text(member.name) + " = " + toml_text(member.value);
    }
    return "{" + text + (text.empty() ? "}" : " }");
  }
  return "\"\"";  // a date, which no key takes
}

void write_json(JsonWriter& json, const TomlValue& value) {
  if (const std::string* text = value.as_string()) {
    json.string(*text);
  } else if (const std::int64_t* number = value.as_integer()) {
    json.number(*number);
  } else if (const bool* flag = value.as_boolean()) {
    json.boolean(*flag);
  } else if (const double* real = std::get_if<double>(&value.data)) {
    json.real(*real);
  } else if (const TomlValue::Array* array = value.as_array()) {
    json.begin_array();
    for (const TomlValue& element : *array) write_json(json, element);
    json.end_array();
  } else if (const TomlValue::Table* table = value.as_table()) {
    json.begin_object();
    for (const TomlMember& member : *table) {
      json.key(member.name);
      write_json(json, member.value);
    }
    json.end_object();
  } else {
    json.null();
  }
}

std::string origin_text(const Origin& origin) {
  switch (origin.kind) {
    case Origin::Kind::inherited: return origin.detail;
    case Origin::Kind::environment: return "variable " + origin.detail;
    case Origin::Kind::written: break;
  }
  std::string place = "sinter.toml:" + std::to_string(origin.spot.line);
  return origin.detail.empty() ? place : place + ", profile " + origin.detail;
}

}  // namespace

std::string config_toml(const ProfileChoice& profile, const std::vector<EffectiveTable>& tables) {
  constexpr std::size_t comment_column = 40;
  std::string text = "# profile " + profile.name + "   # " + profile.from + "\n";
  for (const EffectiveTable& table : tables) {
    if (table.values.empty()) continue;
    text += "\n[" + table.name + "]\n";
    for (const EffectiveValue& value : table.values) {
      std::string line = value.key + " = " + toml_text(value.value);
      line.append(line.size() < comment_column ? comment_column - line.size() : 2, ' ');
      text += line + "# " + origin_text(value.origin) + "\n";
    }
  }
  return text;
}

std::string config_json(const ProfileChoice& profile, const std::vector<EffectiveTable>& tables) {
  JsonWriter json(1);
  json.begin_object();
  json.key("schema").string("sinter.config/1");
  json.key("profile").begin_object().key("name").string(profile.name).key("from").string(profile.from).end_object();
  json.key("tables").begin_array();
  for (const EffectiveTable& table : tables) {
    if (table.values.empty()) continue;
    json.begin_object();
    json.key("name").string(table.name);
    json.key("values").begin_array();
    for (const EffectiveValue& value : table.values) {
      JsonWriter line;
      line.begin_object();
      line.key("key").string(value.key).key("value");
      write_json(line, value.value);
      line.key("from").string(origin_text(value.origin));
      if (value.origin.spot.line != 0) line.key("line").number(std::uint64_t{value.origin.spot.line});
      line.end_object();
      json.raw(line.take());
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

}  // namespace sinter
