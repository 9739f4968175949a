// A look at the program of a [binary.NAME] after it is linked: whether its file is what
// its target wants, and within its budget.
#pragma once

#include "base/error.h"
#include "command_line.h"
#include "os/environment.h"

namespace sinter {

/// Refuses a file of another format, for another processor, or that needs what its target
/// does not have; then holds the budgets, and writes what it found as JSON
/// (docs/binaries.md).
Result<void> run_stage(const CheckProgramCommand& command, const Environment& environment);

}  // namespace sinter
