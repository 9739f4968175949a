#include "pipeline.h"

#include <algorithm>

#include "base/path.h"
#include "base/text.h"
#include "build_session.h"
#include "cache/cache.h"
#include "cache/upkeep.h"
#include "compile/module_actions.h"
#include "compile/sdk.h"
#include "compile/toolchain.h"
#include "config/config.h"
#include "graph/builder.h"
#include "graph/steps.h"
#include "insight/explanation.h"
#include "languages/language_actions.h"
#include "modules/text/hash.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/machine.h"
#include "package/ship_actions.h"
#include "reach.h"
#include "report/build_report.h"
#include "report/masking.h"
#include "report/summary_table.h"
#include "report/trace.h"
#include "schedule/run_loop.h"
#include "schedule/strict_check.h"

namespace sinter {
namespace {

constexpr std::string_view config_name = "sinter.toml";

std::string variable(const Environment& environment, std::string_view name) {
  auto value = environment.find(name);
  return value == environment.end() ? "" : value->second;
}

std::string plan_path(const BuildRequest& request) { return ".sinter/plan/" + request.profile; }

/// Beside sinter.toml itself: the profile, where programs are looked for, and which
/// sinter this is (its file is replaced when it is rebuilt).
Digest configuration_digest(std::string_view text, const BuildRequest& request, const std::string& sinter_path) {
  FileStat sinter = stat_file(sinter_path).value_or(FileStat{});
  Hasher hasher;
  hasher.field(text.size())
      .field(text::xxh3_64(text))
      .field(request.profile)
      .field(variable(request.environment, "PATH"))
      .field(sinter_path);
  hasher.field(sinter.inode).field(sinter.size_bytes).field(static_cast<std::uint64_t>(sinter.modified_ns));
  return hasher.finish();
}

void append(std::vector<Error>& errors, std::vector<Error> more) {
  errors.insert(errors.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What the modules of one project are made with; absent where no module needs it.
struct ModuleTools {
  std::optional<Toolchain> clang;
  std::optional<ForeignTools> rust;
  std::optional<ForeignTools> go;
  Tool wasm_opt;
  std::vector<Tool> libraries;  // of wasm-opt
};

/// Everything that is missing is told at once.
std::expected<ModuleTools, std::vector<Error>> find_module_tools(const Project& project,
                                                                 const Environment& environment) {
  ModuleTools tools;
  std::vector<Error> errors;
  std::string search_path = variable(environment, "PATH");
  auto is_used = [&](Toolset toolset) {
    return std::ranges::find(project.modules, toolset, &ModuleConfig::toolset) != project.modules.end();
  };
  auto take = [&](auto& place, auto found) {
    if (found) place = *std::move(found);
    else errors.push_back(std::move(found.error()));
  };
  std::vector<std::string> entries;
  for (const auto& [name, value] : environment) entries.push_back(name + "=" + value);
  if (is_used(Toolset::cargo)) take(tools.rust, find_rust(search_path, entries));
  if (is_used(Toolset::go)) take(tools.go, find_go(search_path, entries));
  if (is_used(Toolset::clang)) {
    std::expected<Toolchain, std::vector<Error>> clang = find_toolchain(search_path);
    if (clang) {
      tools.wasm_opt = clang->wasm_opt;
      tools.libraries = clang->libraries;
      tools.clang = *std::move(clang);
    } else {
      append(errors, std::move(clang.error()));
    }
  } else {
    take(tools.wasm_opt, find_tool("wasm-opt", search_path, "install it with `apt-get install binaryen`"));
    tools.libraries = shared_libraries({tools.wasm_opt});
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return tools;
}

/// Modules and packages as actions. Their tools are looked for only when there are any.
std::vector<Error> add_modules(GraphBuilder& builder, const Project& project, const Environment& environment,
                               const std::string& sinter_path, Plan& plan) {
  if (project.modules.empty()) return {};
  std::expected<ModuleTools, std::vector<Error>> tools = find_module_tools(project, environment);
  if (!tools) return std::move(tools.error());
  ShipTools ship{.sinter = {"sinter", sinter_path}, .wasm_opt = tools->wasm_opt, .libraries = tools->libraries};
  // Without Node a build still works; its absence shows when a test needs it.
  Tool node = find_tool("node", variable(environment, "PATH"), "").value_or(Tool{.name = "node", .path = "node"});
  if (tools->clang) add_sdk_actions(builder, project, *tools->clang);
  for (const ModuleConfig& module : project.modules) {
    switch (module.toolset) {
      case Toolset::clang: add_compile_actions(builder, project, module, *tools->clang); break;
      case Toolset::cargo: add_language_actions(builder, project, module, ship.sinter, *tools->rust); break;
      case Toolset::go: add_language_actions(builder, project, module, ship.sinter, *tools->go); break;
    }
    std::vector<ShippedWasm> wasm = add_ship_actions(builder, project, module, ship);
    plan.wasm.insert(plan.wasm.end(), wasm.begin(), wasm.end());
    if (module.toolset == Toolset::clang) add_native_test_actions(builder, project, module, *tools->clang);
    add_vector_test_actions(builder, project, module, node);
  }
  for (const PackageConfig& package : project.packages) {
    plan.packages.push_back(add_package_actions(builder, project, package, ship));
  }
  plan.needs_sdk = true;
  return {};
}

std::expected<Plan, std::vector<Error>> plan_project(const Project& project, const BuildRequest& request,
                                                     const std::string& sinter_path) {
  Plan plan{.project = project.name,
            .version = project.version,
            .profile = project.profile.name,
            .cache_folder = project.cache_folder,
            .cache_size_bytes = project.cache_size_bytes};
  GraphBuilder builder;
  std::string search_path = variable(request.environment, "PATH");
  std::vector<Error> errors = add_step_actions(builder, project, search_path);
  append(errors, add_modules(builder, project, request.environment, sinter_path, plan));
  if (!errors.empty()) return std::unexpected(std::move(errors));
  std::expected<Graph, std::vector<Error>> graph = std::move(builder).finish();
  if (!graph) return std::unexpected(std::move(graph.error()));
  plan.graph = *std::move(graph);
  return plan;
}

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

/// A cache that cannot be trimmed is no reason to fail: what was built is there.
void trim_cache(const Cache& cache, const Plan& plan, EventSink& events) {
  auto trimmed = trim_after_build(cache, plan.cache_size_bytes, wall_clock_ns());
  if (!trimmed) events.accept(Notice{std::move(trimmed.error()).during("trimming the cache to its size")});
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
    // Unreadable, or a folder by now: somebody's, not ours.
    Result<std::optional<Digest>> now = state.files.digest(orphan.file);
    if (now && *now == orphan.digest) orphans.push_back(orphan.file);
  }
  return orphans;
}

Result<std::string> find_project(const std::string& folder) {
  for (std::string at = SINTER_TRY(real_path(folder));; at = parent_path(at)) {
    if (exists(join_path(at, config_name))) return at;
    if (at == "/") break;
  }
  return fail(Error{.code = Code::config_missing,
                    .what = "there is no sinter.toml here",
                    .where = {folder},
                    .why = {"neither in that folder nor in one above it"},
                    .next = "go to a project's folder, name one with -C, or begin one with `sinter init`"});
}

std::expected<Plan, std::vector<Error>> make_plan(const BuildRequest& request, KeepPlan keep) {
  auto one = [](Error error) { return std::unexpected(std::vector<Error>{std::move(error)}); };
  std::int64_t started_ns = wall_clock_ns();
  Result<std::string> text = read_file(std::string(config_name));
  if (!text) return one(std::move(text.error()));
  Result<std::string> sinter_path = own_program_path();
  if (!sinter_path) return one(std::move(sinter_path.error()));
  Digest configuration = configuration_digest(*text, request, *sinter_path);
  if (Result<std::string> kept = read_file(plan_path(request))) {
    if (std::optional<Plan> plan = decode_plan(*std::move(kept), configuration, request.environment))
      return *std::move(plan);
  }
  std::expected<Project, std::vector<Error>> project =
      read_project({.text = *std::move(text), .profile = request.profile, .environment = request.environment});
  if (!project) return std::unexpected(std::move(project.error()));
  std::expected<Plan, std::vector<Error>> plan = plan_project(*project, request, *sinter_path);
  if (!plan) return plan;
  PlanSources sources{configuration, std::move(project->globbed_folders)};
  for (std::string& folder : split(variable(request.environment, "PATH"), ':')) {
    sources.folders.push_back(std::move(folder));
  }
  for (const std::string& name : project->variables) {
    sources.variables.push_back(plan_variable(name, request.environment));
  }
  plan->fingerprint = plan_fingerprint(sources);
  // A plan that cannot be kept is made again next time.
  if (keep == KeepPlan::yes && is_settled(sources, started_ns) && make_folders(parent_path(plan_path(request)))) {
    [[maybe_unused]] Result<void> kept = write_file(plan_path(request), encode_plan(*plan, sources));
  }
  plan->listed_folders = std::move(sources.folders);
  return plan;
}

std::expected<Plan, std::vector<Error>> make_plan_of(std::string text, std::vector<std::string> also_there,
                                                     const BuildRequest& request) {
  Result<std::string> sinter_path = own_program_path();
  if (!sinter_path) return std::unexpected(std::vector<Error>{std::move(sinter_path.error())});
  std::expected<Project, std::vector<Error>> project = read_project({.text = std::move(text),
                                                                     .profile = request.profile,
                                                                     .also_there = std::move(also_there),
                                                                     .environment = request.environment});
  if (!project) return std::unexpected(std::move(project.error()));
  return plan_project(*project, request, *sinter_path);
}

std::unique_ptr<Built> build_once(const BuildRequest& request, EventSink& events, TerminalReport& terminal) {
  std::uint64_t started_ns = monotonic_ns();
  auto stage_done = [&, since_ns = started_ns](std::string_view name) mutable {
    std::uint64_t now = monotonic_ns();
    if (!name.empty()) events.stage({name, since_ns, now});
    since_ns = now;
  };
  auto built = std::make_unique<Built>();
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    events.accept(RunFailed{error});
    built->exit_code = exit_code(error.code);
    return std::move(built);
  };

  Result<BuildSession> session = BuildSession::open(request.environment, terminal);
  if (!session) return give_up(session.error());
  stage_done("lock");
  std::expected<Plan, std::vector<Error>> made = make_plan(request, KeepPlan::yes);
  if (!made) {
    for (const Error& error : made.error()) {
      terminal.print_error(error);
      events.accept(RunFailed{error});
    }
    built->exit_code = exit_code(made.error().front().code);
    return built;
  }
  const Plan& plan = built->plan.emplace(*std::move(made));
  // From here on no action is added.
  const Graph& graph = plan.graph;
  Result<std::vector<ActionId>> selected = select_actions(graph, request.goals, request.purpose);
  if (!selected) return give_up(selected.error());
  if (plan.needs_sdk) {
    if (Result<void> written = write_sdk(); !written) return give_up(written.error());
  }

  stage_done("plan");
  Recorder& recorder = built->recorder;
  SecretForms secrets;
  std::vector<Error> too_short = add_secrets(secrets, graph, request.environment);
  HistoryRecorder history;
  Tee sinks({&events, &recorder, &history});
  MaskingSink masking(secrets, sinks);
  std::optional<History> earlier;
  std::optional<Explainer> explainer;
  if (request.is_explained) {
    earlier.emplace(read_history(request.profile));
    explainer.emplace(graph, *earlier, request.environment, secrets, masking);
  }
  EventSink& tee = explainer ? static_cast<EventSink&>(*explainer) : masking;
  for (Error& error : too_short) tee.accept(Notice{std::move(error)});
  BuildState& state = built->state = session->load_state(request.profile, tee);
  std::optional<Cache> cache = session->open_cache(plan.cache_folder, tee);
  stage_done("state");
  session->clear_leftovers(graph, cache ? &*cache : nullptr);
  if (Result<void> removed = remove_orphans(state, plan); !removed) return give_up(removed.error());

  if (!request.since.empty()) {
    Result<Reach> reach = find_reach(plan, state, *selected, request);
    if (!reach) return give_up(reach.error());
    tee.accept(ReachFound{.revision = request.since,
                          .file_count = reach->file_count,
                          .reached = reach->reached_count,
                          .selected = static_cast<std::uint32_t>(selected->size())});
    *selected = std::move(reach->needed);
  }
  Result<Checks> checks = start_checks(graph, request, tee);
  if (!checks) return give_up(checks.error());
  checks->secrets = &secrets;
  tee.accept(BuildStarted{.project = plan.project,
                          .profile = plan.profile,
                          .action_count = static_cast<std::uint32_t>(selected->size()),
                          .slots = request.slots});
  for (const Goal& goal : graph.goals) {
    bool is_named = std::ranges::contains(request.goals, goal.name);
    if (goal.left_out_by.empty() || (!is_named && !request.goals.empty())) continue;
    tee.accept(
        StepLeftOut{.step = std::string(goal.name), .when = std::string(goal.left_out_by), .is_named = is_named});
  }
  stage_done("prepare");
  Executor executor(graph, state, cache ? &*cache : nullptr, request.environment, tee);
  if (checks->proofs) executor.require(*checks->proofs);
  const ProofBook* proofs = checks->proofs ? &*checks->proofs : nullptr;
  Standing standing = find_standing(graph, *selected, state, request.environment, proofs, processor_count());
  stage_done("survey");
  Result<BuildSummary> summary = run_actions(graph, standing, expected_durations(graph, standing.pending, state),
                                             {request.slots, request.after_failure}, checks->wanted(), executor, tee);
  built->overtaken = executor.overtaken();
  if (!summary) return give_up(summary.error());
  stage_done("");  // what was done meanwhile told its times itself
  if (Result<void> saved = checks->save(); !saved) tee.accept(Notice{std::move(saved.error())});

  if (cache) {
    if (Result<void> synced = cache->sync(); !synced) tee.accept(Notice{std::move(synced.error())});
  }
  session->save_state(state, request.profile, tee);
  session->add_to_history(history.block(graph, request.environment, secrets), request.profile);
  if (cache) trim_cache(*cache, plan, tee);
  if (cache && cache->damage_count() != 0) {
    tee.accept(Notice{{.code = Code::cache_corrupt,
                       .what = count_of(cache->damage_count(), "damaged cache entry") + " removed",
                       .where = {cache->folder()},
                       .why = {"the content did not match its digest; what it held was made again"},
                       .next = "if this happens often, check that disk"}});
  }
  tee.accept(BuildFinished{.ok = summary->ok(),
                           .is_interrupted = summary->is_interrupted,
                           .ran = summary->ran,
                           .restored = summary->restored,
                           .unchanged = summary->unchanged,
                           .failed = summary->failed,
                           .skipped = summary->skipped,
                           .cancelled = summary->cancelled,
                           .duration_ns = monotonic_ns() - started_ns});
  stage_done("save");
  std::vector<MeasuredWasm> measured = read_measurements(plan);
  if (request.purpose == Purpose::test) terminal.print(test_line(recorder));
  else if (summary->ok()) terminal.print_result(summary_table(measured, plan, recorder, terminal.result_columns()));
  Result<void> reported = write_build_report(plan, recorder, measured, request.environment);
  if (!reported) return give_up(reported.error());
  stage_done("report");

  if (summary->is_interrupted) built->exit_code = exit_code(Code::interrupted);
  else built->exit_code = summary->ok() ? 0 : failure_exit_code(recorder);
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
