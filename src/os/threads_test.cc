// Every index is worked on once, however many threads there are and however few indexes.
#include "os/threads.h"

#include <vector>

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("every index is in exactly one range") {
  for (std::size_t count : {0u, 1u, 255u, 256u, 257u, 10'000u}) {
    for (std::uint32_t thread_count : {1u, 2u, 7u}) {
      std::vector<int> seen(count);
      for_ranges(count, thread_count, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) ++seen[i];
      });
      CHECK(seen == std::vector<int>(count, 1));
    }
  }
}

}  // namespace
}  // namespace sinter
