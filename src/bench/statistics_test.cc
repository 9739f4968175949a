// Statistics that people act on are right: they give what is known to be the answer, say the
// same thing from either side, and find a change of 5 % in noise that is larger than that,
// without seeing one where there is none.
#include "bench/statistics.h"

#include <cmath>

#include "testing/check.h"

namespace sinter {
namespace {

/// Numerical Recipes' "quick and dirty" generator: another one than the code under test has.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed) {}
  double uniform() {
    state_ = state_ * 1664525u + 1013904223u;
    return (static_cast<double>(state_ >> 8) + 0.5) / (1 << 24);
  }
  /// Box and Muller 1958.
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

 private:
  std::uint32_t state_;
};

struct Pairs {
  std::vector<double> now, before;
};

/// Thirty pairs as a busy machine gives them: both of a pair are disturbed alike, each a
/// little for itself, and one in ten by much.
Pairs busy_pairs(Noise& noise, double ratio) {
  Pairs pairs;
  for (int i = 0; i < 30; ++i) {
    double shared = 1 + 2 * noise.uniform();
    auto own = [&] { return std::exp(0.02 * noise.normal()) * (noise.uniform() < 0.1 ? 1.5 : 1.0); };
    pairs.now.push_back(8e6 * shared * own() * ratio);
    pairs.before.push_back(8e6 * shared * own());
  }
  return pairs;
}

TEST_CASE("a median is the middle value, or the mean of the two middle ones") {
  CHECK(median(std::vector<double>{}) == 0);
  CHECK(median(std::vector<double>{7}) == 7);
  CHECK(median(std::vector<double>{9, 1, 5}) == 5);
  CHECK(median(std::vector<double>{9, 1, 5, 6}) == 5.5);
  CHECK(geometric_median(std::vector<double>{8, 1, 2, 100}) == 4);
}

TEST_CASE("a ratio seen from the other side is its reciprocal, interval and all") {
  Noise noise(1);
  Pairs pairs = busy_pairs(noise, 1.3);
  Interval there = median_ratio(pairs.now, pairs.before, 5), back = median_ratio(pairs.before, pairs.now, 5);
  CHECK(there.estimate * back.estimate == doctest::Approx(1));
  CHECK(there.low * back.high == doctest::Approx(1));
  CHECK(there.high * back.low == doctest::Approx(1));
}

TEST_CASE("pairs of one ratio have that ratio for certain") {
  std::vector<double> before = {1, 2, 3, 4, 5, 6, 7}, now;
  for (double value : before) now.push_back(value * 1.5);
  Interval ratio = median_ratio(now, before, 1);
  CHECK(ratio.estimate == 1.5);
  CHECK(ratio.low == 1.5);
  CHECK(ratio.high == 1.5);
}

TEST_CASE("the interval is that of the binomial distribution, which is exact for a median") {
  // Of 1 to 25, the order statistics 8 and 18 enclose the median in 95.7 % of all cases
  // (Conover, Practical Nonparametric Statistics, table A3); a bootstrap is about as wide.
  std::vector<double> now, ones(25, 1.0);
  for (int i = 1; i <= 25; ++i) now.push_back(i);
  Interval ratio = median_ratio(now, ones, 42);
  CHECK(ratio.estimate == 13);
  CHECK(std::abs(ratio.low - 8) <= 1);
  CHECK(std::abs(ratio.high - 18) <= 1);
}

TEST_CASE("the same seed draws the same") {
  Noise noise(2);
  Pairs pairs = busy_pairs(noise, 1);
  CHECK(median_ratio(pairs.now, pairs.before, 3).low == median_ratio(pairs.now, pairs.before, 3).low);
}

TEST_CASE("of 400 benchmarks in which nothing changed few look slower, and hardly one does twice") {
  Noise noise(3);
  int once = 0, twice = 0;
  for (int i = 0; i < 400; ++i) {
    auto looks_slower = [&] {
      Pairs pairs = busy_pairs(noise, 1);
      return shows_growth(median_ratio(pairs.now, pairs.before, 1), {});
    };
    if (!looks_slower()) continue;
    ++once;
    if (looks_slower()) ++twice;
  }
  CHECK(once <= 20);
  CHECK(twice <= 1);
}

TEST_CASE("of 400 benchmarks that became 5 % slower nearly all are found") {
  Noise noise(4);
  int found = 0;
  for (int i = 0; i < 400; ++i) {
    Pairs pairs = busy_pairs(noise, 1.05);
    if (shows_growth(median_ratio(pairs.now, pairs.before, 1), {})) ++found;
  }
  CHECK(found >= 380);
}

TEST_CASE("a ratio that is large but may be 1, or sure but small, is no alarm") {
  CHECK_FALSE(shows_growth({.estimate = 1.3, .low = 0.99, .high = 1.6}, {}));
  CHECK_FALSE(shows_growth({.estimate = 1.015, .low = 1.01, .high = 1.018}, {}));
  CHECK_FALSE(shows_growth({.estimate = 0.5, .low = 0.4, .high = 0.6}, {}));
  CHECK_FALSE(shows_growth({.estimate = 0.85, .low = 0.79, .high = 0.9}, {.ratio = 0.8, .excluded = 0.8}));
  CHECK(shows_growth({.estimate = 1.03, .low = 1.01, .high = 1.05}, {}));
}

}  // namespace
}  // namespace sinter
