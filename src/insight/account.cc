#include "insight/account.h"

#include "base/ranges.h"
#include "base/tree_name.h"
#include "insight/explanation.h"

namespace sinter {
namespace {

bool is_declared_input(const Graph& graph, const Action& action, std::span<const std::string> paths) {
  return ranges::any_of(action.inputs, [&](FileId input) { return ranges::contains(paths, graph[input].path); });
}

bool was_discovered(const BuildState& state, const Action& action, std::span<const std::string> paths) {
  const ActionRecord* record = state.find(action.name);
  return record != nullptr && ranges::any_of(record->discovered, [&](const FileDigest& file) {
           return ranges::contains(paths, state.files.path(file.file));
         });
}

std::optional<Subject> find_file(const Graph& graph, const BuildState& state, std::span<const std::string> names) {
  Subject subject{.kind = Subject::Kind::file};
  std::vector<std::string> paths(names.begin(), names.end());
  TreeNames trees;
  for (const File& file : graph.files) trees.add(file.path);
  for (const std::string& name : names) {
    if (std::string_view tree = trees.at_or_above(name); !tree.empty()) paths.emplace_back(tree);
  }
  for (const File& file : graph.files) {
    if (!ranges::contains(paths, file.path)) continue;
    subject.name = file.path;
    if (file.producer) subject.actions = {*file.producer};
  }
  for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
    const Action& action = graph.actions[i];
    bool reads = is_declared_input(graph, action, paths) || was_discovered(state, action, paths);
    if (reads) subject.readers.push_back({i});
  }
  if (subject.name.empty() && subject.readers.empty()) return std::nullopt;
  if (subject.name.empty()) subject.name = paths.front();
  return subject;
}

}  // namespace

std::optional<Subject> find_subject(const Graph& graph, const BuildState& state, std::string_view name,
                                    std::span<const std::string> paths) {
  auto goal = ranges::find(graph.goals, name, &Goal::name);
  if (goal != graph.goals.end()) {
    return Subject{Subject::Kind::goal, std::string(name), {goal->actions.begin(), goal->actions.end()}, {}};
  }
  auto action = ranges::find(graph.actions, name, &Action::name);
  if (action != graph.actions.end()) {
    ActionId id{static_cast<std::uint32_t>(action - graph.actions.begin())};
    return Subject{Subject::Kind::action, std::string(name), {id}, {}};
  }
  return find_file(graph, state, paths);
}

Accountant::Accountant(const Graph& graph, const BuildState& state, const History& history)
    : graph_(graph), state_(state), history_(history), needed_by_(graph.actions.size()) {
  for (std::uint32_t i = 0; i < graph.actions.size(); ++i) {
    for (ActionId needed : graph.actions[i].needs) needed_by_[needed.index].push_back({i});
  }
}

ActionAccount Accountant::account(ActionId id) const {
  const Action& action = graph_[id];
  ActionAccount account{.id = id, .needed_by = needed_by_[id.index]};
  if (const ActionRecord* record = state_.find(action.name)) {
    for (const FileDigest& file : record->discovered) account.discovered.emplace_back(state_.files.path(file.file));
    ranges::sort(account.discovered);
  }
  if (const RememberedRun* last = history_.last(action.name)) {
    account.last = *last;
    account.last_lines = explain_changes(last->changes, history_.before_last(action.name), *last);
  }
  return account;
}

std::vector<ActionId> closure(const Graph& graph, const std::vector<ActionId>& actions) {
  std::vector<bool> wanted(graph.actions.size());
  for (ActionId id : actions) wanted[id.index] = true;
  for (std::size_t i = graph.actions.size(); i-- > 0;) {
    if (!wanted[i]) continue;
    for (ActionId needed : graph.actions[i].needs) wanted[needed.index] = true;
  }
  std::vector<ActionId> ids;
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] && !graph.actions[i].is_interactive) ids.push_back({i});
  }
  return ids;
}

}  // namespace sinter
