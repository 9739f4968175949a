// Where the characters that people see, and words, begin and end (Unicode Standard Annex 29,
// the rules of Unicode 15.0 without a language's tailoring).
//
// Offsets are in UTF-16 code units, so that JavaScript's slice() takes them. The start of a
// text is not listed and its end is, so that n segments have n offsets and an empty text none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::unicode {

/// The names and their order are those of tables.mjs.
enum class GraphemeClass : std::uint8_t {
  other,
  cr,
  lf,
  control,
  extend,
  zwj,
  regional_indicator,
  prepend,
  spacing_mark,
  lead,
  vowel,
  trail,
  lead_vowel,
  lead_vowel_trail,
  pictograph
};
enum class WordClass : std::uint8_t {
  other,
  cr,
  lf,
  newline,
  extend,
  zwj,
  format,
  regional_indicator,
  katakana,
  hebrew_letter,
  letter,
  single_quote,
  double_quote,
  mid_number_letter,
  mid_letter,
  mid_number,
  numeric,
  connector,
  space
};

/// Where extended grapheme clusters end: what people take for one character.
std::vector<std::uint32_t> grapheme_boundaries(std::string_view text);
/// How many there are.
std::uint32_t grapheme_count(std::string_view text);
/// The same for many texts in one call.
std::vector<std::uint32_t> grapheme_counts(const std::vector<std::string>& texts);

/// Where words, and what stands between them, end.
std::vector<std::uint32_t> word_boundaries(std::string_view text);

}  // namespace sinter::unicode
