// `sinter compile-folder`: compiles what a pattern finds in a folder that a step has made.
#pragma once

#include "base/error.h"
#include "command_line.h"
#include "schedule/executor.h"

namespace sinter {

/// Writes an object for each file, their names into a list for linkers, and one depfile for all.
/// What the compiler says goes to standard output. Stops at the first file that it refuses.
Result<void> run_stage(const CompileFolderCommand& command, const Environment& environment);

}  // namespace sinter
