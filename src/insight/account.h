// All that is known of an action, or of everything behind a goal or a file: what it reads
// and makes, who needs it, why it ran last, and whether it would run now.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/event.h"
#include "cache/state.h"
#include "graph/graph.h"
#include "insight/forecast.h"
#include "insight/history.h"

namespace sinter {

/// What a name in the plan stands for.
struct Subject {
  enum class Kind : std::uint8_t { goal, action, file };
  Kind kind;
  std::string name;
  std::vector<ActionId> actions;  // of the goal; the action itself; who makes the file
  std::vector<ActionId> readers;  // of the file, also of what they discovered
};

/// A goal of that name, else an action, else one of `paths`: ways in which the file may be
/// named in a plan. Nothing if the plan knows none of them.
std::optional<Subject> find_subject(const Graph& graph, const BuildState& state, std::string_view name,
                                    std::span<const std::string> paths);

struct ActionAccount {
  ActionId id;
  std::vector<std::string> discovered;  // what its last run read beside the declared inputs
  std::vector<ActionId> needed_by;
  std::optional<RememberedRun> last;
  std::vector<ActionExplained::Line> last_lines;  // what had changed for that run
  std::optional<Expected> next;                   // nothing: it would be left as it is
  std::vector<ActionExplained::Line> next_lines;
};

/// Tells of actions what the state and the history say.
class Accountant {
 public:
  /// All must outlive this.
  Accountant(const Graph& graph, const BuildState& state, const History& history);

  /// `next` is for the caller to fill in.
  ActionAccount account(ActionId id) const;

 private:
  const Graph& graph_;
  const BuildState& state_;
  const History& history_;
  std::vector<std::vector<ActionId>> needed_by_;
};

/// The actions and all they need, sorted, without those that no build runs.
std::vector<ActionId> closure(const Graph& graph, const std::vector<ActionId>& actions);

}  // namespace sinter
