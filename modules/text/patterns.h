// Many needles looked for at once: Aho and Corasick's automaton ("Efficient string matching",
// 1975) as a table, so every byte of the text costs one step however many needles there are.
//
// Matches are taken from left to right and do not overlap. Of those that begin at the same
// place the longest counts, and of equal needles the first. An empty needle matches nothing.
// Offsets are in UTF-16 code units, as those of search.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes.h"

namespace sinter::text {

/// Match by match: which needle, and where.
struct PatternMatches {
  std::vector<std::uint32_t> patterns;
  std::vector<std::uint32_t> offsets;
};

/// A set of needles, ready to be looked for in many texts. Takes four bytes for each byte of
/// the needles and each kind of byte in them.
class Patterns {
 public:
  explicit Patterns(Texts needles);

  PatternMatches find_all(std::string_view text) const;
  std::uint32_t count(std::string_view text) const;
  /// Whether any needle occurs.
  bool matches(std::string_view text) const;
  /// For each of many texts: how many matches it has.
  std::vector<std::uint32_t> count_all(Texts texts) const;
  /// The text with every match replaced by the replacement of its number; by nothing if there is none.
  std::string replace_all(std::string_view text, Texts replacements) const;

 private:
  struct Match {
    std::uint32_t pattern;
    std::size_t begin, end;  // bytes
  };

  void add(std::string_view needle, std::uint32_t number);
  void add_beginning(Bytes needle, std::uint8_t group);
  void link();
  /// The first match at or behind `from`.
  std::optional<Match> next(std::string_view text, std::size_t from) const;
  std::size_t skip(std::string_view text, std::size_t from) const;

  static constexpr std::uint32_t none = 0xffff'ffff;
  struct State {
    std::uint32_t depth = 0;
    std::uint32_t pattern = none;  // the longest needle that ends here
    std::uint32_t pattern_size = 0;
  };

  std::array<std::uint8_t, 256> kinds_ = {};  // of bytes; 0: in no needle
  std::uint32_t kind_count_ = 1;
  std::vector<State> states_;
  std::vector<std::uint32_t> next_;  // by state and kind: the next state
  std::array<bool, 256> can_begin_ = {};
  std::vector<std::uint8_t> first_bytes_;  // of the needles, if they are few
  // Needles are in eight groups, a bit each. By the low and the high half of a byte: in which
  // groups it is a first or, in the second pair of tables, a second byte.
  std::array<std::array<std::uint8_t, 16>, 4> beginnings_ = {};
};

/// Patterns(needles).find_all(haystack), for a set that is used once.
PatternMatches find_many(std::string_view haystack, Texts needles);

}  // namespace sinter::text
