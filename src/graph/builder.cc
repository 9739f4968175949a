#include "graph/builder.h"

#include <expected>
#include <queue>
#include <tuple>
#include <unordered_set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/tree_name.h"
#include "graph/graph_errors.h"

namespace sinter {
namespace {

template <class Id>
void sort_once(std::vector<Id>& ids) {
  ranges::sort(ids);
  ranges::erase_repeated(ids);
}

/// A tree may hold it: it counts as no part of that.
constexpr std::string_view report_file = "dist/build-report.json";

/// Files that no action may make: the project's own description, and what sinter keeps.
bool is_reserved(std::string_view output) {
  constexpr std::string_view files[] = {"sinter.toml",     report_file,       ".sinter/lock",
                                        ".sinter/checked", ".sinter/folders", ".sinter/scratch-made"};
  constexpr std::string_view folders[] = {".git", ".sinter/state", ".sinter/plan", ".sinter/sdk", ".sinter/replaced"};
  auto lies_in = [](std::string_view path) {
    return [=](std::string_view folder) { return relative_to(path, folder).has_value(); };
  };
  if (ranges::contains(files, output) || ranges::any_of(folders, lies_in(output))) return true;
  std::optional<std::string_view> tree = tree_folder(output);
  if (!tree) return false;
  auto lies_in_tree = [&](std::string_view path) { return lies_in(path)(*tree) && path != report_file; };
  return ranges::any_of(files, lies_in_tree) || ranges::any_of(folders, lies_in_tree);
}

}  // namespace

/// Files and tools are numbered in the order of their names, so that the order in which an
/// action's key holds them is nobody else's business: a step that comes or goes elsewhere in
/// sinter.toml must not change it.
void GraphBuilder::number_files_and_tools() {
  std::vector<std::string_view> paths;
  std::vector<const Tool*> tools;
  for (const Draft& draft : drafts_) {
    for (const auto* list : {&draft.request.inputs, &draft.request.outputs}) {
      paths.insert(paths.end(), list->begin(), list->end());
    }
    for (const Tool& tool : draft.request.tools) tools.push_back(&tool);
  }
  ranges::sort(paths);
  for (std::string_view path : paths) file_id(std::string(path));
  ranges::sort(tools, {}, [](const Tool* tool) { return std::tie(tool->name, tool->path); });
  for (const Tool* tool : tools) tool_id(*tool);
}

FileId GraphBuilder::file_id(const std::string& path) {
  auto [entry, is_new] = files_by_path_.try_emplace(path, FileId{static_cast<std::uint32_t>(producers_.size())});
  if (is_new) producers_.emplace_back();
  return entry->second;
}

ToolId GraphBuilder::tool_id(const Tool& tool) {
  auto [entry, is_new] =
      tools_by_name_.try_emplace({tool.name, tool.path}, ToolId{static_cast<std::uint32_t>(tools_.size())});
  if (is_new) tools_.push_back(tool);
  return entry->second;
}

/// What is read of a tree is the tree: nothing else of it is known before it is made.
void GraphBuilder::read_whole_trees() {
  for (const Draft& draft : drafts_) {
    for (const std::string& path : draft.request.outputs) trees_.add(path);
  }
  if (trees_.empty()) return;
  for (Draft& draft : drafts_) {
    for (std::string& path : draft.request.inputs) {
      if (std::string_view tree = trees_.at_or_above(path); !tree.empty()) path = tree;
    }
  }
}

void GraphBuilder::check_outputs() {
  std::unordered_set<std::string_view> made_twice_before;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const ActionRequest& request = drafts_[i].request;
    for (const std::string& path : request.outputs) {
      if (is_absolute(path) || leaves_base(path)) {
        errors_.push_back(outside_project(request, path));
        continue;
      }
      if (is_reserved(path) || path == request.depfile) {
        errors_.push_back(reserved_output(request, path));
        continue;
      }
      if (ranges::contains(request.inputs, path)) {
        errors_.push_back(output_is_input(request, path));
        continue;
      }
      std::optional<ActionId>& producer = producers_[file_id(path).index];
      if (!producer) {
        producer = ActionId{static_cast<std::uint32_t>(i)};
      } else if (made_twice_before.insert(path).second) {
        errors_.push_back(made_twice(drafts_[producer->index].request, request, path));
      }
    }
  }
  for (const Draft& draft : drafts_) {
    for (const std::string& path : draft.request.outputs) check_above(draft.request, path);
  }
}

