// A module in another language as actions: one for each variant, which makes linked.wasm;
// from there on it is like any other (package/ship_actions.h).
#pragma once

#include <string>
#include <vector>

#include "config/project.h"
#include "graph/builder.h"
#include "languages/foreign_tools.h"

namespace sinter {

/// `tools` are those of the module's toolset.
void add_language_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module, const Tool& sinter,
                          const ForeignTools& tools);

}  // namespace sinter
