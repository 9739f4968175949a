// Builds one wasm file with the build tool of another language: cargo or go. The tool
// brings its own compiler, linker and standard library; what comes back is a linked.wasm
// like any other, and a depfile of what was read.
//
// Those tools trust timestamps or caches of their own. Whatever they keep lies below the
// scratch folder, and what could be stale in it is thrown away before each build: that we
// are here at all means that something has changed.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "config/project.h"

namespace sinter {

struct LanguageBuild {
  Toolset toolset = Toolset::cargo;
  std::string folder;  // of the package: a project path
  Variant variant = Variant::baseline;
  Optimize optimize = Optimize::size;
  bool lto = false;
  bool debug = false;
  std::vector<std::string> flags;  // of the project: further arguments for the compiler
  std::string output;              // the wasm file
  std::string depfile;
  std::string scratch_folder;            // kept between builds, used by this one only
  std::vector<std::string> environment;  // "NAME=value", with PATH
};

/// Runs in the project's folder. Returns what the tool said though it succeeded: warnings.
Result<std::string> build_language(const LanguageBuild& request);

/// The name by which sinter.toml and the command line choose it: "rust", "go".
std::string_view toolset_name(Toolset toolset);

}  // namespace sinter
