// See aggregate.h for the formulas and their sources.
#include "aggregate.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>

#include "select.h"

// A fused multiply-add would round once where the twin rounds twice.
#pragma clang fp contract(off)

namespace sinter::memory {
namespace {

// Two halves of four lanes, each a register with SIMD; scalar code does the same operations.
using Lanes = double __attribute__((vector_size(16)));
constexpr std::size_t lane_count = 4;

struct FreeDeleter {
  void operator()(double* values) const { std::free(values); }
};

struct Scale {
  double into;  // a power of two; out is its inverse
  double out;
};

Scale scale_for(double magnitude_max) {
  const auto exponent = static_cast<int>(std::bit_cast<std::uint64_t>(magnitude_max) >> 52 & 0x7ff);
  const int into = exponent > 2045 ? 1 : (exponent == 0 ? 2045 : 2046 - exponent);  // biased by 1023, as `exponent` is
  return {std::bit_cast<double>(static_cast<std::uint64_t>(into) << 52),
          std::bit_cast<double>(static_cast<std::uint64_t>(2046 - into) << 52)};
}

/// A sum and what its roundings lost so far.
template <class T>
struct Compensated {
  T sum = {};
  T lost = {};

  [[gnu::always_inline]] void add(T value) {  // also when size counts: it is the inner loop
    const T total = sum + value;
    const T added = total - sum;
    lost += (sum - (total - added)) + (value - added);
    sum = total;
  }
};

double join(const Compensated<Lanes> (&halves)[2]) {
  Compensated<double> all;
  double lost = 0;
  for (const auto& half : halves) {
    for (int lane = 0; lane < 2; ++lane) {
      all.add(half.sum[lane]);
      lost += half.lost[lane];
    }
  }
  return all.sum + (all.lost + lost);
}

struct Sums {
  double deviations;
  double squares;
};

/// Sums of x * scale - center and of its squares.
Sums sum(std::span<const double> values, double scale, double center) {
  Compensated<Lanes> deviations[2];
  Compensated<Lanes> squares[2];
  for (std::size_t i = 0; i <= values.size(); i += lane_count) {
    const double* at = values.data() + i;
    Lanes halves[2];
    if (values.size() - i >= lane_count) {
      halves[0] = Lanes{at[0], at[1]} * scale - center;
      halves[1] = Lanes{at[2], at[3]} * scale - center;
    } else {
      // Adding 0 to a lane that has no value left changes nothing.
      double rest[lane_count] = {};
      for (std::size_t lane = 0; i + lane < values.size(); ++lane) rest[lane] = at[lane] * scale - center;
      halves[0] = Lanes{rest[0], rest[1]};
      halves[1] = Lanes{rest[2], rest[3]};
    }
    deviations[0].add(halves[0]);
    deviations[1].add(halves[1]);
    squares[0].add(halves[0] * halves[0]);
    squares[1].add(halves[1] * halves[1]);
  }
  return {join(deviations), join(squares)};
}

/// Copies with -0 made 0, and finds the smallest, the largest and whether any is NaN.
Fallible<Aggregate> copy_and_bound(std::span<const double> values, double* copy) {
  Aggregate result;
  result.count = static_cast<std::uint32_t>(values.size());
  result.min = result.max = values[0] + 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i] + 0.0;
    if (value != value) return fault(MemoryFault::not_a_number, static_cast<std::uint32_t>(i));
    copy[i] = value;
    result.min = value < result.min ? value : result.min;
    result.max = value > result.max ? value : result.max;
  }
  return result;
}

void set_moments(std::span<const double> values, Aggregate& result) {
  const double infinity = std::numeric_limits<double>::infinity();
  if (result.min == -infinity || result.max == infinity) {
    result.mean = result.min + result.max;  // of which one is infinite, or both: then NaN
    result.standard_deviation = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  if (result.min == result.max) {  // exactly, whatever n: no sum may round it away
    result.mean = result.min;
    return;
  }
  const auto count = static_cast<double>(values.size());
  const Scale scale = scale_for(-result.min > result.max ? -result.min : result.max);
  const double mean = sum(values, scale.into, 0).deviations / count;
  const Sums around_mean = sum(values, scale.into, mean);
  const double correction = around_mean.deviations * around_mean.deviations / count;
  const double variance = (around_mean.squares - correction) / count;
  const double unscaled = mean * scale.out;
  result.mean = unscaled < result.min ? result.min : (unscaled > result.max ? result.max : unscaled);
  result.standard_deviation = std::sqrt(variance < 0 ? 0 : variance) * scale.out;
}

double larger(double value, double other) { return value < other ? other : value; }

/// Values before `known` are no larger than those from there on; afterwards that holds for
/// the rank of this quantile, which `known` becomes.
double quantile(std::span<double> values, std::uint32_t percent, std::size_t& known) {
  const std::uint64_t hundredfold = static_cast<std::uint64_t>(values.size() - 1) * percent;
  const auto rank = static_cast<std::size_t>(hundredfold / 100);
  const auto rest = static_cast<std::uint32_t>(hundredfold % 100);
  const double lower = select(values.subspan(known), rank - known);
  known = rank;
  if (rest == 0) return lower;
  double upper = values[rank + 1];
  for (std::size_t i = rank + 2; i < values.size(); ++i) {
    upper = values[i] < upper ? values[i] : upper;
  }
  if (lower == upper) return lower;
  // Unlike lower + (upper - lower) * fraction this cannot overflow.
  const double fraction = rest / 100.0;
  const double between = lower * (1 - fraction) + upper * fraction;
  return between < lower ? lower : (between > upper ? upper : between);
}

}  // namespace

Fallible<Aggregate> aggregate(std::span<const double> values) {
  if (values.empty()) return fault(MemoryFault::empty_input);
  const std::unique_ptr<double[], FreeDeleter> copy(static_cast<double*>(std::malloc(values.size_bytes())));
  if (copy == nullptr) return fault(MemoryFault::out_of_memory);
  auto result = copy_and_bound(values, copy.get());
  if (!result) return result;
  const std::span<double> reordered(copy.get(), values.size());
  set_moments(reordered, *result);
  std::size_t known = 0;
  result->p50 = quantile(reordered, 50, known);
  // Rounding can put the later of two quantiles between the same neighbours below the earlier.
  result->p95 = larger(quantile(reordered, 95, known), result->p50);
  result->p99 = larger(quantile(reordered, 99, known), result->p95);
  return result;
}

}  // namespace sinter::memory
