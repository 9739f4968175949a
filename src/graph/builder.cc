#include "graph/builder.h"

#include <algorithm>
#include <queue>

#include "base/path.h"
#include "base/text.h"

namespace sinter {
namespace {

template <class Id>
void sort_once(std::vector<Id>& ids) {
  std::ranges::sort(ids);
  auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
}

Error outside_project(const ActionRequest& request, const std::string& path) {
  return {.code = Code::config_path_outside,
          .what = "the output " + quote(path) + " lies outside the project",
          .where = request.place,
          .why = {"a build writes only below the folder of sinter.toml"},
          .next = "choose a path inside the project, for example " + quote("dist/" + std::string(file_name(path)))};
}

/// Files that no action may make: the project's own description, and what sinter keeps.
bool is_reserved(std::string_view path) {
  constexpr std::string_view files[] = {"sinter.toml", "dist/build-report.json", ".sinter/lock"};
  constexpr std::string_view folders[] = {".git", ".sinter/state", ".sinter/plan", ".sinter/sdk", ".sinter/replaced"};
  return std::ranges::contains(files, path) ||
         std::ranges::any_of(folders, [&](std::string_view folder) { return relative_to(path, folder).has_value(); });
}

Error reserved_output(const ActionRequest& request, const std::string& path) {
  bool is_depfile = path == request.depfile;
  return {.code = Code::config_value,
          .what = quote(request.name) + " cannot make " + quote(path),
          .where = request.place,
          .why = {is_depfile ? "its `depfile` is read and removed, so it is no output"
                             : "that file belongs to the project or to sinter itself"},
          .next = is_depfile ? "remove it from `outputs`" : "choose another output"};
}

}  // namespace

void GraphBuilder::add(ActionRequest request) { requests_.push_back(std::move(request)); }

FileId GraphBuilder::file_id(const std::string& path) {
  auto [entry, is_new] = files_by_path_.try_emplace(path, FileId{static_cast<std::uint32_t>(graph_.files.size())});
  if (is_new) graph_.files.push_back({.path = path});
  return entry->second;
}

ToolId GraphBuilder::tool_id(const Tool& tool) {
  auto [entry, is_new] =
      tools_by_name_.try_emplace({tool.name, tool.path}, ToolId{static_cast<std::uint32_t>(graph_.tools.size())});
  if (is_new) graph_.tools.push_back(tool);
  return entry->second;
}

void GraphBuilder::check_outputs() {
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    const ActionRequest& request = requests_[i];
    for (const std::string& path : request.outputs) {
      if (is_absolute(path) || leaves_base(path)) {
        errors_.push_back(outside_project(request, path));
        continue;
      }
      if (is_reserved(path) || path == request.depfile) {
        errors_.push_back(reserved_output(request, path));
        continue;
      }
      if (std::ranges::contains(request.inputs, path)) {
        errors_.push_back({.code = Code::graph_output_is_input,
                           .what = quote(path) + " is both an input and an output of " + quote(request.name),
                           .where = request.place,
                           .why = {"the action could never be up to date"},
                           .next = "write the result to another file"});
        continue;
      }
      File& file = graph_.files[file_id(path).index];
      if (file.producer) {
        const ActionRequest& other = requests_[file.producer->index];
        errors_.push_back({.code = Code::graph_output_twice,
                           .what = "two actions make " + quote(path),
                           .where = request.place,
                           .why = {quote(other.name) + " and " + quote(request.name)},
                           .next = "give one of them another output"});
        continue;
      }
      file.producer = ActionId{static_cast<std::uint32_t>(i)};
    }
  }
}

void GraphBuilder::connect() {
  std::map<std::string, Goal, std::less<>> goals;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    Goal& goal = goals[requests_[i].goal];
    goal.name = requests_[i].goal;
    goal.kind = requests_[i].goal_kind;
    goal.actions.push_back({static_cast<std::uint32_t>(i)});
  }
  for (Goal& goal : left_out_) goals.try_emplace(goal.name, std::move(goal));
  for (ActionRequest& request : requests_) {
    Action action{.name = std::move(request.name),
                  .verb = std::move(request.verb),
                  .goal = std::move(request.goal),
                  .place = std::move(request.place),
                  .argv = std::move(request.argv),
                  .folder = std::move(request.folder),
                  .environment = std::move(request.environment),
                  .secrets = std::move(request.secrets),
                  .inputs = {},
                  .outputs = {},
                  .after = {},
                  .tools = {},
                  .depfile = std::move(request.depfile),
                  .pool = std::move(request.pool),
                  .timeout_ns = request.timeout_ns,
                  .retries = request.retries,
                  .backoff_ns = request.backoff_ns,
                  .replaces_outputs = request.replaces_outputs,
                  .cache = request.cache,
                  .is_test = request.is_test};
    for (const std::string& path : request.inputs) action.inputs.push_back(file_id(path));
    for (const std::string& path : request.outputs) action.outputs.push_back(file_id(path));
    for (const Tool& tool : request.tools) action.tools.push_back(tool_id(tool));
    for (const std::string& need : request.needs) {
      auto goal = goals.find(need);
      SINTER_ASSERT(goal != goals.end());  // config/ has resolved every name
      for (ActionId id : goal->second.actions) {
        if (requests_[id.index].is_test && !action.is_test) continue;
        action.after.push_back(id);
        // What is needed is read: a change of it must reach this action.
        for (const std::string& path : requests_[id.index].outputs) action.inputs.push_back(file_id(path));
      }
    }
    sort_once(action.inputs);
    sort_once(action.after);
    sort_once(action.tools);
    std::ranges::sort(action.environment);
    std::ranges::sort(action.secrets);
    graph_.actions.push_back(std::move(action));
  }
  for (auto& [name, goal] : goals) graph_.goals.push_back(std::move(goal));
}

