#include "schedule/standing.h"

#include <map>

#include "base/ranges.h"
#include "base/tree_name.h"
#include "cache/key.h"

namespace sinter {
namespace {

class Search {
 public:
  Search(const Graph& graph, BuildState& state, const Environment& environment, const ProofBook* proofs)
      : graph_(graph), state_(state), proofs_(proofs), variables_(environment) {
    for (std::uint32_t i = 0; i < graph.files.size(); ++i) files_.push_back(state.files.intern(graph.files[i].path, i));
    makers_.resize(state.files.size());
    for (std::uint32_t i = 0; i < graph.files.size(); ++i) makers_[files_[i].index] = graph.files[i].producer;
    give_trees_to_makers();
    for (const Tool& tool : graph.tools) tools_.push_back(state.files.intern(tool.path));
  }

  /// Every file on which one of the actions depends, each once.
  std::vector<FileIndex> files_of(const std::vector<ActionId>& selected) {
    std::vector<bool> is_wanted(state_.files.size());
    auto want = [&](FileIndex file) { is_wanted[file.index] = true; };
    for (ActionId id : selected) {
      const Action& action = graph_[id];
      for (FileId input : action.inputs) want(files_[input.index]);
      for (FileId output : action.outputs) want(files_[output.index]);
      for (ToolId tool : action.tools) want(tools_[tool.index]);
      if (action.depfile.empty() || !state_.view(action.name, id.index, record_)) continue;
      for (const FileDigest& file : record_.discovered) want(file.file);
    }
    std::vector<FileIndex> wanted;
    for (std::uint32_t i = 0; i < is_wanted.size(); ++i) {
      if (is_wanted[i]) wanted.push_back({i});
    }
    return wanted;
  }

  bool stands(ActionId id) {
    const Action& action = graph_[id];
    return action.cache && state_.view(action.name, id.index, record_) && record_.command == action.command &&
           (proofs_ == nullptr || proofs_->holds(proven_thing(record_.key, action.scratch))) &&
           has_same_environment(action) && has_same_tools(action) && has_same_inputs(action) &&
           ranges::all_of(record_.discovered,
                          [&](const FileDigest& file) { return is_same(file) && is_final(file, id); }) &&
           ranges::all_of(record_.outputs, [&](const FileDigest& file) { return is_same(file); });
  }

  /// What it reads may be written by what runs before it, also unknown to us.
  void look_again(ActionId id) {
    for (FileId input : graph_[id].inputs) state_.files.forget(files_[input.index]);
    if (!state_.view(graph_[id].name, id.index, record_)) return;
    for (const FileDigest& file : record_.discovered) state_.files.forget(file.file);
  }

 private:
  void give_trees_to_makers() {
    TreeNames trees;
    for (const File& file : graph_.files) {
      if (file.producer) trees.add(file.path);
    }
    if (trees.empty()) return;
    for (std::uint32_t i = 0; i < makers_.size(); ++i) {
      std::string_view tree = trees.above(state_.files.path({i}));
      if (!tree.empty()) makers_[i] = makers_[state_.files.intern(tree).index];
    }
  }

  bool is_same(const FileDigest& file) const {
    const Digest* found = state_.files.found(file.file);
    return found != nullptr && *found == file.digest;
  }

  /// A source that became an output may have a reader that does not wait for it yet.
  bool is_final(const FileDigest& file, ActionId reader) const {
    std::optional<ActionId> maker = file.file.index < makers_.size() ? makers_[file.file.index] : std::nullopt;
    return !maker || waits_for(graph_, reader, *maker);
  }

  bool has_same_environment(const Action& action) {
    return ranges::equal(
        action.environment, record_.environment, [&](std::string_view name, const RecordView::Named& recorded) {
          return name == recorded.name && variables_.digest(counted_name(action, name)) == recorded.digest;
        });
  }

  bool has_same_tools(const Action& action) const {
    return ranges::equal(action.tools, record_.tools, [&](ToolId id, const RecordView::Named& recorded) {
      return graph_[id].name == recorded.name && recorded.digest != Digest{} &&
             is_same({tools_[id.index], recorded.digest});
    });
  }

  bool has_same_inputs(const Action& action) const {
    return ranges::equal(action.inputs, record_.inputs, [&](FileId id, const FileDigest& recorded) {
      return files_[id.index] == recorded.file && recorded.digest != Digest{} && is_same(recorded);
    });
  }

  const Graph& graph_;
  BuildState& state_;
  const ProofBook* proofs_;
  std::vector<FileIndex> files_;  // of the graph's files
  std::vector<FileIndex> tools_;
  std::vector<std::optional<ActionId>> makers_;  // of the files of the state
  CountedVariables variables_;
  RecordView record_;  // the one that is looked at; here to keep its memory
};

}  // namespace

Standing find_standing(const Graph& graph, const std::vector<ActionId>& selected, BuildState& state,
                       const Environment& environment, const ProofBook* proofs, std::uint32_t thread_count) {
  Search search(graph, state, environment, proofs);
  state.files.survey(search.files_of(selected), thread_count);
  Standing standing;
  std::vector<bool> is_pending(graph.actions.size());
  std::vector<ActionId> waiting;
  for (ActionId id : selected) {
    bool waits = ranges::any_of(graph[id].needs, [&](ActionId needed) { return is_pending[needed.index]; });
    is_pending[id.index] = waits || !search.stands(id);
    (is_pending[id.index] ? standing.pending : standing.unchanged).push_back(id);
    if (waits) waiting.push_back(id);
  }
  // Only now: others read the same files, and stand.
  for (ActionId id : waiting) search.look_again(id);
  return standing;
}

}  // namespace sinter
