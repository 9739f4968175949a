// Finds the build tools of other languages in PATH. There may be several of one name, and
// the first is often one that cannot build wasm; every one is looked at, and if none will
// do, the error says what each lacks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "graph/graph.h"

namespace sinter {

inline constexpr std::uint32_t go_minor_version_min = 24;  // //go:wasmexport and -buildmode=c-shared
inline constexpr std::string_view rust_wasm_target = "wasm32-unknown-unknown";  // no WASI: an npm package has no system

/// The programs of one language. All of them belong to the key of what they build.
struct ForeignTools {
  Tool build_tool;           // cargo, go
  Tool compiler;             // rustc; for Go the same as build_tool
  std::vector<Tool> others;  // what those two are made of: libraries, the linker, the standard library
};

/// The files of those programs.
std::vector<std::string> tool_paths(const ForeignTools& tools);

Result<ForeignTools> find_rust(const std::string& search_path, const std::vector<std::string>& environment);
Result<ForeignTools> find_go(const std::string& search_path, const std::vector<std::string>& environment);

/// What a Go installation compiles with, by the values of GOROOT and GOTOOLDIR.
std::vector<Tool> go_parts(const std::string& root, const std::string& tool_folder);

}  // namespace sinter
