// The actions that make a [binary.NAME]: its sources compiled and linked for each target.
#pragma once

#include <string>
#include <vector>

#include "config/project.h"
#include "graph/builder.h"

namespace sinter {

/// "dist/bin/x86_64-windows/acme.exe"
std::string program_path(const BinaryConfig& binary, Target target);

struct ProgramTools {
  Tool zig, sinter;
  std::vector<Tool> wasm_opt;  // and the libraries it loads; empty where nothing is optimised with it
};

/// Whether wasm-opt has the last word on what is linked: zig's linker leaves a quarter more.
bool wants_wasm_opt(const Project& project, const BinaryConfig& binary, Target target);

/// Compiles and links for one target with `zig c++`.
void add_program_actions(GraphBuilder& builder, const Project& project, const BinaryConfig& binary, Target target,
                         const ProgramTools& tools);

}  // namespace sinter
