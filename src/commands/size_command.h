// `sinter size`: who owns every byte of a file.
#pragma once

#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

int run_size_command(SizeCommand command, const CommandLine& line, TerminalReport& terminal);

}  // namespace sinter
