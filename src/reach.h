// What a change reaches: the actions that read a changed file, those that are defined
// otherwise than before, and all that need one of them. Whatever cannot be known counts as
// reached: a build that leaves out too much lies.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "build_request.h"
#include "cache/state.h"
#include "graph/plan.h"

namespace sinter {

struct Reach {
  std::uint32_t file_count = 0;     // that differ
  std::uint32_t reached_count = 0;  // of the selected actions
  std::vector<ActionId> needed;     // the reached ones, and what these need; sorted
};

/// Of the `selected` actions, what differs from the revision that the request names.
Result<Reach> find_reach(const Plan& plan, const BuildState& state, const std::vector<ActionId>& selected,
                         const BuildRequest& request);

}  // namespace sinter
