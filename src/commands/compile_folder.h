// `sinter find-sources` and `sinter compile-folder`: list what a pattern finds in a folder that a step has made, and
// compile what is in one of the lists.
#pragma once

#include "base/error.h"
#include "command_line.h"
#include "schedule/executor.h"

namespace sinter {

/// Deals the files out to `source_parts` lists; finding none is an error.
Result<void> run_stage(const FindSourcesCommand& command, const Environment& environment);

/// Writes an object for each file of the list, their names into a list for linkers, and one depfile for all.
/// What the compiler says goes to standard output. Stops at the first file that it refuses.
Result<void> run_stage(const CompileFolderCommand& command, const Environment& environment);

}  // namespace sinter
