// Texts changed at a place: only what is there is written anew, the rest stays byte for byte.
//
// Every text that comes in is validated first, within the default limits.
#pragma once

#include <string>
#include <string_view>

#include "json.h"
#include "splice.h"

namespace sinter::json {

/// The text with another value where the pointer leads. Faults, for all of these: those of
/// `validate` for the text and of parse_pointer for the pointer, bad_value, not_found.
Fallible<std::string, JsonFault> replace(std::string_view text, std::string_view pointer, std::string_view value);

/// The text with a value more, as "add" of RFC 6902: an element before the one with that index,
/// or at the end for the index "-" or the array's length; a member at the end of its object,
/// or in the place of one with that name; the whole text for the empty pointer.
Fallible<std::string, JsonFault> insert(std::string_view text, std::string_view pointer, std::string_view value);

/// The text without the value where the pointer leads. The empty pointer is not_found.
Fallible<std::string, JsonFault> remove(std::string_view text, std::string_view pointer);

/// What `replace` and `insert` do with a text that is known to be JSON.
using Splice = Fallible<std::string, JsonFault> (*)(std::string_view, Tokens, std::string_view);
Fallible<std::string, JsonFault> edit(std::string_view text, std::string_view pointer, std::string_view value,
                                      Splice splice);

inline constexpr std::uint32_t patch_depth_max = 128;

/// The text changed by a merge patch (RFC 7396). Members of objects that the patch changes are
/// written without whitespace around them. A patch that is not JSON, or deeper than 128, is
/// bad_patch.
Fallible<std::string, JsonFault> merge_patch(std::string_view text, std::string_view patch);

/// The text changed by all operations of a patch (RFC 6902), or by none. A patch that is no list
/// of operations is bad_patch; an operation that finds nothing is not_found, with its offset
/// in the patch. "test" compares canonical forms, and what has none equals nothing.
Fallible<std::string, JsonFault> patch(std::string_view text, std::string_view patch);

}  // namespace sinter::json
