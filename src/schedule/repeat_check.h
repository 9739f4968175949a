// `--check-determinism`: an action that succeeded runs once more, with what it made put
// aside, and has to make the same bytes. When it does not, both are kept to be looked at.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/event.h"
#include "graph/graph.h"

namespace sinter {

class RepeatCheck {
 public:
  /// Forgets what an earlier check kept. The graph must outlive the check.
  static Result<RepeatCheck> start(const Graph& graph);

  /// Puts aside what the action has just made, so that it can run again. The time is that
  /// of the wall clock when its first run began.
  Result<void> set_aside(ActionId id, std::int64_t started_wall_ns);
  bool is_second_run(ActionId id) const { return first_runs_.contains(id); }
  /// What the second run made otherwise; nothing if all is the same. `ended_wall_ns` is now.
  std::optional<Error> compare(ActionId id, std::int64_t ended_wall_ns);

 private:
  explicit RepeatCheck(const Graph& graph) : graph_(&graph) {}
  std::string folder_of(ActionId id, std::string_view run) const;
  Result<std::vector<std::string>> made_files(ActionId id) const;
  Error differs(ActionId id, const std::string& path, std::string why) const;

  const Graph* graph_;
  std::map<ActionId, std::int64_t> first_runs_;  // of actions that run for the second time: when the first began
};

}  // namespace sinter
