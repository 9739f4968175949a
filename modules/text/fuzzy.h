// Ranks candidates by how well they match what somebody typed: the characters of the query in
// their order, with anything between them, better the closer they stand and the more of them
// begin a word.
//
// The score is the best over all ways to place the query (dynamic programming as Smith and
// Waterman's, with the rewards that fzf made familiar); ASCII letters match in either case.
// For other letters fold query and candidates first (module unicode).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bytes.h"

namespace sinter::text {

/// The best first; of equal scores the first candidate.
struct FuzzyRanking {
  std::vector<std::uint32_t> indices;  // of candidates
  std::vector<std::int32_t> scores;
};

namespace fuzzy {
// What a placed character is worth, in this order: itself, where it stands, its distance to the one before.
inline constexpr std::int32_t matched = 16;
inline constexpr std::int32_t at_start = 10, after_separator = 8, at_hump = 7;  // twice for the first of the query
inline constexpr std::int32_t directly_after = 5, gap = -3, gap_each = -1;
}  // namespace fuzzy

/// At most `limit` candidates that have all characters of the query. An empty query matches all, with score 0.
FuzzyRanking fuzzy_rank(std::string_view query, Texts candidates, std::uint32_t limit);

/// Candidates that are kept for many queries, such as one at each key that is pressed.
class Candidates {
 public:
  explicit Candidates(Texts texts);

  FuzzyRanking rank(std::string_view query, std::uint32_t limit) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }

 private:
  std::string texts_;  // one after the other
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint64_t> kinds_;  // of bytes in each
};

}  // namespace sinter::text
