// `sinter verify`: whether what is there is what the last build made, and good: every
// artifact exists and has its recorded digest, every wasm file loads, exports what its
// manifest says, imports nothing, and holds its budget. Changes nothing.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "graph/plan.h"
#include "report/project_report.h"
#include "report/terminal.h"

namespace sinter {

/// The same of a plan at hand; an error only for a goal that there is not.
Result<VerifiedProject> verify_plan(const Plan& plan, const std::vector<std::string>& goals,
                                    const std::string& profile);

/// Works in the project's folder and returns the exit code: 1 if anything is wrong.
int verify(const VerifyCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal);

}  // namespace sinter
