// `sinter size GOAL --compare-profiles`: what a module or binary is made of when it is built
// for debugging, for release, and for release with optimising across files.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

/// Builds in the project's folder, the profile of `request` last: what is in `dist` then is
/// what `sinter build` makes. Returns the exit code.
int compare_profiles(const CompareProfilesCommand& command, const BuildRequest& request, bool is_json,
                     TerminalReport& terminal);

}  // namespace sinter
