// Steps of sinter.toml as actions.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "config/project.h"
#include "graph/builder.h"

namespace sinter {

/// Adds one action for every step. The program of each step is looked up in
/// `search_path` (the value of PATH); one that is missing is an error with its place, and
/// one in the project is an input, also when another step makes it.
std::vector<Error> add_step_actions(GraphBuilder& builder, const Project& project, const std::string& search_path);

}  // namespace sinter
