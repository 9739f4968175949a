// `sinter size history` and `sinter size --update`: what builds remember of sizes, and the
// budgets that would hold what is there now.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

// They work in the project's folder and return the exit code.

int show_size_history(const SizeHistoryCommand& command, const BuildRequest& request, bool is_json,
                      TerminalReport& terminal);

/// Writes sinter.sizes, and says which budgets sinter.toml would need.
int update_sizes(const SizeUpdateCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal);

}  // namespace sinter
