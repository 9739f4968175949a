// A graph as people look at it: the selected actions by name, what needs what, how long
// each took when it last ran, and the same once more with a goal's actions drawn as one.
// All that draws a graph (report/) works on this value; it knows neither plan nor state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cache/state.h"
#include "graph/plan.h"
#include "insight/timing.h"

namespace sinter {

struct PicturedAction {
  std::string name;
  std::string verb;
  std::uint32_t goal;  // position in the picture's goals
  std::vector<std::string> argv;
  std::string folder;
  std::vector<std::string> inputs, outputs, tools, environment;  // paths and names
  std::vector<std::uint32_t> needs;                              // positions of actions, sorted
  std::optional<std::uint64_t> duration_ns;                      // of its last run; nothing: it never ran
  bool is_test = false;
  bool is_critical = false;
};

struct PicturedGoal {
  std::string name;
  std::string kind;                          // "module", "package", "step"
  std::vector<std::uint32_t> actions;        // positions
  std::vector<std::uint32_t> needs;          // positions of other goals, sorted; may go round in circles
  std::optional<std::uint64_t> duration_ns;  // of its actions, one after another; nothing: none ever ran
  bool is_critical = false;
};

struct GraphPicture {
  std::string project;
  std::string profile;
  std::vector<PicturedAction> actions;  // each after what it needs
  std::vector<PicturedGoal> goals;      // in the order of their first actions
  GraphTiming timing;
  bool is_timed = false;  // at least one action has run before
};

/// `selected` is sorted and closed under dependencies, as select_actions() gives it.
GraphPicture picture_graph(const Plan& plan, const std::vector<ActionId>& selected, const BuildState& state);

}  // namespace sinter
