// The actions that make a [binary.NAME]: its sources compiled and linked for each target.
#pragma once

#include <string>

#include "config/project.h"
#include "graph/builder.h"

namespace sinter {

/// "dist/bin/x86_64-windows/acme.exe"
std::string program_path(const BinaryConfig& binary, Target target);

/// Compiles and links for one target with `zig c++`.
void add_program_actions(GraphBuilder& builder, const Project& project, const BinaryConfig& binary, Target target,
                         const Tool& zig, const Tool& sinter);

}  // namespace sinter
