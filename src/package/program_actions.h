// What follows when a program of a [binary.NAME] is linked: it is checked against its
// target and its budget, and tried in `sinter test`.
#pragma once

#include "config/project.h"
#include "graph/builder.h"
#include "graph/plan.h"

namespace sinter {

/// `search_path`, the value of PATH: where emulators are looked for.
ShippedProgram add_program_checks(GraphBuilder& builder, const Project& project, const BinaryConfig& binary,
                                  Target target, const Tool& sinter, const std::string& search_path);

}  // namespace sinter
