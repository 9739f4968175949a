// `sinter init`: a new project from one of the starters, and what to do with it next.
#pragma once

#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

int run_init_command(const InitCommand& command, const CommandLine& line, TerminalReport& terminal);

}  // namespace sinter
