// `sinter run STEP`: builds what a step needs, then runs it. An interactive step runs on the
// terminal, without the project's lock, so that other builds may go on beside it.
#pragma once

#include <string>
#include <vector>

#include "base/event.h"
#include "build_request.h"
#include "report/terminal.h"

namespace sinter {

/// `arguments` are added to the command of an interactive step; other steps take none.
/// Returns the exit code.
int run_step(BuildRequest request, const std::string& step, const std::vector<std::string>& arguments,
             EventSink& events, TerminalReport& terminal);

}  // namespace sinter
