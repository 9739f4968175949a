#include "base/ranges.h"

#include <algorithm>

namespace sinter::ranges {

// Merges runs of 1, 2, 4, ... indices from one half of the memory into the other.
SortedOrder::SortedOrder(std::size_t count, IsLess is_less, const void* context) : order_(new std::size_t[2 * count]) {
  std::size_t* from = order_;
  std::size_t* to = order_ + count;
  for (std::size_t index = 0; index < count; ++index) from[index] = index;
  for (std::size_t width = 1; width < count; width *= 2) {
    for (std::size_t begin = 0; begin < count; begin += 2 * width) {
      std::size_t middle = std::min(begin + width, count), end = std::min(begin + 2 * width, count);
      std::size_t left = begin, right = middle;
      // Much of what is sorted nearly is.
      if (middle == end || !is_less(context, from[middle], from[middle - 1])) {
        std::copy(from + begin, from + end, to + begin);
        continue;
      }
      for (std::size_t place = begin; place < end; ++place) {
        bool takes_right = left == middle || (right != end && is_less(context, from[right], from[left]));
        to[place] = takes_right ? from[right++] : from[left++];
      }
    }
    std::swap(from, to);
  }
  if (from != order_) std::copy(from, from + count, order_);
}

SortedOrder::~SortedOrder() { delete[] order_; }

}  // namespace sinter::ranges
