// `sinter bench`: builds what is measured, measures it by turns with what it is compared
// with, says what came out, and remembers it.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

// They work in the project's folder and return the exit code.

int bench(const BenchCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal);
int show_bench_history(const BenchHistoryCommand& command, const BuildRequest& request, bool is_json,
                       TerminalReport& terminal);

}  // namespace sinter
