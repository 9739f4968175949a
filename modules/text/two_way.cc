#include "two_way.h"

#include <algorithm>

#include "compare.h"

namespace sinter::text {
namespace {

struct Suffix {
  std::size_t start = 0;
  std::size_t period = 1;
};

enum class Order { ascending, descending };

/// The greatest suffix of `needle` in the given order of bytes, and its period.
Suffix greatest_suffix(Bytes needle, Order order) {
  Suffix best;
  std::size_t candidate = 1, matched = 0;
  while (candidate + matched < needle.size()) {
    std::uint8_t ours = needle[candidate + matched], theirs = needle[best.start + matched];
    if (ours == theirs) {
      if (matched + 1 == best.period) {
        candidate += best.period;
        matched = 0;
      } else {
        ++matched;
      }
    } else if ((ours < theirs) == (order == Order::ascending)) {
      candidate += matched + 1;
      matched = 0;
      best.period = candidate - best.start;
    } else {
      best = {candidate, 1};
      ++candidate;
      matched = 0;
    }
  }
  return best;
}

}  // namespace

TwoWay::TwoWay(Bytes needle) : needle_(needle) {
  Suffix ascending = greatest_suffix(needle, Order::ascending);
  Suffix descending = greatest_suffix(needle, Order::descending);
  Suffix best = ascending.start > descending.start ? ascending : descending;
  split_ = best.start;
  bool is_periodic = best.period + split_ <= needle.size() &&
                     common_prefix(needle.data(), needle.data() + best.period, split_) == split_;
  shift_ = is_periodic ? best.period : std::max(split_, needle.size() - split_) + 1;
  known_after_ = is_periodic ? needle.size() - best.period : 0;
}

std::optional<std::size_t> TwoWay::find(Bytes haystack, std::size_t from) const {
  std::size_t known = 0;  // needle_[0..known) is known to match at `from`
  while (from + needle_.size() <= haystack.size()) {
    const std::uint8_t* window = haystack.data() + from;
    std::size_t right = std::max(split_, known);
    right += common_prefix(needle_.data() + right, window + right, needle_.size() - right);
    if (right < needle_.size()) {
      from += right - split_ + 1;
      known = 0;
      continue;
    }
    std::size_t left = split_;
    while (left > known && needle_[left - 1] == window[left - 1]) --left;
    if (left <= known) return from;
    from += shift_;
    known = known_after_;
  }
  return std::nullopt;
}

}  // namespace sinter::text
