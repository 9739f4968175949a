// What changed between two texts, line by line, with as few lines removed and added as possible.
//
// Myers' algorithm in its linear-space form ("An O(ND) difference algorithm and its variations",
// 1986): where the furthest paths from both ends meet, the problem falls in two. Lines that only
// one text has are set aside first. Time grows with lines times differences.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::text {

/// Some lines of the left text and what stands in their place in the right one. Lines count from 0.
struct Hunk {
  std::uint32_t left_begin, left_count;
  std::uint32_t right_begin, right_count;
};

/// The hunks in order, never touching each other; none if the texts are equal. A line ends with
/// its line feed, and a last line without one differs from the same with it.
std::vector<Hunk> diff_lines(std::string_view left, std::string_view right);

/// The same in unified form, with up to `context` equal lines around changes, and without names of files.
std::string unified_diff(std::string_view left, std::string_view right, std::uint32_t context);

}  // namespace sinter::text
