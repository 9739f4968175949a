// What a build would do, without doing any of it. As exact as it can be without running
// anything: what is up to date and what would be restored is known, and what needs only
// those; whether an action makes other files than last time is known when it has run, so
// what needs it may run or not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/event.h"
#include "cache/cache.h"
#include "cache/state.h"
#include "graph/graph.h"
#include "os/environment.h"
#include "strict/proof.h"

namespace sinter {

enum class Expectation : std::uint8_t { run, maybe, restore, fail, skip };

/// "run", "maybe", "restore", "fail", "skip".
std::string_view expectation_name(Expectation expectation);

/// An action that would not be left as it is.
struct Expected {
  ActionId id;
  Expectation expectation;
  std::string cause;
  std::vector<Change> changes;          // what the cause sums up
  std::optional<Error> error;           // with Expectation::fail
  std::vector<std::string> moves = {};  // what would have to make room, and is nobody's
};

struct Forecast {
  std::vector<Expected> actions;  // each after what it needs
  std::uint32_t unchanged_count = 0;
};

/// What a build of `selected` (sorted, closed under dependencies) would do. A `cache` that is
/// null has nothing; with `proofs` (else null) an action stands only if they hold its key.
/// `state` learns of files what is so far only expected: it must not be saved.
Forecast forecast(const Graph& graph, const std::vector<ActionId>& selected, BuildState& state, const Cache* cache,
                  const Environment& environment, const ProofBook* proofs);

}  // namespace sinter
