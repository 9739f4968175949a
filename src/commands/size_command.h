// `sinter size`: who owns every byte of a file.
#pragma once

#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

/// `profile`: whose build is meant where a module is named.
int run_size_command(SizeCommand command, const CommandLine& line, const std::string& profile,
                     TerminalReport& terminal);

}  // namespace sinter