void GraphBuilder::check_cycles() {
  enum class Mark : std::uint8_t { unseen, on_path, done };
  std::vector<Mark> marks(graph_.actions.size(), Mark::unseen);
  struct Visit {
    ActionId id;
    std::vector<ActionId> needed;
    std::size_t next = 0;
  };
  for (std::uint32_t start = 0; start < graph_.actions.size(); ++start) {
    if (marks[start] != Mark::unseen) continue;
    std::vector<Visit> path;  // an explicit stack: a chain may be as long as the graph
    path.push_back({{start}, dependencies(graph_, {start})});
    marks[start] = Mark::on_path;
    while (!path.empty()) {
      Visit& visit = path.back();
      if (visit.next == visit.needed.size()) {
        marks[visit.id.index] = Mark::done;
        path.pop_back();
        continue;
      }
      ActionId needed = visit.needed[visit.next++];
      if (marks[needed.index] == Mark::unseen) {
        marks[needed.index] = Mark::on_path;
        path.push_back({needed, dependencies(graph_, needed)});
      } else if (marks[needed.index] == Mark::on_path) {
        auto first = std::ranges::find(path, needed, &Visit::id);
        std::vector<std::string> loop;
        for (auto step = first; step != path.end(); ++step) loop.push_back(quote(graph_[step->id].name));
        loop.push_back(loop.front());
        errors_.push_back({.code = Code::graph_cycle,
                           .what = "these actions wait for each other",
                           .where = graph_[needed].place,
                           .why = {join(loop, " needs ")},
                           .next = "remove one of these dependencies"});
        return;  // one loop at a time: mending it may mend the others
      }
    }
  }
}

void GraphBuilder::put_in_order() {
  // Kahn's algorithm, always taking the earliest in the author's order, so that the
  // same project gives the same plan.
  std::size_t count = graph_.actions.size();
  std::vector<std::uint32_t> waits_for(count);
  std::vector<std::vector<std::uint32_t>> wakes(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (ActionId needed : dependencies(graph_, {i})) {
      ++waits_for[i];
      wakes[needed.index].push_back(i);
    }
  }
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (waits_for[i] == 0) ready.push(i);
  }
  std::vector<std::uint32_t> order;
  while (!ready.empty()) {
    std::uint32_t next = ready.top();
    ready.pop();
    order.push_back(next);
    for (std::uint32_t woken : wakes[next]) {
      if (--waits_for[woken] == 0) ready.push(woken);
    }
  }
  SINTER_ASSERT(order.size() == count);

  std::vector<std::uint32_t> position(count);
  for (std::uint32_t i = 0; i < count; ++i) position[order[i]] = i;
  std::vector<Action> actions;
  actions.reserve(count);
  for (std::uint32_t old : order) actions.push_back(std::move(graph_.actions[old]));
  graph_.actions = std::move(actions);
  for (Action& action : graph_.actions) {
    for (ActionId& id : action.after) id.index = position[id.index];
    std::ranges::sort(action.after);
  }
  for (File& file : graph_.files) {
    if (file.producer) file.producer->index = position[file.producer->index];
  }
  for (Goal& goal : graph_.goals) {
    for (ActionId& id : goal.actions) id.index = position[id.index];
    std::ranges::sort(goal.actions);
  }
}

std::expected<Graph, std::vector<Error>> GraphBuilder::finish() && {
  check_outputs();
  if (errors_.empty()) {
    connect();
    check_cycles();
  }
  if (!errors_.empty()) {
    std::ranges::stable_sort(errors_, {}, [](const Error& error) {
      return std::tuple(error.where.path, error.where.line, error.where.column);
    });
    return std::unexpected(std::move(errors_));
  }
  put_in_order();
  graph_.pools = std::move(pools_);
  for (Action& action : graph_.actions) action.command = command_digest(graph_, action);
  return std::move(graph_);
}

}  // namespace sinter
