// What `sinter explain` tells, for people and as data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "insight/account.h"

namespace sinter {

/// `now_ns` is the wall clock. Of a goal with several actions there is a line or two for
/// each, else all that is known.
std::string account_text(const Graph& graph, const Subject& subject, const std::vector<ActionAccount>& accounts,
                         std::int64_t now_ns);
/// `sinter.explain/1`, described in docs/explain.md.
std::string account_json(const Graph& graph, const Subject& subject, const std::vector<ActionAccount>& accounts);

}  // namespace sinter
