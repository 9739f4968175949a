// Whether a text is JSON, and if not, where and why not.
//
// One reader goes through the text from left to right, and what it says is the definition:
// the first fault that it meets. Where there are vectors, a faster look at 64 bytes at a time
// says first whether there is any fault at all; only then the reader is asked for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "json.h"

namespace sinter::json {

/// Nothing if the text is JSON within the limits.
Fallible<void, JsonFault> validate(std::string_view text, const std::optional<Limits>& limits);
Fallible<void, JsonFault> validate_bytes(Bytes text, const std::optional<Limits>& limits);

/// A place in a text as people count.
struct Position {
  std::uint32_t line;    // from 1; lines end with a line feed
  std::uint32_t column;  // from 1, in UTF-16 units
  std::uint32_t index;   // of the whole text, in UTF-16 units: what JavaScript slices with
};

/// The place of a byte; of the end if the text is shorter.
Position locate(std::string_view text, std::uint32_t offset);

struct Problem {
  JsonFault code;
  std::uint32_t offset;  // in bytes
  std::uint32_t line, column, index;
};

/// The first fault with its place; nothing if the text is JSON within the limits.
std::optional<Problem> find_problem(std::string_view text, const std::optional<Limits>& limits);

/// What `validate` says of bytes, of which it may be known that they are UTF-8.
OptionalFault fault_in(Bytes text, const Limits& limits, bool is_utf8);

/// The definition: reads from left to right, without vectors wider than what a string needs.
OptionalFault first_fault(Bytes text, const Limits& limits);

}  // namespace sinter::json
