// `sinter size`: who owns every byte of a file.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "command_line.h"
#include "report/terminal.h"
#include "size/advice.h"

namespace sinter {

/// What would make that file smaller, as `--advice` says it.
Result<std::vector<Advice>> advice_of_file(const std::string& path);

/// `profile`: whose build is meant where a module is named.
int run_size_command(SizeCommand command, const CommandLine& line, const std::string& profile,
                     TerminalReport& terminal);

}  // namespace sinter
