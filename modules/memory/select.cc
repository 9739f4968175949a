// Quickselect, with a partition that does not branch on the values: random data would
// mispredict every second comparison, which costs more than moving each value.
#include "select.h"

#include <bit>
#include <cstdint>
#include <utility>

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

/// Integers in the order of the doubles.
std::uint64_t key_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | (std::uint64_t{1} << 63);
}

double value_of(std::uint64_t key) {
  return std::bit_cast<double>((key >> 63) != 0 ? key ^ (std::uint64_t{1} << 63) : ~key);
}

/// Halves the range of possible values 64 times: slow, but as slow for every input.
double value_by_bisection(const double* values, std::size_t count, std::size_t rank) {
  std::uint64_t key = 0;
  for (int bit = 63; bit >= 0; --bit) {
    const std::uint64_t candidate = key | (std::uint64_t{1} << bit);
    std::size_t smaller = 0;
    for (std::size_t i = 0; i < count; ++i) smaller += key_of(values[i]) < candidate ? 1 : 0;
    if (smaller <= rank) key = candidate;
  }
  return value_of(key);
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
