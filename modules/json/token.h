// One token at a time: where strings, numbers and literals end, and what is wrong in them.
// The offsets of all of these are in the whole text.
#pragma once

#include <cstdint>

#include "grammar.h"
#include "json.h"

namespace sinter::json {

inline bool is_digit(std::uint8_t byte) { return byte >= '0' && byte <= '9'; }

inline std::size_t skip_whitespace(Bytes text, std::size_t at) {
  while (at < text.size() && is_kind(text[at], space)) ++at;
  return at;
}

using End = Fallible<std::uint32_t, JsonFault>;

/// Where the string ends whose opening quote is at `at`: behind its closing quote. Looks at
/// nothing but quotes and backslashes; the fault is unexpected_end.
End string_end(Bytes text, std::size_t at);

/// The same for a string that must be right: escapes, control characters, UTF-8.
End checked_string_end(Bytes text, std::size_t at);

/// Where the number ends that begins at `at`, with '-' or a digit.
End number_end(Bytes text, std::size_t at);

/// Where true, false or null ends, of which the first letter is at `at`.
End literal_end(Bytes text, std::size_t at);

/// Four hexadecimal digits, or 0x10000 if they are not all there.
std::uint32_t hex4(Bytes text, std::size_t at);

}  // namespace sinter::json
