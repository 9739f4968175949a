#include "utf8_lookup.h"

#include "lanes.h"
#include "utf8.h"

namespace sinter::text {

#if SINTER_TEXT_LOOKUPS

namespace {

// What two neighbouring bytes can be guilty of. Three tables, indexed by the high half and the
// low half of the first byte and the high half of the second, each hold the faults that
// half-byte allows; a fault that all three allow is one. Names follow the paper.
enum : std::uint8_t {
  too_short = 1 << 0,          // 11______ 0_______, 11______ 11______
  too_long = 1 << 1,           // 0_______ 10______
  overlong_3 = 1 << 2,         // 11100000 100_____
  too_large = 1 << 3,          // 11110100 1001____ and more
  surrogate = 1 << 4,          // 11101101 101_____
  overlong_2 = 1 << 5,         // 1100000_ 10______
  overlong_4 = 1 << 6,         // 11110000 1000____
  too_large_1000 = 1 << 6,     // 11110101 1000____ and more
  two_continuations = 1 << 7,  // 10______ 10______, right only after a longer lead
  carry = too_short | too_long | two_continuations,
};

constexpr Lanes first_high = {too_long,
                              too_long,
                              too_long,
                              too_long,
                              too_long,
                              too_long,
                              too_long,
                              too_long,
                              two_continuations,
                              two_continuations,
                              two_continuations,
                              two_continuations,
                              too_short | overlong_2,
                              too_short,
                              too_short | overlong_3 | surrogate,
                              too_short | too_large | too_large_1000 | overlong_4};
constexpr Lanes first_low = {carry | overlong_3 | overlong_2 | overlong_4,
                             carry | overlong_2,
                             carry,
                             carry,
                             carry | too_large,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000 | surrogate,
                             carry | too_large | too_large_1000,
                             carry | too_large | too_large_1000};
constexpr Lanes second_high = {too_short,
                               too_short,
                               too_short,
                               too_short,
                               too_short,
                               too_short,
                               too_short,
                               too_short,
                               too_long | overlong_2 | two_continuations | overlong_3 | too_large_1000 | overlong_4,
                               too_long | overlong_2 | two_continuations | overlong_3 | too_large,
                               too_long | overlong_2 | two_continuations | surrogate | too_large,
                               too_long | overlong_2 | two_continuations | surrogate | too_large,
                               too_short,
                               too_short,
                               too_short,
                               too_short};

/// Not zero where a fault shows in the 16 bytes at `from`, given the three before them.
[[gnu::always_inline]] inline Lanes faults_at(const std::uint8_t* from) {
  Lanes now = load<Lanes>(from), one_before = load<Lanes>(from - 1);
  Lanes special =
      look_up(first_high, one_before >> 4) & look_up(first_low, one_before & 0x0f) & look_up(second_high, now >> 4);
  // The second and third byte after a lead must be the second of two continuations.
  Lanes is_third = std::bit_cast<Lanes>(load<Lanes>(from - 2) >= 0xe0);
  Lanes is_fourth = std::bit_cast<Lanes>(load<Lanes>(from - 3) >= 0xf0);
  return special ^ ((is_third | is_fourth) & 0x80);
}

}  // namespace

std::size_t utf8_checked_prefix(Bytes bytes) {
  constexpr std::size_t round = 4 * lane_count;
  const std::uint8_t* data = bytes.data();
  std::size_t offset = 0;
  // faults_at() reads three bytes back, so the first sequences are decoded one by one.
  while (offset < 3 && offset < bytes.size()) {
    DecodedCodePoint decoded = decode_front(bytes.subspan(offset));
    if (decoded.fault) return offset;
    offset += decoded.size_bytes;
  }
  for (; offset + round <= bytes.size(); offset += round) {
    const std::uint8_t* from = data + offset;
    Lanes all = load<Lanes>(from - 3) | load<Lanes>(from) | load<Lanes>(from + lane_count) |
                load<Lanes>(from + 2 * lane_count) | load<Lanes>(from + 3 * lane_count);
    if (top_bits(all) == 0) continue;
    Lanes faults = faults_at(from) | faults_at(from + lane_count) | faults_at(from + 2 * lane_count) |
                   faults_at(from + 3 * lane_count);
    if (any(faults)) break;
  }
  // A lead among the last three bytes has not met its continuations: a fault may begin there.
  return offset;
}

#else

/// Without byte shuffles only ASCII is passed over quickly.
std::size_t utf8_checked_prefix(Bytes bytes) {
  std::size_t offset = 0;
  while (offset + lane_count <= bytes.size() && top_bits(load<Lanes>(bytes.data() + offset)) == 0) offset += lane_count;
  return offset;
}

#endif

}  // namespace sinter::text
