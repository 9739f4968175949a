// `sinter ci`: writes the workflows, or says how those that are there differ.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

/// Works in the project's folder and returns the exit code.
int write_workflows(const CiCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal);

}  // namespace sinter
