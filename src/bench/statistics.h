// What may be concluded from measurements on a machine that does other things as well: only
// pairs taken right after each other are compared, by their median, and how far that can be
// trusted is found by drawing from the pairs again (Efron's bootstrap, percentiles).
//
// Nothing here measures. The same numbers and seed give the same answer on every machine.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sinter {

/// An estimate, and where the true value lies in 19 of 20 cases.
struct Interval {
  double estimate = 0;
  double low = 0;
  double high = 0;
};

/// The middle value; of two middle ones the mean. 0 of none.
double median(std::span<const double> values);
/// Of positive values, with the geometric mean of two middle ones: so the ratio of A to B is
/// the reciprocal of that of B to A.
double geometric_median(std::span<const double> values);

/// The median of `now[i] / before[i]`, of equally many positive values.
Interval median_ratio(std::span<const double> now, std::span<const double> before, std::uint64_t seed);

/// What a ratio may be without anybody being told.
struct Allowed {
  double ratio = 1.02;
  double excluded = 1;  // which it must surely be above
};

/// Whether a ratio shows that something is slower, or larger, than it may be.
bool shows_growth(const Interval& ratio, Allowed allowed);

}  // namespace sinter
