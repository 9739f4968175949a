// A summary of a series of measurements: how many, how small, how large, how spread.
//
// The same input gives the same bits everywhere, because every floating-point operation
// and its order are fixed here and copied in twin.ts:
//
// 1. -0 counts as 0. A NaN has no rank, so it is a fault at its index; infinities are values.
// 2. All values are multiplied by the power of two that brings the largest magnitude to
//    [1, 2) (as far as exponents allow), so that no square overflows or vanishes.
// 3. Sums run in four lanes, value i in lane i mod 4, each compensated as in Ogita, Rump and
//    Oishi, "Accurate Sum and Dot Product" (2005), algorithm Sum2; then the lanes are joined
//    in the order 0, 1, 2, 3 by the same compensated addition.
// 4. Variance is the corrected two-pass formula of Chan, Golub and LeVeque, "Algorithms for
//    Computing the Sample Variance" (1983): (S2 - S1^2 / n) / n over deviations from the mean.
//    Divisor n: the standard deviation of the population, not an estimate from a sample.
// 5. Quantiles are type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages"
//    (1996), the default of R and NumPy: with h = (n - 1) p, the value at rank floor(h), and
//    from there the fraction of h on the way to the next one. h is exact: p is in percent.
//
// With both infinities present the mean is NaN, with any the standard deviation is.
#pragma once

#include <cstdint>
#include <span>

#include "faults.h"

namespace sinter::memory {

struct Aggregate {
  std::uint32_t count = 0;
  double min = 0;
  double max = 0;
  double mean = 0;
  double standard_deviation = 0;
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
};

/// Takes O(n) time and scratch memory for a copy of the values.
[[nodiscard]] Fallible<Aggregate> aggregate(std::span<const double> values);

}  // namespace sinter::memory
