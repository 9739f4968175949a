// The promise: the numbers are those of the exact definitions, to the last place or nearly,
// also where a plain sum would overflow, vanish or cancel. vectors/aggregate.json says the
// same with many more cases; here are the ones with a reason.
#include "aggregate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

#include "select.h"

using sinter::Fault;
using sinter::memory::aggregate;
using sinter::memory::MemoryFault;

namespace {

using Values = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

std::uint64_t seed_of_this_run() {
  const char* given = std::getenv("SINTER_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

void check_select(Values values) {
  Values sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t rank = 0; rank < values.size(); rank += 1 + values.size() / 7) {
    Values reordered = values;
    CHECK(sinter::memory::select(reordered, rank) == sorted[rank]);
    const auto place = reordered.begin() + static_cast<std::ptrdiff_t>(rank);
    CHECK(std::all_of(reordered.begin(), place, [&](double x) { return x <= sorted[rank]; }));
    CHECK(std::all_of(place, reordered.end(), [&](double x) { return x >= sorted[rank]; }));
  }
}

}  // namespace

TEST_CASE("nothing has no summary, and a NaN is reported at its index") {
  CHECK(aggregate({}).error() == Fault{MemoryFault::empty_input, 0});
  CHECK(aggregate(Values{1, 2, std::nan(""), std::nan("")}).error() == Fault{MemoryFault::not_a_number, 2});
}

TEST_CASE("the standard deviation is that of the population") {
  const auto result = aggregate(Values{2, 4, 4, 4, 5, 5, 7, 9});
  CHECK(result->mean == 5);
  CHECK(result->standard_deviation == 2);
}

TEST_CASE("quantiles are of Hyndman and Fan's type 7") {
  const auto result = aggregate(Values{15, 20, 35, 40, 50});
  CHECK(result->p50 == 35);
  CHECK(result->p95 == doctest::Approx(48).epsilon(1e-15));
  CHECK(result->p99 == doctest::Approx(49.6).epsilon(1e-15));
}

TEST_CASE("rounding between neighbours does not put a later quantile below an earlier") {
  constexpr double step = 65536 * 65534.0;  // two of them lie one denormal apart
  const auto result = aggregate(Values{smallest * (step + 1), smallest * step, -1e-30});
  CHECK(result->p50 <= result->p95);
  CHECK(result->p95 <= result->p99);
}

TEST_CASE("one value is its own summary") {
  const auto result = aggregate(Values{-3.5});
  CHECK(result->count == 1);
  CHECK(result->min == -3.5);
  CHECK(result->max == -3.5);
  CHECK(result->mean == -3.5);
  CHECK(result->standard_deviation == 0);
  CHECK(result->p99 == -3.5);
}

TEST_CASE("equal values have exactly that mean and no deviation, however many") {
  for (std::size_t count = 1; count < 300; ++count) {
    const auto result = aggregate(Values(count, 0.1));
    CHECK(result->mean == 0.1);
    CHECK(result->standard_deviation == 0);
  }
}

TEST_CASE("small values are not lost beside large ones that cancel") {
  CHECK(aggregate(Values{1e16, 1, 1, 1, 1, 1, 1, -1e16})->mean == 0.75);
}

TEST_CASE("values whose squares overflow or vanish keep their deviation") {
  CHECK(aggregate(Values{largest, -largest})->standard_deviation == largest);
  CHECK(aggregate(Values{smallest * 2, smallest * 4})->standard_deviation == smallest);
}

TEST_CASE("a negative zero counts as zero") {
  const auto result = aggregate(Values{-0.0, -0.0, 0.0});
  for (const double value : {result->min, result->max, result->mean, result->p50, result->p99}) {
    CHECK_FALSE(std::signbit(value));
  }
}

TEST_CASE("infinities are values: ranked, and without a deviation") {
  const auto one = aggregate(Values{1, 2, infinity});
  CHECK(one->mean == infinity);
  CHECK(std::isnan(one->standard_deviation));
  CHECK(one->p50 == 2);
  CHECK(one->p95 == infinity);
  CHECK(std::isnan(aggregate(Values{-infinity, infinity})->mean));
}

TEST_CASE("select finds every rank in random, equal, sorted and periodic values") {
  const std::uint64_t seed = seed_of_this_run();
  MESSAGE("SINTER_SEED=" << seed);
  std::mt19937_64 random(seed);
  for (std::size_t size = 1; size < 400; size += 1 + size / 8) {
    Values values(size);
    for (double& value : values) value = static_cast<double>(random() % 1000) - 500;
    check_select(values);
    for (double& value : values) value = static_cast<double>(random() % 3);
    check_select(values);
    for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<double>(i);
    check_select(values);
    for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<double>(std::min(i, size - i));
    check_select(values);
    for (std::size_t i = 0; i < size; ++i) values[i] = (i % 2 == 0 ? -1.0 : 1.0) * static_cast<double>(i);
    check_select(values);
  }
}

TEST_CASE("select ends with the right value when every pivot is a bad one") {
  // The three places pivots come from always hold the smallest values left: each round
  // takes off two or three, which alone would need 5,000 rounds.
  constexpr std::size_t size = 10'000;
  Values values(size, 0);
  std::vector<std::size_t> places(size);
  for (std::size_t i = 0; i < size; ++i) places[i] = i;
  double next = 1;
  for (std::size_t first = 0; first + 4 < size; first += 3) {
    const std::size_t count = size - first;
    for (const std::size_t at : {count / 4, count / 2, count - 1 - count / 4}) {
      if (values[places[first + at]] == 0) values[places[first + at]] = next++;
    }
  }
  for (double& value : values) value = value == 0 ? next++ : value;
  check_select(values);
}
