// Substring search in linear time and constant space whatever the input (Crochemore and
// Perrin, "Two-way string-matching", JACM 1991). Slower than the filter in searcher.h on
// ordinary text, and the way out when the filter is being fooled.
#pragma once

#include <cstddef>
#include <optional>

#include "bytes.h"

namespace sinter::text {

class TwoWay {
 public:
  /// `needle` is not empty and outlives this object.
  explicit TwoWay(Bytes needle);

  /// The first match that starts at `from` or later.
  std::optional<std::size_t> find(Bytes haystack, std::size_t from) const;

 private:
  Bytes needle_;
  std::size_t split_;        // the right part, needle_[split_..], is compared first
  std::size_t shift_;        // how far to move after the left part differs or all matched
  std::size_t known_after_;  // bytes known to match again after moving by shift_
};

}  // namespace sinter::text