/// Scratch is its action's alone: nobody else writes or reads there, except its outputs.
void GraphBuilder::check_scratch() {
  std::map<std::string, const ActionRequest*, std::less<>> owners;
  auto place = [](std::string_view path) { return tree_folder(path).value_or(path); };
  auto find_at_or_above = [&](std::string_view path) {
    for (;;) {
      if (auto found = owners.find(path); found != owners.end()) return found;
      std::size_t slash = path.rfind('/');
      if (slash == std::string_view::npos) return owners.end();
      path = path.substr(0, slash);
    }
  };
  for (const Draft& draft : drafts_) {
    const ActionRequest& request = draft.request;
    for (const std::string& path : request.scratch) {
      if (is_reserved(path) || relative_to(path, ".sinter")) errors_.push_back(reserved_output(request, path));
      auto [owner, is_new] = owners.try_emplace(std::string(place(path)), &request);
      if (!is_new) errors_.push_back(scratch_of_two(*owner->second, request, path));
    }
  }
  if (owners.empty()) return;
  for (const auto& [folder, owner] : owners) {
    if (std::string_view tree = trees_.at_or_above(folder); !tree.empty()) {
      std::optional<ActionId> producer = producers_[files_by_path_.find(std::string(tree))->second.index];
      if (producer) errors_.push_back(scratch_in_tree(drafts_[producer->index].request, tree, *owner, folder));
    }
    auto above = find_at_or_above(parent_path(folder));
    if (above != owners.end()) errors_.push_back(scratch_of_two(*above->second, *owner, folder));
  }
  for (const Draft& draft : drafts_) {
    for (const std::string& path : draft.request.outputs) {
      auto scratch = find_at_or_above(place(path));
      if (scratch == owners.end() || (scratch->second == &draft.request && scratch->first != path)) continue;
      errors_.push_back(made_in_scratch(*scratch->second, scratch->first, draft.request, path));
    }
    for (const std::string& path : draft.request.inputs) {
      auto scratch = find_at_or_above(place(path));
      if (scratch == owners.end()) continue;
      std::optional<ActionId> producer = producers_[file_id(path).index];
      if (producer && &drafts_[producer->index].request == scratch->second) continue;
      errors_.push_back(reads_scratch(*scratch->second, scratch->first, draft.request, path));
    }
  }
}

/// No folder on the way to an output is itself made, as a file or as a tree.
void GraphBuilder::check_above(const ActionRequest& request, const std::string& path) {
  std::string_view own_folder = tree_folder(path).value_or(path);
  if (std::string tree(trees_.above(own_folder)); !tree.empty()) {
    std::optional<ActionId> producer = producers_[files_by_path_.find(tree)->second.index];
    if (producer) errors_.push_back(made_in_tree(drafts_[producer->index].request, tree, request, path));
  }
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    auto folder = files_by_path_.find(path.substr(0, slash));
    if (folder == files_by_path_.end()) continue;
    if (std::optional<ActionId> producer = producers_[folder->second.index]) {
      errors_.push_back(made_below(drafts_[producer->index].request, folder->first, request, path));
    }
  }
}

