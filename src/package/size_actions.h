// Measuring as actions: what a build makes is measured, remembered under a name, and held
// to its budget (docs/size.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/project.h"
#include "graph/builder.h"
#include "graph/plan.h"

namespace sinter {

/// Adds measuring of one wasm file of a module.
void add_size_action(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const ShippedWasm& wasm,
                     const Tool& sinter);

/// Adds measuring of what steps make, where they have a budget.
void add_step_size_actions(GraphBuilder& builder, const Project& project, const Tool& sinter);

/// The arguments of the budget, and of the name under which builds are remembered.
void append_budget(std::vector<std::string>& argv, const Project& project, const Budget& budget,
                   const std::string& name);

/// A file, or a package, that a build measures; as the arguments of its action say it.
struct MeasuredGoal {
  ActionId action;
  std::string goal;
  std::string name;                  // "production/text/simd"
  std::string path;                  // of the file, or the folder of the package
  std::string sizes_path;            // JSON of `sinter size`
  std::vector<std::string> budgets;  // "brotli=9216"
};

std::vector<MeasuredGoal> measured_goals(const Graph& graph);

/// Where the side files of a shipped wasm file are: beside what it was made from, as nothing of that is packed.
std::string names_path(const ShippedWasm& wasm);
std::string map_path(const ShippedWasm& wasm);

}  // namespace sinter
