#include "optimize/repeated_export.h"

#include <map>
#include <set>

#include "base/json_value.h"
#include "base/text.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

constexpr std::size_t shown_bytes_max = 200;  // of a name or a path: they come from the file

std::string text_of(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.find(key);
  return value == nullptr || value->as_string() == nullptr ? "" : value->as_string()->substr(0, shown_bytes_max);
}

/// "a.cc:4".
std::string place_of(const JsonValue& object) {
  const JsonValue* at = object.find("at");
  const JsonValue::Array* parts = at == nullptr ? nullptr : at->as_array();
  if (parts == nullptr || parts->size() != 2) return "";
  const std::string* file = (*parts)[0].as_string();
  const std::int64_t* line = (*parts)[1].as_integer();
  return file == nullptr || line == nullptr ? "" : file->substr(0, shown_bytes_max) + ":" + std::to_string(*line);
}

}  // namespace

std::vector<std::string> repeated_exports(std::string_view wasm) {
  std::map<std::string, std::set<std::string>> places;
  auto sections = wasm::read_sections(wasm);
  if (!sections) return {};
  for (const wasm::Section& section : wasm::custom_sections(*sections, "sinter.bind")) {
    for (std::string_view line : split(section.payload, '\n')) {
      Result<JsonValue> descriptor = json_parse(line, "descriptor");
      if (!descriptor) continue;
      std::string name = text_of(*descriptor, "function");
      if (name.empty()) name = text_of(*descriptor, "class");
      std::string place = place_of(*descriptor);
      if (!name.empty() && !place.empty()) places[name].insert(place);
    }
  }
  std::vector<std::string> found;
  for (const auto& [name, lines] : places) {
    if (lines.size() > 1) {
      found.push_back(quote(name) + " is exported at " + join(std::vector(lines.begin(), lines.end()), " and at "));
    }
  }
  return found;
}

}  // namespace sinter
