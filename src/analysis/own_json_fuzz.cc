// Gives arbitrary bytes to both readers of JSON: what one takes the other takes, and makes the same of it.
#include <algorithm>

#include "analysis/own_json.h"
#include "base/json.h"

namespace {

std::string written(const sinter::JsonValue& value) {
  sinter::JsonWriter json;
  write_json(json, value);
  return json.take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  sinter::Result<sinter::JsonValue> own = sinter::parse_own_json(text, "own");
  if (text.contains('\0')) return 0;  // Jansson passes over zero bytes wherever they are
  // The depths that they take differ.
  constexpr std::ptrdiff_t depth_max = 512;
  if (std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; }) > depth_max) return 0;
  sinter::Result<sinter::JsonValue> other = sinter::json_parse(text, "other");
  SINTER_ASSERT(own.has_value() == other.has_value());
  if (own) SINTER_ASSERT(written(*own) == written(*other));
  return 0;
}
