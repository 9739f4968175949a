// Where the tokens of a text begin, 64 bytes at a time: the first stage of Langdale and Lemire
// ("Parsing gigabytes of JSON per second", VLDB Journal 2019), for wasm simd and whatever
// other vectors `lanes.h` of text knows.
//
// Each kind of byte becomes a mask of 64 bits. A quote counts unless an odd number of
// backslashes is before it, which an addition with carry finds for all of them at once;
// the bits from an opening quote to before the closing one are the xor of all quotes up to
// them. What is left outside of strings are brackets, commas, colons and the first bytes of
// numbers and literals.
#pragma once

#include <bit>
#include <cstdint>

#include "json.h"
#include "modules/text/lanes.h"

#if SINTER_TEXT_VECTORS

namespace sinter::json {

inline constexpr std::uint32_t block_size = 64;

/// Bit n is set if the condition holds for byte n.
template <class Condition>
[[gnu::always_inline]] inline std::uint64_t mask64(const std::uint8_t* block, Condition condition) {
  auto part = [&](std::uint32_t index) __attribute__((always_inline)) {
    text::Lanes lanes = text::load<text::Lanes>(block + index * text::lane_count);
    return std::uint64_t{text::mask_of(condition(lanes))} << index * text::lane_count;
  };
  return part(0) | part(1) | part(2) | part(3);
}

/// Whether the condition holds for any byte.
template <class Condition>
[[gnu::always_inline]] inline bool any64(const std::uint8_t* block, Condition condition) {
  auto part = [&](std::uint32_t index) __attribute__((always_inline)) {
    return condition(text::load<text::Lanes>(block + index * text::lane_count));
  };
  return text::any(part(0) | part(1) | part(2) | part(3));
}

/// Bit n is the xor of the bits 0 to n.
[[gnu::always_inline]] inline std::uint64_t xor_up_to(std::uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/// Tells strings from the rest, block after block.
class Strings {
 public:
  struct Masks {
    std::uint64_t quotes;   // those that open or close a string
    std::uint64_t inside;   // of a string: its opening quote, not the closing one
    std::uint64_t escaped;  // the characters behind a backslash that is not itself escaped
  };

  [[gnu::always_inline]] Masks next(const std::uint8_t* block) {
    std::uint64_t backslashes = mask64(block, [](text::Lanes lanes) { return text::equal(lanes, text::splat('\\')); });
    std::uint64_t escaped = escape_carry_;
    if (backslashes != 0) escaped = escaped_by(backslashes);
    else escape_carry_ = 0;
    std::uint64_t quotes =
        mask64(block, [](text::Lanes lanes) { return text::equal(lanes, text::splat('"')); }) & ~escaped;
    std::uint64_t inside = xor_up_to(quotes) ^ string_carry_;
    string_carry_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(inside) >> 63);
    return {quotes, inside, escaped};
  }

  /// Whether the last block ended within a string.
  bool is_open() const { return string_carry_ != 0; }

 private:
  /// Runs of backslashes that begin at an odd place are pushed out of step by adding them to
  /// themselves; then every second bit behind a backslash is what an escape begins with.
  std::uint64_t escaped_by(std::uint64_t backslashes) {
    constexpr std::uint64_t even = 0x5555555555555555;
    backslashes &= ~escape_carry_;
    std::uint64_t behind = backslashes << 1 | escape_carry_;
    std::uint64_t odd_starts = backslashes & ~even & ~behind;
    std::uint64_t shifted;
    escape_carry_ = __builtin_add_overflow(odd_starts, backslashes, &shifted) ? 1 : 0;
    return (even ^ shifted << 1) & behind;
  }

  std::uint64_t escape_carry_ = 0;  // 1 if the next block's first byte is escaped
  std::uint64_t string_carry_ = 0;  // all bits set if the next block begins within a string
};

}  // namespace sinter::json

#endif
