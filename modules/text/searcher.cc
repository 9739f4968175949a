#include "searcher.h"

#include <algorithm>

#include "compare.h"

namespace sinter::text {
namespace {

// What may be compared before TwoWay takes over: enough not to give up on a short unlucky
// stretch, few enough that the filter never costs more than a fixed time per byte.
constexpr std::size_t credit_at_start = 4096, credit_per_position = 16;

}  // namespace

Searcher::Searcher(Bytes haystack, Bytes needle)
    : haystack_(haystack),
      needle_(needle),
      first_(splat(needle.front())),
      last_(splat(needle.back())),
      position_count_(needle.size() <= haystack.size() ? haystack.size() - needle.size() + 1 : 0) {}

/// The positions from `position` whose first and last byte agree. Reads a whole step.
LaneMask Searcher::candidates_at(std::size_t position) const {
  const std::uint8_t* from = haystack_.data() + position;
  return mask_of(equal(load<Lanes>(from), first_) & equal(load<Lanes>(from + needle_.size() - 1), last_));
}

/// Moves to the next step that has candidates.
bool Searcher::find_candidates() {
  if (position_count_ == 0) return false;  // an empty haystack may have no address to add to
  std::size_t step = std::max(next_step_, resume_);
  const std::uint8_t* front = haystack_.data();
  const std::uint8_t* back = front + needle_.size() - 1;
  for (; step + 2 * lane_count <= position_count_; step += 2 * lane_count) {
    // Two steps a turn: on text with few candidates the turns are what costs.
    Lanes low = equal(load<Lanes>(front + step), first_) & equal(load<Lanes>(back + step), last_);
    Lanes high =
        equal(load<Lanes>(front + step + lane_count), first_) & equal(load<Lanes>(back + step + lane_count), last_);
    if (!any(low | high)) continue;
    bool is_low = any(low);
    step_ = is_low ? step : step + lane_count;
    mask_ = mask_of(is_low ? low : high);
    next_step_ = step_ + lane_count;
    return true;
  }
  for (; step < position_count_; step += lane_count) {
    // The last step ends at the last position; what it looks at twice is below resume_.
    resume_ = std::max(resume_, step);
    if (position_count_ < lane_count) {
      step_ = 0;
      for (std::size_t lane = step; lane < position_count_; ++lane)
        if (haystack_[lane] == needle_.front() && haystack_[lane + needle_.size() - 1] == needle_.back())
          mask_ |= static_cast<LaneMask>(1) << (lane * lane_bits);
    } else {
      step_ = std::min(step, position_count_ - lane_count);
      mask_ = candidates_at(step_);
    }
    next_step_ = step_ + lane_count;
    if (mask_ != 0) return true;
  }
  return false;
}

std::optional<std::size_t> Searcher::next() {
  while (!two_way_) {
    for (; mask_ != 0; mask_ &= mask_ - 1) {
      std::size_t position = step_ + first_lane(mask_);
      if (position < resume_) continue;
      // The filter has already compared the first and the last byte.
      std::size_t size = needle_.size(), inner = size > 2 ? size - 2 : 0;
      std::size_t same = common_prefix(haystack_.data() + position + 1, needle_.data() + 1, inner);
      if (same == inner) {
        resume_ = position + size;
        mask_ &= mask_ - 1;
        return position;
      }
      compared_ += same;
      if (compared_ <= credit_at_start + credit_per_position * position) continue;
      resume_ = position + 1;
      two_way_.emplace(needle_);
      break;
    }
    if (!two_way_ && !find_candidates()) return std::nullopt;
  }
  std::optional<std::size_t> position = two_way_->find(haystack_, resume_);
  resume_ = position ? *position + needle_.size() : haystack_.size();
  return position;
}

}  // namespace sinter::text
