// `sinter clean`: takes back exactly what builds made, by what the state recorded. A file
// whose content is not the recorded one was changed by somebody and stays, and so does
// everything that no build recorded, whatever folder it lies in.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

/// Works in the project's folder and returns the exit code. Without goals it takes back
/// what every profile's builds made, and sinter's own files below .sinter; with goals what
/// their actions made in the profile of the request.
int clean(const CleanCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal);

}  // namespace sinter
