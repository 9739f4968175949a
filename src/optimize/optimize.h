// Turns the module that the linker made into the one that is shipped: strips what only
// the build needs and runs wasm-opt for the goal.
//
// wasm-opt is not believed. It may end with exit code 0 and leave a truncated file (a
// full disk does that to version 108), so its output is read as strictly as any other
// module, must offer the same interface, and is shipped only if it is not larger than
// what went in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/project.h"

namespace sinter {

/// What becomes of function names and other debugging sections.
enum class DebugSections : std::uint8_t { strip, keep };

struct OptimizeRequest {
  std::string input_path;   // what the linker made
  std::string output_path;  // replaced in one step, and only when all went well
  Optimize goal = Optimize::size;
  std::vector<std::string> pipeline = {};  // flags of wasm-opt ("-O3") in the place of the goal's
  std::string wasm_opt;                    // the program; not run for the goal `none`
  std::vector<std::string> environment;    // of wasm-opt, all of it
  std::string scratch_folder;              // exists; nobody else writes in it meanwhile
  DebugSections debug_sections = DebugSections::strip;
  /// Side files (docs/side-files.md), written beside the output; "": none.
  std::string source_map_path;  // which source line each byte of the output came from
  std::string names_path;       // a wasm file of nothing but the section `name` of the output
  /// The imports a module may have, as "module.name"; absent: any.
  std::optional<std::vector<std::string>> imports_allowed;
};

/// What was shipped: wasm-opt's result, or the input, only stripped.
enum class Shipped : std::uint8_t { stripped, optimized };

struct OptimizeOutcome {
  Shipped shipped = Shipped::stripped;
  std::uint64_t input_bytes = 0;
  std::uint64_t stripped_bytes = 0;
  std::optional<std::uint64_t> optimized_bytes;  // of wasm-opt's result; absent when it did not run
  std::uint64_t output_bytes = 0;
  std::vector<std::string> command;  // as run; empty when nothing ran
  std::string tool_output;           // warnings of a run that succeeded
};

Result<OptimizeOutcome> optimize_wasm(const OptimizeRequest& request);

}  // namespace sinter
