// UTF-8 as Unicode defines it (The Unicode Standard, table 3-7; RFC 3629): no overlong
// forms, no surrogates, nothing above U+10FFFF.
//
// The offset of a fault is that of the first byte of the first sequence that is not well
// formed, in other words the length of the longest valid prefix. It is where a decoder that
// follows the WHATWG standard puts its first U+FFFD, and what Python calls `start`.
//
// With byte shuffles (wasm simd128, SSSE3, NEON) 64 bytes are checked at a time by the lookup
// algorithm of Keiser and Lemire ("Validating UTF-8 in less than one instruction per byte",
// 2020). It only says that there is a fault; the scalar decoder then says where and which.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sinter/fault.h"

namespace sinter::text {

enum class Utf8Fault : std::uint8_t {
  unexpected_continuation,  // a byte 80..BF where a sequence should begin
  invalid_lead,             // a byte F8..FF
  overlong,                 // a longer form than the code point needs
  surrogate,                // a code point U+D800..U+DFFF
  above_maximum,            // a code point above U+10FFFF
  missing_continuation,     // a sequence is interrupted by another byte
  truncated,                // the input ends inside a sequence
};

struct DecodedCodePoint {
  char32_t code_point;       // U+FFFD if there is a fault
  std::uint32_t size_bytes;  // at least 1; of a faulty sequence its longest valid beginning
  std::optional<Utf8Fault> fault;
};

/// Decodes the sequence at the front of `bytes`, which is not empty.
DecodedCodePoint decode_front(std::span<const std::uint8_t> bytes);

/// The offset of the first fault; nothing if all is well formed.
std::optional<std::uint32_t> first_invalid_utf8(std::span<const std::uint8_t> bytes);

/// How many UTF-16 code units `bytes` decode to, or the first fault in them.
Fallible<std::uint32_t, Utf8Fault> utf16_length(std::span<const std::uint8_t> bytes);

/// The same for bytes known to be UTF-8. In others every byte that is not a continuation
/// counts as one unit, or as two from 0xf0 on.
std::uint32_t utf16_units(std::span<const std::uint8_t> bytes);

/// How many bytes the text takes as UTF-8.
std::uint32_t utf8_length(std::string_view text);

inline bool is_continuation(std::uint8_t byte) { return (byte & 0xc0) == 0x80; }

}  // namespace sinter::text
