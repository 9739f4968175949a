// How long a graph takes at the least, were there room for everything at once: when each
// action can begin, how much longer it could take before the whole takes longer, and the
// chain that decides, the critical path.
#pragma once

#include <cstdint>
#include <vector>

namespace sinter {

struct GraphTiming {
  std::vector<std::uint32_t> levels;         // 0: needs nothing; else one more than what it needs
  std::vector<std::uint64_t> slack_ns;       // 0 on the critical path
  std::vector<std::uint32_t> critical_path;  // in the order of running
  std::uint64_t critical_ns = 0;             // of that path
  std::uint64_t total_ns = 0;                // of all, one after another
};

/// `needs[i]` holds what `i` needs, all of it less than `i`. Of paths that take equally
/// long the one with more actions is critical, so that a graph without times has one too.
GraphTiming time_graph(const std::vector<std::vector<std::uint32_t>>& needs,
                       const std::vector<std::uint64_t>& durations_ns);

}  // namespace sinter
