// What need not be visited: actions whose last run still stands, and on which nothing is
// pending. Ten thousand of them are told apart by looking at all their files at once and
// comparing records in place; only the rest goes through schedule and executor, which
// find the same, one by one and with a cause.
#pragma once

#include <cstdint>
#include <vector>

#include "cache/state.h"
#include "graph/graph.h"
#include "os/environment.h"
#include "strict/proof.h"

namespace sinter {

struct Standing {
  std::vector<ActionId> unchanged;  // sorted
  std::vector<ActionId> pending;    // sorted; what these need is pending or unchanged
};

/// `selected` is sorted and closed under dependencies. Everything that Executor::assess()
/// compares is compared here; what is not plainly the same is pending. With `proofs`
/// (else null) an action stands only if they hold its key.
Standing find_standing(const Graph& graph, const std::vector<ActionId>& selected, BuildState& state,
                       const Environment& environment, const ProofBook* proofs, std::uint32_t thread_count);

}  // namespace sinter
