// `sinter test --differential MODULE`: builds the module and runs its tests, then gives all of
// its implementations (native, each variant, twin, host) the same arguments for a while.
#pragma once

#include "base/event.h"
#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

/// Returns the exit code; an error when implementations differ.
int compare_implementations(const DifferentialCommand& command, BuildRequest request, EventSink& events,
                            TerminalReport& terminal);

}  // namespace sinter
