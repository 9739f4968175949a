// The stages of a build in the order in which they happen: configuration, plan, state,
// schedule, report. Whoever reads build() sees everything that flows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/event.h"
#include "build_request.h"
#include "cache/state.h"
#include "graph/plan.h"
#include "report/build_report.h"
#include "report/terminal.h"

namespace sinter {

/// Where is kept what has passed the checks of builds, and which of them this request wants.
inline constexpr std::string_view proofs_path = ".sinter/checked";
std::vector<std::string> wanted_checks(const BuildRequest& request);

/// What earlier builds made and this plan no longer makes, unless somebody has changed it
/// since. The state forgets the actions that made it.
std::vector<FileIndex> find_orphans(BuildState& state, const Plan& plan);

/// One build, and what it knew when it ended.
struct Built {
  int exit_code = 0;
  std::optional<Plan> plan;  // nothing when the project could not be planned
  BuildState state;
  std::set<std::string> overtaken;  // files that changed while an action ran that reads them
  Recorder recorder;
};

/// One build in the working folder, for whoever goes on from what it knew.
std::unique_ptr<Built> build_once(const BuildRequest& request, EventSink& events, TerminalReport& terminal);
/// The same, with its times in a file where the request names one.
std::unique_ptr<Built> build_traced(const BuildRequest& request, EventSink& events, TerminalReport& terminal);

/// Builds in the working folder, which is the project's. Tells `events` what happens and
/// `terminal` what people should read at the end; returns the exit code.
int build(const BuildRequest& request, EventSink& events, TerminalReport& terminal);

}  // namespace sinter
