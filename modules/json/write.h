// A text written anew: without its whitespace, or in the one form that RFC 8785 gives to every
// value, so that equal values are equal texts.
#pragma once

#include <string>
#include <string_view>

#include "json.h"

namespace sinter::json {

/// The same tokens without whitespace between them. Faults: those of `validate`.
Fallible<std::string, JsonFault> minify(std::string_view text);

/// The canonical form of RFC 8785: members in the order of their names' UTF-16 units, strings
/// with the fewest escapes, numbers as doubles that ECMAScript writes. Faults, beside those of
/// `validate`: lone_surrogate at the escape, number_out_of_range at the number, duplicate_key
/// at the second of two names when their object ends.
Fallible<std::string, JsonFault> canonical(std::string_view text);

/// Appends the UTF-8 `characters` as a JSON string.
void append_string(std::string& json, std::string_view characters);

}  // namespace sinter::json
