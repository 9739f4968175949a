// `sinter cache stats`, `gc` and `verify`: inside a project they look after the cache that
// it uses, elsewhere after the user's.
#pragma once

#include "command_line.h"
#include "report/terminal.h"
#include "schedule/executor.h"

namespace sinter {

/// Returns the exit code. `profile` is the one a build would have.
int run_cache_command(const CacheCommand& command, const CommandLine& line, const std::string& profile,
                      const Environment& environment, TerminalReport& terminal);

}  // namespace sinter
