// Levenshtein distance between texts: the least number of code points to insert, delete or
// substitute to get from one to the other.
//
// Myers' bit-parallel method in the block form of Hyyrö ("A bit-vector algorithm for computing
// Levenshtein and Damerau edit distances", 2003): a word holds the differences between 64
// rows of the table, and one column of them costs some fifteen operations. A limit lets the
// search stay near the diagonal (Ukkonen 1985), which makes it linear for a small limit.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bytes.h"

namespace sinter::text {

/// A byte sequence that is not UTF-8 counts as U+FFFD, as a decoder would replace it.
std::uint32_t levenshtein(std::string_view left, std::string_view right);

/// From one text to each of many.
std::vector<std::uint32_t> levenshtein_all(std::string_view text, Texts others);

/// The distance if it is at most `limit`; nothing, and sooner, if it is more.
std::optional<std::uint32_t> levenshtein_bounded(std::string_view left, std::string_view right, std::uint32_t limit);

}  // namespace sinter::text
