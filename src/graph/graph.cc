#include "graph/graph.h"

#include <algorithm>
#include <set>

#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

#if defined(__x86_64__)
constexpr std::string_view platform = "linux-x86_64";
#elif defined(__aarch64__)
constexpr std::string_view platform = "linux-aarch64";
#else
#error "name the platform: it is part of every action key"
#endif

Error unknown_goal(const Graph& graph, const std::string& name) {
  std::vector<std::string> names;
  for (const Goal& goal : graph.goals) names.emplace_back(goal.name);
  Error error{.code = Code::graph_unknown_goal, .what = "there is no goal " + quote(name)};
  if (std::optional<std::string> near = nearest(name, names)) {
    error.next = "did you mean " + quote(*near) + "?";
  } else {
    error.next = names.empty() ? "sinter.toml defines no goal yet" : "the goals are: " + join(names, ", ");
  }
  return error;
}

Error interactive_goal(const Action& action) {
  return {.code = Code::usage,
          .what = quote(action.name) + " is interactive, so no build runs it",
          .where = action.place,
          .next = "run it with `sinter run " + std::string(action.name) + "`"};
}

}  // namespace

const Goal* find_goal(const Graph& graph, std::string_view name) {
  auto goal = ranges::lower_bound(graph.goals, name, {}, &Goal::name);
  return goal != graph.goals.end() && goal->name == name ? &*goal : nullptr;
}

Digest command_digest(const Graph& graph, const Action& action) {
  Hasher hasher;
  hasher.field(platform).field(action.argv.size());
  for (std::string_view argument : action.argv) hasher.field(argument);
  hasher.field(action.folder).field(action.depfile).field(action.outputs.size());
  for (FileId output : action.outputs) hasher.field(graph[output].path);
  return hasher.finish();
}

bool waits_for(const Graph& graph, ActionId action, ActionId maker) {
  // Actions follow what they need, so no way to the maker leads over one before it.
  std::vector<ActionId> open = {action};
  std::set<ActionId> seen;
  while (!open.empty()) {
    ActionId id = open.back();
    open.pop_back();
    if (id == maker) return true;
    if (id < maker || !seen.insert(id).second) continue;
    if (ranges::contains(graph[id].needs, maker)) return true;
    open.insert(open.end(), graph[id].needs.begin(), graph[id].needs.end());
  }
  return false;
}

Result<std::vector<ActionId>> select_actions(const Graph& graph, const std::vector<std::string>& goals,
                                             Purpose purpose) {
  std::vector<bool> wanted(graph.actions.size(), goals.empty());
  if (goals.empty()) {
    for (std::size_t i = 0; i < graph.actions.size(); ++i) {
      const Action& action = graph.actions[i];
      wanted[i] = !action.is_interactive && (purpose == Purpose::test || !action.is_test);
    }
  }
  for (const std::string& name : goals) {
    const Goal* goal = find_goal(graph, name);
    if (goal == nullptr) return fail(unknown_goal(graph, name));
    bool only_tests = ranges::all_of(goal->actions, [&](ActionId id) { return graph[id].is_test; });
    for (ActionId id : goal->actions) {
      if (graph[id].is_interactive && purpose != Purpose::run) return fail(interactive_goal(graph[id]));
      if (purpose == Purpose::test || only_tests || !graph[id].is_test) wanted[id.index] = true;
    }
  }
  // Actions follow what they need, so one pass from the end closes the selection.
  std::vector<ActionId> selected;
  for (std::size_t i = graph.actions.size(); i-- > 0;) {
    if (!wanted[i]) continue;
    ActionId id{static_cast<std::uint32_t>(i)};
    if (!graph[id].is_interactive) selected.push_back(id);
    for (ActionId needed : graph[id].needs) wanted[needed.index] = true;
  }
  std::reverse(selected.begin(), selected.end());
  return selected;
}

}  // namespace sinter
