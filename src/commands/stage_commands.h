// The stages that can be run by hand on files; a build runs them through these too.
#pragma once

#include "base/error.h"
#include "command_line.h"
#include "schedule/executor.h"

namespace sinter {

Result<void> run_stage(const CompileCommand& command, const Environment& environment);
Result<void> run_stage(const ChooseCommand& command, const Environment& environment);
Result<void> run_stage(const OptimizeCommand& command, const Environment& environment);
Result<void> run_stage(const BindCommand& command, const Environment& environment);
Result<void> run_stage(const ComponentCommand& command, const Environment& environment);
Result<void> run_stage(const PackageNpmCommand& command, const Environment& environment);

}  // namespace sinter
