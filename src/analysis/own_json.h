// Reads JSON with our module json: Jansson is three times as large, with what it needs of the C library to print and to
// read numbers. What is said of a wrong text is shorter: where, and nothing about what.
#pragma once

#include "base/json_value.h"

namespace sinter {

/// Takes and refuses what json_parse() takes and refuses in the whole tool, and makes the same values of it; but values
/// may be no more than 512 deep.
Result<JsonValue> parse_own_json(std::string_view text, std::string_view name);

}  // namespace sinter
