// The commands that look and change nothing: the graph, and why actions run. They take no
// lock, so they answer while a build runs.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

/// Each works in the project's folder and returns the exit code.
int show_config(const ConfigCommand& command, const BuildRequest& request, TerminalReport& terminal);
int show_explanation(const ExplainCommand& command, const BuildRequest& request, TerminalReport& terminal);
int show_graph(const GraphCommand& command, BuildRequest request, TerminalReport& terminal);

}  // namespace sinter
