// The commands that look and change nothing: the graph, and why actions run. They take no
// lock, so they answer while a build runs.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

/// Each works in the project's folder and returns the exit code; errors are events, too, if
/// `is_json`.
int show_config(const ConfigCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal);
int show_explanation(const ExplainCommand& command, const BuildRequest& request, bool is_json,
                     TerminalReport& terminal);
int show_graph(const GraphCommand& command, BuildRequest request, bool is_json, TerminalReport& terminal);

}  // namespace sinter
