// json_parse() for this program; base/json_parse.cc is the whole tool's.
#include "analysis/own_json.h"

namespace sinter {

Result<JsonValue> json_parse(std::string_view text, std::string_view name) { return parse_own_json(text, name); }

}  // namespace sinter
