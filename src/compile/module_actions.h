// A module of C and C++ as actions. For every variant:
//
//   source.cc --compile--> source.o --archive--> libM.a  (for modules that use this one)
//   objects + used archives + libsinter.a --link--> linked.wasm
//
// before that, where the module names one and no other with the same flags did,
//
//   header.h --precompile--> header.pch
//
// and once for this machine, if the project has tests: native objects and dist/native/libM.a.
#pragma once

#include <string>
#include <vector>

#include "compile/toolchain.h"
#include "config/project.h"
#include "graph/builder.h"

namespace sinter {

/// Where the files of a build lie; every path is a project path.
std::string module_folder(const Project& project, const ModuleConfig& module);
std::string variant_folder(const Project& project, const ModuleConfig& module, Variant variant);
std::string linked_wasm_path(const Project& project, const ModuleConfig& module, Variant variant);
/// What is shipped lies together, ready to be loaded: "text.simd.wasm", "text.mjs", …
std::string shipped_folder(const Project& project, const ModuleConfig& module);
std::string shipped_wasm_path(const Project& project, const ModuleConfig& module, Variant variant);

/// Adds libsinter.a for each variant that a module has: the allocator and the start-up code
/// of wasm modules. As an archive, so that a module with an allocator of its own gets that.
void add_sdk_actions(GraphBuilder& builder, const Project& project, const Toolchain& tools);

/// Adds the actions up to linked.wasm of each variant, and the native library.
void add_compile_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                         const Toolchain& tools, const Tool& sinter);

/// Adds the native programs of the module's tests and vectors, and the actions that run
/// them. Nothing for a module without.
void add_native_test_actions(GraphBuilder& builder, const Project& project, const ModuleConfig& module,
                             const Toolchain& tools, const Tool& sinter);

}  // namespace sinter
