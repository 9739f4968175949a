// `build --watch`: a build, and another one whenever something changes that it read.
// Between builds the project is not locked, and nothing is kept running.
#pragma once

#include "base/event.h"
#include "build_request.h"
#include "report/terminal.h"

namespace sinter {

/// Builds, and builds again on changes, until Ctrl-C. Returns the exit code: 130, or that
/// of the error that made watching impossible.
int watch(const BuildRequest& request, EventSink& events, TerminalReport& terminal);

}  // namespace sinter
