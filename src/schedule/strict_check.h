// What `--strict` needs while a build runs: watches actions, and tells what they used
// without declaring it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/event.h"
#include "base/tree_name.h"
#include "graph/graph.h"
#include "os/access_watch.h"
#include "os/environment.h"
#include "strict/judge.h"

namespace sinter {

class StrictCheck {
 public:
  /// An error if this system does not let us watch. The references must outlive the check.
  static Result<StrictCheck> start(const Graph& graph, const Environment& environment, EventSink& events);

  /// For one run of an action.
  Result<AccessWatch> watch() const;
  /// What the action did that it does not declare. To be called when it has succeeded, and
  /// before its depfile is removed. What is worth a remark goes to the events.
  std::vector<Error> undeclared(ActionId id, const AccessLog& log);

 private:
  StrictCheck(const Graph& graph, EventSink& events) : graph_(&graph), events_(&events) {}
  Declared declared(const Action& action) const;

  const Graph* graph_;
  EventSink* events_;
  Declared common_;                               // of all actions
  std::map<std::string, std::string> producers_;  // action names by the path they make
  TreeNames trees_;
};

}  // namespace sinter
