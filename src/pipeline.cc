#include "pipeline.h"

#include <algorithm>
#include <expected>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "build_session.h"
#include "cache/cache.h"
#include "cache/upkeep.h"
#include "compile/sdk.h"
#include "insight/explanation.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/machine.h"
#include "planning.h"
#include "reach.h"
#include "remember_sizes.h"
#include "report/build_report.h"
#include "report/masking.h"
#include "report/summary_table.h"
#include "report/trace.h"
#include "schedule/run_loop.h"
#include "schedule/strict_check.h"

namespace sinter {
namespace {

/// For every action of the graph; only those that are pending are asked for.
std::vector<std::uint64_t> expected_durations(const Graph& graph, const std::vector<ActionId>& pending,
                                              const BuildState& state) {
  std::vector<std::uint64_t> expected(graph.actions.size());
  RecordView record;
  for (ActionId id : pending) {
    if (state.view(graph[id].name, id.index, record)) expected[id.index] = record.duration_ns;
  }
  return expected;
}

/// Removes what earlier builds made and this plan no longer makes.
Result<void> remove_orphans(BuildState& state, const Plan& plan) {
  for (FileIndex orphan : find_orphans(state, plan)) {
    std::string path(state.files.path(orphan));
    SINTER_TRY(remove_file(path));
    state.files.forget(orphan);
    for (std::string folder = parent_path(path); folder != "." && remove_folder_if_empty(folder);) {
      folder = parent_path(folder);
    }
  }
  return {};
}

/// What is done beside running actions, from the first to the last.
struct Checks {
  const SecretForms* secrets = nullptr;
  std::optional<StrictCheck> strict;
  std::optional<RepeatCheck> repeat;
  std::optional<ProofBook> proofs;

  RunChecks wanted() {
    return {.strict = strict ? &*strict : nullptr, .repeat = repeat ? &*repeat : nullptr, .secrets = secrets};
  }
  Result<void> save() const { return proofs ? proofs->save() : Result<void>(); }
};

Result<Checks> start_checks(const Graph& graph, const BuildRequest& request, EventSink& events) {
  Checks checks;
  if (request.is_strict) checks.strict = SINTER_TRY(StrictCheck::start(graph, request.environment, events));
  if (request.checks_determinism) checks.repeat = SINTER_TRY(RepeatCheck::start(graph));
  std::vector<std::string> names = wanted_checks(request);
  if (!names.empty()) checks.proofs = ProofBook::load(std::string(proofs_path), std::move(names));
  return checks;
}

/// Tells how long each of our own stages took.
class StageClock {
 public:
  explicit StageClock(EventSink& events) : events_(&events), started_ns_(monotonic_ns()), since_ns_(started_ns_) {}
  std::uint64_t started_ns() const { return started_ns_; }
  void stage_done(std::string_view name) {
    std::uint64_t now = monotonic_ns();
    events_->stage({name, since_ns_, now});
    since_ns_ = now;
  }
  /// What happened since was told by who did it.
  void skip() { since_ns_ = monotonic_ns(); }

