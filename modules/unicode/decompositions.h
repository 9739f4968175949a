// What each code point is made of, and what two of them make: the data of normalisation, spread
// out of its stream (tables.h).
//
// Hangul syllables are computed (The Unicode Standard, section 3.12), not looked up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "page_table.h"

namespace sinter::unicode {

namespace hangul {
inline constexpr char32_t first_syllable = 0xac00, first_lead = 0x1100, first_vowel = 0x1161, first_trail = 0x11a7;
inline constexpr std::uint32_t lead_count = 19, vowel_count = 21, trail_count = 28;
inline constexpr std::uint32_t syllable_count = lead_count * vowel_count * trail_count;
inline bool is_syllable(char32_t code_point) { return code_point - first_syllable < syllable_count; }
}  // namespace hangul

enum class Decomposition : std::uint8_t { canonical, compatible };

/// Of one code point: its canonical combining class in the low 8 bits, and above them
namespace traits {
inline constexpr std::uint16_t combining_class = 0xff;
inline constexpr std::uint16_t decomposes = 0x100;
inline constexpr std::uint16_t never_composed = 0x200;     // NFC_Quick_Check (NFKC_Quick_Check) is No
inline constexpr std::uint16_t composes_backward = 0x400;  // it is Maybe
}  // namespace traits

class Decompositions {
 public:
  explicit Decompositions(Decomposition kind);

  std::uint16_t traits_of(char32_t code_point) const {
    return hangul::is_syllable(code_point) ? traits::decomposes : traits_.at(code_point);
  }

  /// All that a code point which `decomposes`, and is no Hangul syllable, is made of.
  std::span<const char32_t> parts_of(char32_t code_point) const {
    std::uint32_t place = places_.at(code_point);
    return {parts_.data() + (place >> size_bits), place & ((1u << size_bits) - 1)};
  }

 private:
  static constexpr std::uint32_t size_bits = 5;  // the longest is 18

  PageTable<std::uint16_t> traits_;
  PageTable<std::uint32_t> places_;  // in parts_: offset and size
  std::vector<char32_t> parts_;
};

/// Made when first asked for.
const Decompositions& decompositions_of(Decomposition kind);

/// What `first` and `second` compose to; 0 if they do not.
char32_t composed(char32_t first, char32_t second);

}  // namespace sinter::unicode
