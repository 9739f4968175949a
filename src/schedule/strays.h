// Processes that have left the group of their action, as daemons do: by a session of their
// own and a parent that ends. They are not in the group that is killed when the action
// ends, so they are looked for among our children.
//
// A stray does not say whose it is. It may belong to any action that ran since the last
// look, and is ended as soon as none of those runs: with one slot that is with its action.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "os/children.h"
#include "os/guardian.h"

namespace sinter {

class Strays {
 public:
  struct Leader {  // the first process of an action
    ActionId id;
    pid_t pid;
  };
  struct Ended {
    std::string name;
    pid_t pid;
    std::vector<ActionId> origins;  // one of them has started it
  };

  /// Children that we have already are not ours to end.
  Strays();

  /// That action has ended, and its group was killed.
  void note_end(Leader action) { ended_.push_back(action); }

  /// Tells the guardian of new strays, and ends those that no running action can have started.
  std::vector<Ended> look(std::span<const Leader> running, Guardian& guardian);

 private:
  struct Stray {
    Child child;
    std::vector<ActionId> origins;
  };
  void adopt(const Child& child, std::span<const Leader> running, Guardian& guardian);

  Adoption adoption_;
  std::vector<pid_t> present_;
  std::vector<Leader> ended_;  // since the last look, or with children that are not dead yet
  std::vector<Stray> strays_;
};

}  // namespace sinter
