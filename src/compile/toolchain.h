// The compilers that modules need, found once at planning time. Paths are derived from
// where clang lies; it is asked only when LLVM is not around it.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "graph/graph.h"

namespace sinter {

inline constexpr std::uint32_t clang_version_min = 22;  // file-scope asm((constexpr text))

struct Toolchain {
  Tool clang;    // C
  Tool clangxx;  // C++
  Tool wasm_ld;
  Tool llvm_ar;
  Tool wasm_opt;
  Tool native_ld;
  std::vector<Tool> libraries;   // shared libraries that hold what those programs do
  std::string wasm_cxx_include;  // libc++ for wasm32
  std::string wasm_c_include;    // wasi-libc
  std::string wasm_library;      // folder of libc.a, libc++.a
  std::string wasm_builtins;     // compiler-rt for wasm32
};

/// Looks in `search_path` (the value of PATH). Every part that is missing is an error
/// with the package that has it.
std::expected<Toolchain, std::vector<Error>> find_toolchain(const std::string& search_path);

/// Libraries hold most of LLVM, Binaryen and Rust: their programs are a few kilobytes that
/// call them, so a fingerprint of a program alone would not notice another compiler.
std::vector<Tool> shared_libraries(const std::vector<Tool>& programs);

/// The program `name` as a tool; an error with `next` when it is not in `search_path`.
Result<Tool> find_tool(const std::string& name, const std::string& search_path, std::string next);

}  // namespace sinter