void GraphBuilder::connect() {
  for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
    const ActionRequest& request = drafts_[i].request;
    goals_[request.goal].push_back({i});
    if (request.is_goal) goals_[request.name].push_back({i});
  }
  for (const auto& [name, goal] : left_out_) goals_.try_emplace(name);
  for (Draft& draft : drafts_) {
    const ActionRequest& request = draft.request;
    for (const std::string& path : request.inputs) draft.inputs.push_back(file_id(path));
    for (const std::string& path : request.outputs) draft.outputs.push_back(file_id(path));
    for (const Tool& tool : request.tools) draft.tools.push_back(tool_id(tool));
    for (const std::string& need : request.needs) {
      auto goal = goals_.find(need);
      SINTER_ASSERT(goal != goals_.end());  // config/ has resolved every name
      for (ActionId id : goal->second) {
        const ActionRequest& needed = drafts_[id.index].request;
        if (needed.is_test && !request.is_test) continue;
        draft.after.push_back(id);
        if (request.discovers_needs) continue;
        // What is needed is read: a change of it must reach this action.
        for (const std::string& path : needed.outputs) draft.inputs.push_back(file_id(path));
      }
    }
    sort_once(draft.inputs);
    sort_once(draft.after);
    sort_once(draft.tools);
    draft.needs = draft.after;
    for (FileId input : draft.inputs) {
      if (std::optional<ActionId> producer = producers_[input.index]) draft.needs.push_back(*producer);
    }
    sort_once(draft.needs);
  }
}

/// What `reader` waits for `maker` for; "" if it names it.
std::string GraphBuilder::file_between(ActionId reader, ActionId maker) const {
  if (ranges::contains(drafts_[reader.index].after, maker)) return "";
  for (const std::string& path : drafts_[reader.index].request.inputs) {
    if (producers_[files_by_path_.find(path)->second.index] == maker) return path;
  }
  return "";
}

void GraphBuilder::check_cycles() {
  enum class Mark : std::uint8_t { unseen, on_path, done };
  std::vector<Mark> marks(drafts_.size(), Mark::unseen);
  struct Visit {
    ActionId id;
    std::size_t next = 0;
  };
  for (std::uint32_t start = 0; start < drafts_.size(); ++start) {
    if (marks[start] != Mark::unseen) continue;
    std::vector<Visit> path = {{{start}}};  // an explicit stack: a chain may be as long as the graph
    marks[start] = Mark::on_path;
    while (!path.empty()) {
      Visit& visit = path.back();
      const std::vector<ActionId>& needs = drafts_[visit.id.index].needs;
      if (visit.next == needs.size()) {
        marks[visit.id.index] = Mark::done;
        path.pop_back();
        continue;
      }
      ActionId needed = needs[visit.next++];
      if (marks[needed.index] == Mark::unseen) {
        marks[needed.index] = Mark::on_path;
        path.push_back({needed});
      } else if (marks[needed.index] == Mark::on_path) {
        auto first = ranges::find(path, needed, &Visit::id);
        std::vector<LoopLink> loop;
        for (auto step = first; step != path.end(); ++step) {
          ActionId next = step + 1 == path.end() ? needed : step[1].id;
          loop.push_back({&drafts_[step->id.index].request, file_between(step->id, next)});
        }
        errors_.push_back(waits_for_itself(loop));
        return;  // one loop at a time: mending it may mend the others
      }
    }
  }
}

std::vector<ActionId> GraphBuilder::order() const {
  // Kahn's algorithm, always taking the earliest in the author's order, so that the
  // same project gives the same plan.
  std::size_t count = drafts_.size();
  std::vector<std::size_t> waits_for(count);
  std::vector<std::vector<std::uint32_t>> wakes(count);
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
  for (std::uint32_t i = 0; i < count; ++i) {
    waits_for[i] = drafts_[i].needs.size();
    for (ActionId needed : drafts_[i].needs) wakes[needed.index].push_back(i);
    if (waits_for[i] == 0) ready.push(i);
  }
  std::vector<ActionId> order;
  while (!ready.empty()) {
    std::uint32_t next = ready.top();
    ready.pop();
    order.push_back({next});
    for (std::uint32_t woken : wakes[next]) {
      if (--waits_for[woken] == 0) ready.push(woken);
    }
  }
  SINTER_ASSERT(order.size() == count);
  return order;
}

