// The critical path is the longest chain by time, and an action's slack is exactly how much
// longer it could take.
#include "insight/timing.h"

#include <algorithm>
#include <random>

#include "testing/check.h"
#include "testing/seed.h"

namespace sinter {
namespace {

using Needs = std::vector<std::vector<std::uint32_t>>;

TEST_CASE("the slower of two ways is critical, and the other has the difference to spare") {
  GraphTiming timing = time_graph({{}, {0}, {0}, {1, 2}}, {1, 5, 3, 1});
  CHECK(timing.critical_path == std::vector<std::uint32_t>{0, 1, 3});
  CHECK(timing.critical_ns == 7);
  CHECK(timing.total_ns == 10);
  CHECK(timing.slack_ns == std::vector<std::uint64_t>{0, 0, 2, 0});
  CHECK(timing.levels == std::vector<std::uint32_t>{0, 1, 1, 2});
}

TEST_CASE("without times the longest chain is critical") {
  CHECK(time_graph({{}, {}, {1}, {0}, {2}}, {0, 0, 0, 0, 0}).critical_path == std::vector<std::uint32_t>{1, 2, 4});
}

TEST_CASE("an empty graph has no critical path") { CHECK(time_graph({}, {}).critical_path.empty()); }

TEST_CASE("one more nanosecond than its slack makes the whole one longer, in any graph") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50; ++round) {
    Needs needs(12);
    std::vector<std::uint64_t> durations(12);
    for (std::uint32_t i = 0; i < 12; ++i) {
      durations[i] = random() % 9;
      for (std::uint32_t j = 0; j < i; ++j) {
        if (random() % 4 == 0) needs[i].push_back(j);
      }
    }
    GraphTiming timing = time_graph(needs, durations);
    std::uint64_t sum = 0;
    for (std::uint32_t i : timing.critical_path) {
      sum += durations[i];
      CHECK(timing.slack_ns[i] == 0);
    }
    CHECK(sum == timing.critical_ns);
    for (std::size_t i = 0; i < 12; ++i) {
      std::vector<std::uint64_t> slower = durations;
      slower[i] += timing.slack_ns[i];
      CHECK(time_graph(needs, slower).critical_ns == timing.critical_ns);
      ++slower[i];
      CHECK(time_graph(needs, slower).critical_ns == timing.critical_ns + 1);
    }
  }
}

}  // namespace
}  // namespace sinter
