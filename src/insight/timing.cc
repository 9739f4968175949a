#include "insight/timing.h"

#include <algorithm>

#include "base/error.h"

namespace sinter {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

/// The longest path that ends with an action, itself included.
struct Path {
  std::uint64_t duration_ns = 0;
  std::uint32_t count = 0;
  std::uint32_t before = none;

  bool is_shorter_than(const Path& other) const {
    return duration_ns != other.duration_ns ? duration_ns < other.duration_ns : count < other.count;
  }
};

}  // namespace

GraphTiming time_graph(const std::vector<std::vector<std::uint32_t>>& needs,
                       const std::vector<std::uint64_t>& durations_ns) {
  std::size_t count = needs.size();
  SINTER_ASSERT(durations_ns.size() == count);
  GraphTiming timing{.levels = std::vector<std::uint32_t>(count), .slack_ns = std::vector<std::uint64_t>(count)};
  std::vector<Path> paths(count);
  Path longest;
  std::uint32_t last = none;
  for (std::uint32_t i = 0; i < count; ++i) {
    Path& path = paths[i];
    for (std::uint32_t needed : needs[i]) {
      SINTER_ASSERT(needed < i);
      timing.levels[i] = std::max(timing.levels[i], timing.levels[needed] + 1);
      if (path.before == none || path.is_shorter_than(paths[needed])) {
        path = {paths[needed].duration_ns, paths[needed].count, needed};
      }
    }
    path.duration_ns += durations_ns[i];
    ++path.count;
    timing.total_ns += durations_ns[i];
    if (longest.is_shorter_than(path)) {
      longest = path;
      last = i;
    }
  }
  timing.critical_ns = longest.duration_ns;
  for (std::uint32_t at = last; at != none; at = paths[at].before) timing.critical_path.push_back(at);
  std::reverse(timing.critical_path.begin(), timing.critical_path.end());
  // How long is still needed after an action ends, from the end on.
  std::vector<std::uint64_t> after_ns(count);
  for (std::size_t i = count; i-- > 0;) {
    timing.slack_ns[i] = longest.duration_ns - (paths[i].duration_ns + after_ns[i]);
    for (std::uint32_t needed : needs[i]) after_ns[needed] = std::max(after_ns[needed], after_ns[i] + durations_ns[i]);
  }
  return timing;
}

}  // namespace sinter
