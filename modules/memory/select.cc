// Quickselect, with a partition that does not branch on the values: random data would
// mispredict every second comparison, which costs more than moving each value.
#include "select.h"

#include <bit>
#include <cstdint>
#include <limits>

namespace sinter::memory {
namespace {

/// Moves what `belongs` to the front and returns how many those are.
template <class Belongs>
std::size_t partition(double* values, std::size_t count, Belongs belongs) {
  std::size_t front = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = values[i];
    values[i] = values[front];
    values[front] = value;
    front += belongs(value) ? 1 : 0;
  }
  return front;
}

double median_of_three(const double* values, std::size_t count) {
  const double a = values[count / 4];
  const double b = values[count / 2];
  const double c = values[count - 1 - count / 4];
  const double low = a < b ? a : b;
  const double high = a < b ? b : a;
  return c < low ? low : (c < high ? c : high);
}

/// Doubles in the order of these integers. Below zero, a larger pattern of bits is a smaller
/// number, so all but the sign is turned over.
double double_of(std::int64_t key) {
  return std::bit_cast<double>(key ^ (key >> 63 & INT64_MAX));
}

constexpr auto infinity_key = std::bit_cast<std::int64_t>(std::numeric_limits<double>::infinity());

/// Halves the range of possible values 64 times: slow, but as slow for every input.
double value_by_bisection(const double* values, std::size_t count, std::size_t rank) {
  std::int64_t key = INT64_MIN;
  for (std::uint64_t step = std::uint64_t{1} << 63; step != 0; step >>= 1) {
    const auto candidate = static_cast<std::int64_t>(static_cast<std::uint64_t>(key) + step);
    const double bound = double_of(candidate);
    std::size_t smaller = 0;
    for (std::size_t i = 0; i < count; ++i) smaller += values[i] < bound ? 1 : 0;
    // Keys above that of infinity are NaN, which no value is smaller than.
    if (smaller <= rank && candidate <= infinity_key) key = candidate;
  }
  return double_of(key);
}

}  // namespace

double select(std::span<double> values, std::size_t rank) {
  double* begin = values.data();
  std::size_t count = values.size();
  // Good pivots need about 2 log2(n) rounds; when more are used up, the pivot is the answer.
  for (int rounds_left = 3 * std::bit_width(count);; --rounds_left) {
    const double pivot = rounds_left > 0 ? median_of_three(begin, count)
                                         : value_by_bisection(begin, count, rank);
    const std::size_t smaller = partition(begin, count, [=](double x) { return x < pivot; });
    if (rank < smaller) {
      count = smaller;
      continue;
    }
    begin += smaller;
    count -= smaller;
    rank -= smaller;
    if (smaller != 0 && rounds_left > 0) continue;
    // The pivot is the smallest one left; without this step equal values never get fewer.
    const std::size_t equal = partition(begin, count, [=](double x) { return x == pivot; });
    if (rank < equal) return pivot;
    begin += equal;
    count -= equal;
    rank -= equal;
  }
}

}  // namespace sinter::memory
