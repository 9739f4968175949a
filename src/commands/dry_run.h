// `build --dry-run`: what would run and why, for who wants to know before. Takes no lock and
// touches nothing, neither in the project nor in the cache.
#pragma once

#include "base/event.h"
#include "build_request.h"
#include "cache/state.h"
#include "graph/plan.h"
#include "report/terminal.h"

namespace sinter {

/// Tells `events` what a build of this request would do; returns the exit code: 0 unless
/// something would plainly fail.
int dry_run(const BuildRequest& request, EventSink& events, TerminalReport& terminal);

/// What is known of files that the tool writes itself before it builds: the SDK.
void assume_sdk(const Plan& plan, BuildState& state);

}  // namespace sinter
