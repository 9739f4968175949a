// Walks the matches of one needle in one haystack, left to right, never overlapping.
//
// The generic filter of Muła ("SIMD-friendly algorithms for substring searching"): compare
// the needle's first byte with a step of positions and its last byte with the step that lies
// size - 1 further on; only positions where both agree are looked at. On text like "aaaa" that
// is every position, so looking costs credit, of which each passed position earns some;
// when it runs out the rest of the haystack is searched by TwoWay. Total time is linear.
#pragma once

#include <cstddef>
#include <optional>

#include "bytes.h"
#include "lanes.h"
#include "two_way.h"

namespace sinter::text {

class Searcher {
 public:
  /// `needle` is not empty; both outlive this object.
  Searcher(Bytes haystack, Bytes needle);

  /// The offset of the next match.
  std::optional<std::size_t> next();

 private:
  bool find_candidates();
  LaneMask candidates_at(std::size_t position) const;

  Bytes haystack_;
  Bytes needle_;
  Lanes first_;
  Lanes last_;
  std::size_t position_count_;  // a match starts below this
  std::size_t resume_ = 0;      // a match starts here or later
  std::size_t step_ = 0;        // the position that lane 0 of mask_ stands for
  std::size_t next_step_ = 0;
  std::size_t compared_ = 0;  // bytes looked at behind the filter
  LaneMask mask_ = 0;         // candidates of the step not yet looked at
  std::optional<TwoWay> two_way_;
};

}  // namespace sinter::text
