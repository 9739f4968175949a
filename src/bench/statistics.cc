#include "bench/statistics.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace sinter {
namespace {

constexpr std::size_t draws = 4000;
constexpr double outside = 0.025;  // of the draws, on either side of the interval

/// SplitMix64 (Steele, Lea, Flood 2014): few lines, and good enough to draw by.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}

  std::size_t below(std::size_t count) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
    // The upper half of a product instead of a remainder (Lemire 2019); counts are small.
    return static_cast<std::size_t>((static_cast<unsigned __int128>(mixed) * count) >> 64);
  }

 private:
  std::uint64_t state_;
};

struct Middle {
  double lower, upper;  // the same of an odd number
};

Middle middle_of(std::vector<double>& values) {
  auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return {*half, *half};
  return {*std::max_element(values.begin(), half), *half};
}

double geometric_middle(std::vector<double>& values) {
  Middle middle = middle_of(values);
  return middle.lower == middle.upper ? middle.lower : std::sqrt(middle.lower * middle.upper);
}

}  // namespace

double median(std::span<const double> values) {
  if (values.empty()) return 0;
  std::vector<double> copy(values.begin(), values.end());
  Middle middle = middle_of(copy);
  return (middle.lower + middle.upper) / 2;
}

double geometric_median(std::span<const double> values) {
  if (values.empty()) return 0;
  std::vector<double> copy(values.begin(), values.end());
  return geometric_middle(copy);
}

Interval median_ratio(std::span<const double> now, std::span<const double> before, std::uint64_t seed) {
  SINTER_ASSERT(now.size() == before.size() && !now.empty());
  std::vector<double> ratios;
  for (std::size_t i = 0; i < now.size(); ++i) ratios.push_back(now[i] / before[i]);
  Draw draw(seed);
  std::vector<double> medians, drawn(ratios.size());
  medians.reserve(draws);
  for (std::size_t i = 0; i < draws; ++i) {
    for (double& value : drawn) value = ratios[draw.below(ratios.size())];
    medians.push_back(geometric_middle(drawn));
  }
  std::sort(medians.begin(), medians.end());
  auto cut = static_cast<std::size_t>(outside * draws);
  return {.estimate = geometric_median(ratios), .low = medians[cut], .high = medians[draws - 1 - cut]};
}

bool shows_growth(const Interval& ratio, Allowed allowed) {
  return ratio.estimate > allowed.ratio && ratio.low > allowed.excluded;
}

}  // namespace sinter
