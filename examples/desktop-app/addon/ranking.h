// Ranks texts by how well they fit what somebody has typed so far, as a search box wants it:
// the letters of the query must occur in order, and count more where a word begins and where
// they stand side by side.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace notebook {

struct Match {
  std::size_t text_index;
  int score;  // higher fits better
};

/// Nothing if the letters of `query` do not occur in `text` in that order. Letters of ASCII
/// fit in either case. Takes time in proportion to both lengths multiplied.
std::optional<int> score(std::string_view query, std::string_view text);

/// The texts that fit, best first; equal scores stay in order.
std::vector<Match> rank(std::string_view query, std::span<const std::string> texts);

}  // namespace notebook
