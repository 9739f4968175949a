// Paths by pattern: `*` any characters of one name, `?` one character, `[a-z]` one of these,
// `[!a-z]` one but these, `{a,b}` one of these patterns, `**` as a whole part of the path any
// number of folders, and `\` before a character that is meant itself.
//
// Only a slash in the pattern matches a slash. Names that begin with a dot are like others. A
// `**` at the end stands for all that is below, and beside other characters it is `*`. Time is
// at most the product of both lengths for each way to choose among the alternatives.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bytes.h"
#include "sinter/fault.h"

namespace sinter::text {

enum class GlobFault : std::uint8_t {
  unclosed_class,         // a `[` without its `]`
  unclosed_alternatives,  // a `{` without its `}`
  trailing_backslash,
  too_many_alternatives,  // more than glob_alternatives_max ways to choose, longer together than
                          // glob_ways_max characters, or deeper than glob_depth_max
};

inline constexpr std::size_t glob_alternatives_max = 1024;
inline constexpr std::size_t glob_ways_max = 1 << 20;
inline constexpr std::size_t glob_depth_max = 32;  // of braces within braces

/// Offsets of faults are bytes of the pattern; of too many alternatives, 0.
Fallible<bool, GlobFault> glob_matches(std::string_view path, std::string_view pattern);

/// Which of many paths match, by their numbers, ascending.
Fallible<std::vector<std::uint32_t>, GlobFault> glob_filter(Texts paths, std::string_view pattern);

}  // namespace sinter::text
