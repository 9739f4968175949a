// Tests on this machine, with debugger and sanitizers: `sinter --profile test test`.
#include "statistics/statistics.h"

#include <doctest/doctest.h>

TEST_CASE("a summary of known numbers") {
  double numbers[] = {2, 4, 4, 4, 5, 5, 7, 9};
  statistics::Summary summary = statistics::summarize(numbers);
  CHECK(summary.mean == 5);
  CHECK(summary.deviation == doctest::Approx(2.13809));
  CHECK(summary.smallest == 2);
  CHECK(summary.largest == 9);
}

TEST_CASE("an average looks back as far as there is something") {
  double numbers[] = {1, 3, 5, 7};
  CHECK(statistics::moving_average(numbers, 2) == std::vector<double>{1, 2, 4, 6});
  CHECK(statistics::moving_average(numbers, 0) == std::vector<double>{1, 3, 5, 7});
}
