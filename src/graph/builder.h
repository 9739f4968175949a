// Collects actions in any order and turns them into a checked Graph: every output has
// one maker, no action eats its own output, and nothing waits for itself.
#pragma once

#include <expected>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/tree_name.h"
#include "graph/graph.h"

namespace sinter {

/// An action as its author writes it: by paths and names instead of ids.
struct ActionRequest {
  std::string name;
  std::string verb;
  std::string goal;
  std::string goal_kind;
  bool is_goal = false;  // its name is that of a goal, too: one combination of a step
  Place place = {};
  std::vector<std::string> argv;
  std::string folder = ".";
  std::vector<std::string> environment = {};
  std::vector<std::string> secrets = {};
  std::vector<std::string> inputs = {};   // project paths, or absolute
  std::vector<std::string> outputs = {};  // project paths
  std::vector<std::string> needs = {};    // goals that must be done before
  std::vector<Tool> tools = {};
  std::vector<std::string> scratch = {};  // project paths and names of trees
  std::string depfile = {};
  std::string pool = {};
  std::optional<std::uint64_t> timeout_ns = {};
  std::uint32_t retries = 0;
  std::uint64_t backoff_ns = 0;
  bool discovers_needs = false;  // its depfile says which outputs of `needs` it reads; else all of them are inputs
  bool replaces_outputs = false;
  bool cache = true;
  bool is_test = false;
  bool names_path = false;
  bool is_interactive = false;
};

/// A goal whose `when` is false.
struct LeftOutGoal {
  std::string name;
  std::string kind;
  std::string left_out_by;
};

class GraphBuilder {
 public:
  void add(ActionRequest request) { drafts_.push_back({.request = std::move(request)}); }
  /// Adds what several ask for in words that differ in the name alone: the first counts.
  void add_shared(ActionRequest request) {
    if (shared_outputs_.insert(request.outputs.front()).second) add(std::move(request));
  }
  /// A goal that nothing has to be done for: what needs it goes on.
  void leave_out(const LeftOutGoal& goal) { left_out_.try_emplace(goal.name, goal); }
  void add_pool(Pool pool) { pools_.push_back(std::move(pool)); }

  /// From here on no action is added. All errors that can be told apart are reported,
  /// in the order of their places.
  std::expected<Graph, std::vector<Error>> finish() &&;

 private:
  /// An action until its place in the order is known. Ids of actions count drafts.
  struct Draft {
    ActionRequest request;
    std::vector<FileId> inputs = {};
    std::vector<FileId> outputs = {};
    std::vector<ActionId> after = {};
    std::vector<ActionId> needs = {};
    std::vector<ToolId> tools = {};
  };

  void read_whole_trees();
  void number_files_and_tools();
  FileId file_id(const std::string& path);
  ToolId tool_id(const Tool& tool);
  void check_outputs();
  void check_scratch();
  void check_above(const ActionRequest& request, const std::string& path);
  void connect();
  std::string file_between(ActionId reader, ActionId maker) const;
  void check_cycles();
  std::vector<ActionId> order() const;
  Graph freeze();

  std::vector<Draft> drafts_;
  std::set<std::string> shared_outputs_;
  std::map<std::string, LeftOutGoal> left_out_;
  std::vector<Pool> pools_;
  std::vector<std::optional<ActionId>> producers_;  // of each file
  std::unordered_map<std::string, FileId> files_by_path_;
  std::vector<Tool> tools_;
  /// By name and path: keys hold the name, so one action's must not reach another's.
  std::map<std::pair<std::string, std::string>, ToolId> tools_by_name_;
  std::map<std::string, std::vector<ActionId>, std::less<>> goals_;
  TreeNames trees_;
  std::vector<Error> errors_;
};

}  // namespace sinter
