// Finds the side files of a wasm file (docs/side-files.md): the names and source lines
// that were taken out of what ships.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "wasm/names.h"

namespace sinter {

struct SideFiles {
  std::string names;            // a wasm file with a section `name`; empty without one
  std::string source_map_path;  // "" without a map; it is large, and few ask for it
};

struct SidePaths {
  std::string names;  // "": there is none
  std::string source_map;
};

/// Those of these paths; "": none. What should hold names and is no wasm file is refused.
Result<SideFiles> read_side_files(const std::string& names_path, const std::string& source_map_path);

/// Those beside `path` (PATH.names, PATH.map); else, if a build of the project in the
/// current folder shipped exactly `bytes` under that name, those of that build.
SidePaths side_paths(const std::string& path, std::string_view bytes);
/// The same, read.
Result<SideFiles> find_side_files(const std::string& path, std::string_view bytes);

/// A wasm file that a build of the project in the current folder shipped.
struct BuiltModule {
  std::string path;                   // "" when that variant was not built
  std::string name;                   // "text/simd"
  std::vector<std::string> variants;  // all that were built, the best first
};

/// `goal`: "text", which is its best variant, or "text/baseline".
BuiltModule built_module(std::string_view goal, const std::string& profile);

/// The names of all modules that were built.
std::vector<std::string> built_modules(const std::string& profile);

/// What `side` calls the things of `module`, whose own names win. Views into both.
wasm::Names names_of(const wasm::Module& module, const SideFiles& side);

}  // namespace sinter
