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
#include "cache/state.h"
#include "graph/plan.h"
#include "report/build_report.h"
#include "report/terminal.h"
#include "schedule/executor.h"

namespace sinter {

/// What a person asked for, and what of the machine a build may look at.
struct BuildRequest {
  std::string profile;
  std::string profile_from = {};   // who chose it: "--profile", "variable SINTER_PROFILE", "default"
  std::vector<std::string> goals;  // all when empty
  Purpose purpose = Purpose::build;
  std::uint32_t slots = 1;
  AfterFailure after_failure = AfterFailure::stop;
  bool is_strict = false;           // actions may use only what they declare
  bool checks_determinism = false;  // actions run twice and make the same bytes
  Environment environment;
  std::string since;           // a revision of git: only what differs from it, and what that reaches; "" for everything
  bool is_explained = false;   // tell of every action that does something what changed
  std::string trace_path;      // "" for no trace
  std::string given_in = ".";  // the folder in which the command was given, absolute: its paths are relative to it
};

/// The folder of the nearest sinter.toml, from `folder` upwards.
Result<std::string> find_project(const std::string& folder);

enum class KeepPlan : std::uint8_t { yes, no };

/// The plan of the project in the working folder: the kept one, if nothing that it was
/// made from has changed, else a new one, which is kept if wanted.
std::expected<Plan, std::vector<Error>> make_plan(const BuildRequest& request, KeepPlan keep);

/// The plan that `text` as sinter.toml would give if those files were there as well.
std::expected<Plan, std::vector<Error>> make_plan_of(std::string text, std::vector<std::string> also_there,
                                                     const BuildRequest& request);

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