Graph GraphBuilder::freeze() {
  Graph graph;
  Arena& memory = graph.memory;
  std::vector<ActionId> sequence = order();
  std::vector<ActionId> position(sequence.size());
  for (std::uint32_t i = 0; i < sequence.size(); ++i) position[sequence[i].index] = {i};
  auto texts = [&](const std::vector<std::string>& values) -> std::span<const std::string_view> {
    std::span<std::string_view> room = memory.list<std::string_view>(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) room[i] = memory.text(values[i]);
    return room;
  };
  auto placed = [&](std::vector<ActionId> ids) -> std::span<const ActionId> {
    for (ActionId& id : ids) id = position[id.index];
    ranges::sort(ids);
    return memory.copy(ids);
  };
  graph.files.resize(producers_.size());
  graph.actions.reserve(sequence.size());
  for (const auto& [path, id] : files_by_path_) {
    graph.files[id.index].path = memory.text(path);
    if (std::optional<ActionId> producer = producers_[id.index])
      graph.files[id.index].producer = position[producer->index];
  }
  for (ActionId old : sequence) {
    Draft& draft = drafts_[old.index];
    ActionRequest& request = draft.request;
    ranges::sort(request.environment);
    ranges::sort(request.secrets);
    graph.actions.push_back({.name = memory.text(request.name),
                             .verb = memory.text(request.verb),
                             .goal = memory.text(request.goal),
                             .place = {memory.text(request.place.path), request.place.line, request.place.column},
                             .argv = texts(request.argv),
                             .folder = memory.text(request.folder),
                             .environment = texts(request.environment),
                             .secrets = texts(request.secrets),
                             .inputs = memory.copy(draft.inputs),
                             .outputs = memory.copy(draft.outputs),
                             .after = placed(draft.after),
                             .needs = placed(draft.needs),
                             .tools = memory.copy(draft.tools),
                             .scratch = texts(request.scratch),
                             .depfile = memory.text(request.depfile),
                             .pool = memory.text(request.pool),
                             .timeout_ns = request.timeout_ns,
                             .retries = request.retries,
                             .backoff_ns = request.backoff_ns,
                             .replaces_outputs = request.replaces_outputs,
                             .cache = request.cache,
                             .is_test = request.is_test,
                             .names_path = request.names_path,
                             .is_interactive = request.is_interactive,
                             .command = {}});
    graph.actions.back().command = command_digest(graph, graph.actions.back());
  }
  for (const auto& [name, actions] : goals_) {
    if (actions.empty()) continue;
    std::string_view kind = memory.text(drafts_[actions.front().index].request.goal_kind);
    graph.goals.push_back({.name = memory.text(name), .kind = kind, .actions = placed(actions)});
  }
  for (const auto& [name, goal] : left_out_) {
    if (!goals_[name].empty()) continue;
    graph.goals.push_back({.name = memory.text(name),
                           .kind = memory.text(goal.kind),
                           .actions = {},
                           .left_out_by = memory.text(goal.left_out_by)});
  }
  ranges::sort(graph.goals, {}, &Goal::name);
  graph.tools = std::move(tools_);
  graph.pools = std::move(pools_);
  return graph;
}

std::expected<Graph, std::vector<Error>> GraphBuilder::finish() && {
  read_whole_trees();
  number_files_and_tools();
  check_outputs();
  check_scratch();
  if (errors_.empty()) {
    connect();
    check_cycles();
  }
  if (!errors_.empty()) {
    ranges::sort(errors_, {},
                 [](const Error& error) { return std::tuple(error.where.path, error.where.line, error.where.column); });
    return std::unexpected(std::move(errors_));
  }
  return freeze();
}

}  // namespace sinter
