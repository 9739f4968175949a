// `sinter release`: builds everything and puts what is to be published, with its checksums,
// into dist/release/VERSION. `--update` prepares that: the version and the changelog.
#pragma once

#include "build_request.h"
#include "command_line.h"
#include "report/terminal.h"

namespace sinter {

int release(const ReleaseCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal);

}  // namespace sinter
