#include "commands/dry_run.h"

#include <expected>

#include "base/path.h"
#include "base/ranges.h"
#include "build_session.h"
#include "cache/cache.h"
#include "compile/sdk.h"
#include "config/cache_folder.h"
#include "insight/explanation.h"
#include "insight/forecast.h"
#include "pipeline.h"
#include "planning.h"
#include "reach.h"
#include "report/masking.h"

namespace sinter {
namespace {

std::optional<ProofBook> proofs_of(const BuildRequest& request) {
  std::vector<std::string> checks = wanted_checks(request);
  if (checks.empty()) return std::nullopt;
  return ProofBook::load(std::string(proofs_path), std::move(checks));
}

ActionExpected told(const Expected& expected, const Graph& graph, const BuildState& state) {
  const Action& action = graph[expected.id];
  const ActionRecord* record = state.find(action.name);
  ActionExpected event{.action = std::string(action.name),
                       .verb = std::string(action.verb),
                       .goal = std::string(action.goal),
                       .expectation = std::string(expectation_name(expected.expectation)),
                       .cause = expected.cause,
                       .expected_ns = record == nullptr ? 0 : record->duration_ns};
  event.moves = expected.moves;
  if (expected.error) event.errors.push_back(*expected.error);
  return event;
}

std::uint32_t& count(ForecastFinished& end, Expectation expectation) {
  switch (expectation) {
    case Expectation::run: return end.run;
    case Expectation::maybe: return end.maybe;
    case Expectation::restore: return end.restore;
    case Expectation::fail: return end.fail;
    case Expectation::skip: return end.skip;
  }
  return end.skip;
}

}  // namespace

void assume_sdk(const Plan& plan, BuildState& state) {
  if (!plan.needs_sdk) return;
  for (const SdkFile& file : sdk_files()) {
    state.files.assume(state.files.intern(join_path(sdk_folder, file.path)), sha256(file.content));
  }
}

int dry_run(const BuildRequest& request, EventSink& events, TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    events.accept(RunFailed{error});
    return exit_code(error.code);
  };
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  if (!plan) {
    for (const Error& error : plan.error()) give_up(error);
    return exit_code(plan.error().front().code);
  }
  const Graph& graph = plan->graph;
  Result<std::vector<ActionId>> selected = select_actions(graph, request.goals, request.purpose);
  if (!selected) return give_up(selected.error());
  SecretForms secrets;
  [[maybe_unused]] std::vector<Error> too_short = add_secrets(secrets, graph, request.environment);
  MaskingSink masking(secrets, events);

  BuildState state = read_state(request.profile);
  if (!request.since.empty()) {
    Result<Reach> reach = find_reach(*plan, state, *selected, request);
    if (!reach) return give_up(reach.error());
    *selected = std::move(reach->needed);
  }
  ForecastFinished end = {};
  for (FileIndex orphan : find_orphans(state, *plan)) end.removals.emplace_back(state.files.path(orphan));
  ranges::sort(end.removals);
  assume_sdk(*plan, state);
  std::optional<Cache> cache = Cache::existing(choose_cache_folder(request.environment, plan->cache_folder).path);
  std::optional<ProofBook> proofs = proofs_of(request);
  Forecast forecast = sinter::forecast(graph, *selected, state, cache ? &*cache : nullptr, request.environment,
                                       proofs ? &*proofs : nullptr);
  CountedVariables variables(request.environment);
  History history(request.is_explained ? read_history(request.profile) : "");
  for (Expected& expected : forecast.actions) {
    ++count(end, expected.expectation);
    ActionExpected event = told(expected, graph, state);
    if (request.is_explained) {
      RememberedRun now = describe_run(graph[expected.id], variables, secrets);
      event.lines = explain_changes(expected.changes, last_success(history, event.action), now);
    }
    masking.accept(event);
  }
  end.unchanged = forecast.unchanged_count;
  end.ok = end.fail == 0;
  masking.accept(end);
  auto failed = ranges::find(forecast.actions, Expectation::fail, &Expected::expectation);
  return failed == forecast.actions.end() ? 0 : exit_code(failed->error->code);
}

}  // namespace sinter
