#include "package/size_actions.h"

#include <algorithm>

#include "base/path.h"
#include "base/ranges.h"

namespace sinter {
namespace {

void append_limit(std::vector<std::string>& argv, std::string_view kind, const std::optional<std::uint64_t>& bytes) {
  if (bytes) argv.insert(argv.end(), {"--budget", std::string(kind) + "=" + std::to_string(*bytes)});
}

bool is_empty(const Budget& budget) { return !budget.raw_bytes && !budget.gzip_bytes && !budget.brotli_bytes; }

/// "bin/tool" as one name of a file.
std::string flat(std::string path) {
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

std::string side_stem(const ShippedWasm& wasm) {
  return parent_path(wasm.linked_path) + "/" + std::string(file_name(wasm.path));
}

}  // namespace

std::string names_path(const ShippedWasm& wasm) { return side_stem(wasm) + ".names"; }
std::string map_path(const ShippedWasm& wasm) { return side_stem(wasm) + ".map"; }

void append_budget(std::vector<std::string>& argv, const Project& project, const Budget& budget,
                   const std::string& name) {
  // A budget is for what ships: names and lines for the debugger are not counted against it.
  if (!project.profile.debug && project.profile.holds_budgets) {
    append_limit(argv, "raw", budget.raw_bytes);
    append_limit(argv, "gzip", budget.gzip_bytes);
    append_limit(argv, "brotli", budget.brotli_bytes);
  }
  argv.insert(argv.end(), {"--baseline", project.profile.name + "/" + name});
}

void add_size_action(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const ShippedWasm& wasm,
                     const Tool& sinter) {
  ActionRequest action{.name = module.name + "/" + wasm.variant + ": size",
                       .verb = "size",
                       .goal = module.name,
                       .goal_kind = "module",
                       .place = module.place};
  std::string names = names_path(wasm);
  action.argv = {
      sinter.name, "size", wasm.path, "--compressed",  "--before", wasm.linked_path,
      "--format",  "json", "-o",      wasm.sizes_path, "--names",  names};  // a budget that is not held names functions
  append_budget(action.argv, project, module.budget, module.name + "/" + wasm.variant);
  action.inputs = {wasm.path, wasm.linked_path, names};
  action.outputs = {wasm.sizes_path};
  action.tools = {sinter};
  builder.add(std::move(action));
}

void add_step_size_actions(GraphBuilder& builder, const Project& project, const Tool& sinter) {
  for (const StepConfig& step : project.steps) {
    if (step.is_left_out || step.is_interactive || is_empty(step.budget)) continue;
    for (const std::string& output : step.outputs) {
      ActionRequest action{.name = step.name + ": size of " + output,
                           .verb = "size",
                           .goal = step.goal,
                           .goal_kind = "step",
                           .place = step.place};
      std::string sizes_path =
          ".sinter/build/" + project.profile.name + "/" + step.goal + "/sizes/" + flat(output) + ".json";
      action.argv = {sinter.name, "size", output, "--format", "json", "-o", sizes_path};
      append_budget(action.argv, project, step.budget, step.goal + "/" + output);
      action.inputs = {output};
      action.outputs = {std::move(sizes_path)};
      action.tools = {sinter};
      action.is_test = step.is_test;
      builder.add(std::move(action));
    }
  }
}

std::vector<MeasuredGoal> measured_goals(const Graph& graph) {
  std::vector<MeasuredGoal> goals;
  for (std::uint32_t index = 0; index < graph.actions.size(); ++index) {
    const Action& action = graph.actions[index];
    bool is_ours = action.verb == "size" || action.verb == "package" || action.verb == "check";
    if (!is_ours) continue;
    MeasuredGoal goal{.action = ActionId{index}, .goal = std::string(action.goal), .path = "", .budgets = {}};
    bool is_package = action.verb == "package";
    if (action.argv.size() > 2 && !is_package) goal.path = action.argv[2];
    for (std::size_t i = 0; i + 1 < action.argv.size(); ++i) {
      std::string value(action.argv[i + 1]);
      if (action.argv[i] == "--baseline") goal.name = std::move(value);
      else if (action.argv[i] == "--budget") goal.budgets.push_back(std::move(value));
      else if (action.argv[i] == (is_package ? "--sizes-output" : "-o")) goal.sizes_path = std::move(value);
      else if (action.argv[i] == "-o") goal.path = std::move(value);
    }
    if (!goal.name.empty()) goals.push_back(std::move(goal));
  }
  return goals;
}

}  // namespace sinter
