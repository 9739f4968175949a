#include "reach.h"

#include <algorithm>
#include <expected>
#include <unordered_map>
#include <unordered_set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/tree_name.h"
#include "os/files.h"
#include "planning.h"
#include "revision.h"

namespace sinter {
namespace {

/// Whether a path leads to something that changed, also through links on the way.
class ChangedPaths {
 public:
  explicit ChangedPaths(const ChangedFiles& changed) : root_(real_path(".").value_or("")) {
    paths_.insert(changed.present.begin(), changed.present.end());
    paths_.insert(changed.gone.begin(), changed.gone.end());
    paths_.insert(changed.outside.begin(), changed.outside.end());
  }

  bool contains(std::string_view path) { return is_listed(std::string(path)) || is_listed(real_project_path(path)); }
  /// How many of those outside the project were asked for.
  std::size_t outside_count() const { return met_outside_.size(); }

 private:
  /// Itself, or a folder above it: that of a changed submodule.
  bool is_listed(std::string path) {
    for (;; path = parent_path(path)) {
      if (paths_.contains(path)) {
        if (is_absolute(path)) met_outside_.insert(path);
        return true;
      }
      if (path.empty() || path == "." || path == "/") return false;
    }
  }

  /// Absolute for what lies outside.
  std::string real_project_path(std::string_view path) {
    std::string folder = parent_path(std::string(path));
    auto [entry, is_new] = real_folders_.try_emplace(folder);
    if (is_new) entry->second = real_path(folder).value_or("");
    if (entry->second.empty()) return "";
    std::string real = join_path(entry->second, std::string(file_name(path)));
    std::optional<FileStat> stat = stat_link(real);
    if (stat && stat->is_link) real = real_path(real).value_or("");
    return relative_to(real, root_).value_or(real);
  }

  std::string root_;
  std::unordered_set<std::string> paths_;
  std::unordered_set<std::string> met_outside_;
  std::unordered_map<std::string, std::string> real_folders_;
};

/// What the key of an action holds beside the content of files: equal texts, equal parts.
Digest definition(const Graph& graph, const Action& action) {
  Hasher hasher;
  hasher.field(action.command).field(action.depfile);
  for (FileId input : action.inputs) hasher.field(graph[input].path);
  hasher.field("");
  for (std::string_view name : action.environment) hasher.field(name);
  hasher.field("");
  for (ToolId tool : action.tools) hasher.field(graph[tool].path);
  return hasher.finish();
}

class ReachSearch {
 public:
  ReachSearch(const Plan& plan, const BuildState& state, const ChangedFiles& changed)
      : graph_(plan.graph), state_(state), changed_(changed), paths_(changed), is_reached_(graph_.actions.size()) {}

  /// The actions that the plan of then had not, or had otherwise. That plan is made of the
  /// old sinter.toml, and finds the files that are gone.
  void compare_plans(const BuildRequest& request) {
    bool is_configured_anew = ranges::contains(changed_.present, "sinter.toml");
    if (changed_.configuration && !is_configured_anew && changed_.gone.empty()) return;
    std::expected<Plan, std::vector<Error>> then = changed_.configuration
                                                       ? make_plan_of(*changed_.configuration, changed_.gone, request)
                                                       : std::unexpected(std::vector<Error>());
    if (!then) return is_reached_.assign(is_reached_.size(), true);
    std::unordered_map<std::string_view, Digest> definitions;
    for (const Action& action : then->graph.actions) definitions[action.name] = definition(then->graph, action);
    for (std::size_t i = 0; i < graph_.actions.size(); ++i) {
      auto before = definitions.find(graph_.actions[i].name);
      if (before == definitions.end() || before->second != definition(graph_, graph_.actions[i])) is_reached_[i] = true;
    }
  }

  /// Actions follow what they need, so one pass finds all that a reached one makes new.
  void follow() {
    std::vector<bool> is_changed(graph_.files.size());
    for (std::size_t i = 0; i < graph_.files.size(); ++i) {
      is_changed[i] = !graph_.files[i].producer && paths_.contains(graph_.files[i].path);
    }
    for (std::uint32_t i = 0; i < graph_.actions.size(); ++i) {
      const Action& action = graph_.actions[i];
      is_reached_[i] = is_reached_[i] ||
                       ranges::any_of(action.needs, [&](ActionId id) { return is_reached_[id.index]; }) ||
                       ranges::any_of(action.inputs, [&](FileId id) { return is_changed[id.index]; }) ||
                       ranges::any_of(action.tools, [&](ToolId id) { return paths_.contains(graph_[id].path); }) ||
                       reads_changed(action, i);
    }
  }

  Reach result(const std::vector<ActionId>& selected) const {
    Reach reach{.file_count = static_cast<std::uint32_t>(changed_.present.size() + changed_.gone.size() +
                                                         paths_.outside_count())};
    std::vector<bool> is_needed(graph_.actions.size());
    for (ActionId id : selected) {
      if (!is_reached_[id.index]) continue;
      is_needed[id.index] = true;
      ++reach.reached_count;
    }
    for (std::size_t i = graph_.actions.size(); i-- > 0;) {
      if (!is_needed[i]) continue;
      for (ActionId id : graph_.actions[i].needs) is_needed[id.index] = true;
      reach.needed.push_back({static_cast<std::uint32_t>(i)});
    }
    std::reverse(reach.needed.begin(), reach.needed.end());
    return reach;
  }

 private:
  /// Through inputs that only a depfile tells of. Of an action that never ran here they are
  /// not known, so that any change may be one of them.
  bool reads_changed(const Action& action, std::uint32_t index) {
    if (action.depfile.empty()) return false;
    RecordView record;
    if (!state_.view(action.name, index, record)) {
      return !changed_.present.empty() || !changed_.gone.empty() || !changed_.outside.empty();
    }
    return ranges::any_of(record.discovered,
                          [&](const FileDigest& file) { return paths_.contains(state_.files.path(file.file)); });
  }

  const Graph& graph_;
  const BuildState& state_;
  const ChangedFiles& changed_;
  ChangedPaths paths_;
  std::vector<bool> is_reached_;
};

/// Takes out what builds write, where git is not told to ignore it.
void drop_written(const Graph& graph, ChangedFiles& changed) {
  std::unordered_set<std::string_view> sources, outputs;
  TreeNames trees;
  for (const File& file : graph.files) {
    (file.producer ? outputs : sources).insert(file.path);
    if (file.producer) trees.add(file.path);
  }
  std::erase_if(changed.present, [&](const std::string& path) {
    bool is_ours = path.starts_with(".sinter/") || path.starts_with("dist/");
    return outputs.contains(path) || !trees.above(path).empty() || (is_ours && !sources.contains(path));
  });
}

}  // namespace

Result<Reach> find_reach(const Plan& plan, const BuildState& state, const std::vector<ActionId>& selected,
                         const BuildRequest& request) {
  ChangedFiles changed = SINTER_TRY(changed_since(request.since, request.environment));
  drop_written(plan.graph, changed);
  ReachSearch search(plan, state, changed);
  search.compare_plans(request);
  search.follow();
  return search.result(selected);
}

}  // namespace sinter