 private:
  EventSink* events_;
  std::uint64_t started_ns_;
  std::uint64_t since_ns_;
};

/// Who is told what happens.
struct Listeners {
  EventSink& events;
  TerminalReport& terminal;
  StageClock& clock;
};

/// Keeps of `selected` only what a change since the wanted revision reaches.
Result<void> select_reached(std::vector<ActionId>& selected, const Plan& plan, BuildState& state,
                            const BuildRequest& request, EventSink& events) {
  Reach reach = SINTER_TRY(find_reach(plan, state, selected, request));
  events.accept(ReachFound{.revision = request.since,
                           .file_count = reach.file_count,
                           .reached = reach.reached_count,
                           .selected = static_cast<std::uint32_t>(selected.size())});
  selected = std::move(reach.needed);
  return {};
}

/// What is going to be built, and what takes no part in it.
void tell_start(const Plan& plan, const BuildRequest& request, std::size_t action_count, EventSink& events) {
  events.accept(BuildStarted{.project = plan.project,
                             .profile = plan.profile,
                             .action_count = static_cast<std::uint32_t>(action_count),
                             .slots = request.slots});
  for (const Goal& goal : plan.graph.goals) {
    bool is_named = ranges::contains(request.goals, goal.name);
    if (goal.left_out_by.empty() || (!is_named && !request.goals.empty())) continue;
    events.accept(
        StepLeftOut{.step = std::string(goal.name), .when = std::string(goal.left_out_by), .is_named = is_named});
  }
}

/// Trims the cache to its size, and tells of damage that was found in it. What goes wrong
/// here only costs later builds time.
void settle_cache(const Cache& cache, const Plan& plan, EventSink& events) {
  auto trimmed = trim_after_build(cache, plan.cache_size_bytes, wall_clock_ns());
  if (!trimmed) events.accept(Notice{std::move(trimmed.error()).during("trimming the cache to its size")});
  if (cache.damage_count() == 0) return;
  events.accept(Notice{{.code = Code::cache_corrupt,
                        .what = count_of(cache.damage_count(), "damaged cache entry") + " removed",
                        .where = {cache.folder()},
                        .why = {"the content did not match its digest; what it held was made again"},
                        .next = "if this happens often, check that disk"}});
}

BuildFinished finished(const BuildSummary& summary, std::uint64_t started_ns) {
  return {.ok = summary.ok(),
          .is_interrupted = summary.is_interrupted,
          .ran = summary.ran,
          .restored = summary.restored,
          .unchanged = summary.unchanged,
          .failed = summary.failed,
          .skipped = summary.skipped,
          .cancelled = summary.cancelled,
          .duration_ns = monotonic_ns() - started_ns};
}

/// What a person reads at the end, and build-report.json.
Result<void> report(const Built& built, const BuildSummary& summary, const BuildRequest& request,
                    TerminalReport& terminal) {
  std::vector<MeasuredWasm> measured = read_measurements(*built.plan);
  if (request.purpose == Purpose::test) {
    terminal.print(test_line(*built.plan, built.recorder));
  } else if (summary.ok()) {
    terminal.print_result(summary_table(measured, *built.plan, built.recorder, terminal.result_columns()));
  }
  return write_build_report(*built.plan, built.recorder, measured, request.environment);
}

/// The stages from the plan to the report. Returns the exit code.
Result<int> build_planned(Built& built, const BuildSession& session, const BuildRequest& request,
                          const Listeners& listeners) {
  // From here on no action is added.
  const Plan& plan = *built.plan;
  const Graph& graph = plan.graph;
  std::vector<ActionId> selected = SINTER_TRY(select_actions(graph, request.goals, request.purpose));
  if (plan.needs_sdk) SINTER_TRY(write_sdk());
  listeners.clock.stage_done("plan");

  SecretForms secrets;
  std::vector<Error> too_short = add_secrets(secrets, graph, request.environment);
  HistoryRecorder history;
  Tee recorders({&listeners.events, &built.recorder, &history});
  MaskingSink masking(secrets, recorders);
  std::optional<History> earlier;
  std::optional<Explainer> explainer;
  if (request.is_explained) {
    earlier.emplace(read_history(request.profile));
    explainer.emplace(graph, *earlier, request.environment, secrets, masking);
  }
  EventSink& events = explainer ? static_cast<EventSink&>(*explainer) : masking;
  for (Error& error : too_short) events.accept(Notice{std::move(error)});

  BuildState& state = built.state = session.load_state(request.profile, events);
  std::optional<Cache> cache = session.open_cache(plan.cache_folder, events);
  Cache* usable_cache = cache ? &*cache : nullptr;
  listeners.clock.stage_done("state");

  session.clear_leftovers(graph, usable_cache);
  SINTER_TRY(remove_orphans(state, plan));
  if (!request.since.empty()) SINTER_TRY(select_reached(selected, plan, state, request, events));
  Checks checks = SINTER_TRY(start_checks(graph, request, events));
  checks.secrets = &secrets;
  tell_start(plan, request, selected.size(), events);
  listeners.clock.stage_done("prepare");

  Executor executor(graph, state, usable_cache, request.environment, events);
  ProofBook* proofs = checks.proofs ? &*checks.proofs : nullptr;
  if (proofs != nullptr) executor.require(*proofs);
  Standing standing = find_standing(graph, selected, state, request.environment, proofs, processor_count());
  listeners.clock.stage_done("survey");
  Result<BuildSummary> ran = run_actions(graph, standing, expected_durations(graph, standing.pending, state),
                                         {request.slots, request.after_failure}, checks.wanted(), executor, events);
  built.overtaken = executor.overtaken();
  BuildSummary summary = SINTER_TRY(std::move(ran));
  listeners.clock.skip();

  if (Result<void> saved = checks.save(); !saved) events.accept(Notice{std::move(saved.error())});
  // Before the state, which then names nothing that a crash of the machine could take away.
  if (cache) {
    if (Result<void> synced = cache->sync(); !synced) events.accept(Notice{std::move(synced.error())});
  }
  session.save_state(state, request.profile, events);
  session.add_to_history(history.block(graph, request.environment, secrets), request.profile);
  if (cache) settle_cache(*cache, plan, events);
  bool is_trial = !request.holds_budgets;  // of a profile that nobody has
  std::vector<Error> forgotten = is_trial ? std::vector<Error>() : remember_sizes(plan, built.recorder);
  for (Error& notice : forgotten) events.accept(Notice{std::move(notice)});
  events.accept(finished(summary, listeners.clock.started_ns()));
  listeners.clock.stage_done("save");

  SINTER_TRY(report(built, summary, request, listeners.terminal));
  listeners.clock.stage_done("report");
  if (summary.is_interrupted) return exit_code(Code::interrupted);
  return summary.ok() ? 0 : failure_exit_code(built.recorder);
}

}  // namespace

std::vector<std::string> wanted_checks(const BuildRequest& request) {
  std::vector<std::string> names;
  if (request.is_strict) names.emplace_back("strict");
  if (request.checks_determinism) names.emplace_back("determinism");
  return names;
}

std::vector<FileIndex> find_orphans(BuildState& state, const Plan& plan) {
  std::vector<FileIndex> orphans;
  for (const FileDigest& orphan : state.retain(plan.graph, plan.fingerprint)) {
    if (is_tree_name(state.files.path(orphan.file))) continue;  // its files are there, too
    // Unreadable, or a folder by now: somebody's, not ours.
    Result<std::optional<Digest>> now = state.files.digest(orphan.file);
    if (now && *now == orphan.digest) orphans.push_back(orphan.file);
  }
  return orphans;
}

std::unique_ptr<Built> build_once(const BuildRequest& request, EventSink& events, TerminalReport& terminal) {
  auto built = std::make_unique<Built>();
  auto give_up = [&](const std::vector<Error>& errors) {
    for (const Error& error : errors) {
      terminal.print_error(error);
      events.accept(RunFailed{error});
    }
    built->exit_code = exit_code(errors.front().code);
    return std::move(built);
  };
  StageClock clock(events);
  Result<BuildSession> session = BuildSession::open(request.environment, terminal);
  if (!session) return give_up({session.error()});
  clock.stage_done("lock");
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::yes);
  if (!plan) return give_up(plan.error());
  built->plan = *std::move(plan);
  Result<int> code = build_planned(*built, *session, request, {events, terminal, clock});
  if (!code) return give_up({code.error()});
  built->exit_code = *code;
  return built;
}

std::unique_ptr<Built> build_traced(const BuildRequest& request, EventSink& events, TerminalReport& terminal) {
  if (request.trace_path.empty()) return build_once(request, events, terminal);
  TraceRecorder trace;
  Tee tee({&events, &trace});
  std::unique_ptr<Built> built = build_once(request, tee, terminal);
  if (!built->plan) return built;
  Result<void> written = write_file(join_path(request.given_in, request.trace_path), trace.json(built->plan->graph));
  if (written) return built;
  terminal.print_error(written.error());
  events.accept(RunFailed{written.error()});
  if (built->exit_code == 0) built->exit_code = exit_code(written.error().code);
  return built;
}

int build(const BuildRequest& request, EventSink& events, TerminalReport& terminal) {
  // Never taken apart: for a hundred thousand actions that takes a tenth of a build in
  // which nothing changed, and the system takes the pages back at once.
  return build_traced(request, events, terminal).release()->exit_code;
}

}  // namespace sinter
