// What all of this library shares: bytes, faults and limits.
//
// A JSON text is what RFC 8259 says: one value, in UTF-8, with whitespace around it. A text
// passed as std::string_view is UTF-8 already, as everything is that comes from JavaScript;
// functions that take bytes look for themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "modules/text/bytes.h"
#include "sinter/fault.h"

namespace sinter::json {

using text::Bytes;
using text::bytes_of;
using text::view_of;

enum class JsonFault : std::uint8_t {
  unexpected_end,       // the text ends inside a value; the offset is its size
  expected_value,       // here a value should begin
  expected_key,         // here the string should begin that names a member
  expected_colon,       // here a ':' should follow the name of a member
  expected_comma,       // here a ',' or the end of the array or object should follow
  trailing_content,     // something follows the value
  bad_literal,          // begins like true, false or null, and goes on otherwise
  bad_number,           // at the first byte that no number can have there
  bad_escape,           // at the backslash
  control_character,    // U+0000..U+001F as such in a string
  invalid_utf8,         // at the first byte of the sequence, as `first_invalid_utf8` of text has it
  too_deep,             // at the bracket that opens one level too many
  too_large,            // the text is longer than the limit, which is the offset
  number_too_long,      // at the first byte of the number
  bad_pointer,          // the offset is in the pointer: it does not begin with '/', or '~' is not followed by 0 or 1
  duplicate_key,        // a second member of that name, where names must differ
  lone_surrogate,       // half a surrogate pair, where strings must be Unicode; at the escape
  number_out_of_range,  // no double is that large
  not_found,            // no value is there to change, or no array or object to put one into; the offset is 0
  bad_value,            // what to put in is not JSON; the offset is in it
  bad_patch,            // the offset is in the patch
  test_failed,          // a patch's test; the offset is that of the operation in the patch
  bad_path,             // the offset is in the path
};

inline constexpr std::uint32_t depth_default = 1024;
inline constexpr std::uint32_t depth_most = 1u << 24;

/// What is accepted of a text; what is left out has no limit, but for the depth: 1,024.
struct Limits {
  std::optional<std::uint32_t> depth_max;         // of arrays and objects in each other; above 2^24 counts as 2^24
  std::optional<std::uint32_t> size_bytes_max;    // of the text
  std::optional<std::uint32_t> number_bytes_max;  // of the text of one number
};

using OptionalFault = std::optional<Fault<JsonFault>>;

}  // namespace sinter::json
