#include "schedule/run_messages.h"

#include <algorithm>
#include <utility>

#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

/// No retry waits longer, however often the time has doubled.
constexpr std::uint64_t backoff_ns_max = 60'000'000'000;

}  // namespace

ActionFinished finished_event(const Action& action, Ending ending, std::vector<std::string> variables,
                              std::vector<Change> changes) {
  bool is_quiet = ending.outcome == Outcome::unchanged;  // ten thousand of them say nothing else
  return {.action = std::string(action.name),
          .verb = std::string(action.verb),
          .goal = std::string(action.goal),
          .outcome = std::string(outcome_name(ending.outcome)),
          .cause = std::move(ending.cause),
          .attempts = ending.attempts,
          .duration_ns = ending.duration_ns,
          .cpu_ns = ending.usage.cpu_ns,
          .memory_bytes_max = ending.usage.memory_bytes_max,
          .is_test = action.is_test,
          .command = is_quiet ? "" : shell_quote(action.argv),
          .folder = std::string(action.folder),
          .environment = std::move(variables),
          .output = std::move(ending.output),
          .errors = std::move(ending.errors),
          .changes = std::move(changes)};
}

/// Some hundred at a time: the names of ten thousand at once take more room than their plan.
void tell_unchanged(const Graph& graph, std::span<const ActionId> ids, EventSink& events) {
  constexpr std::size_t told_at_once = 256;
  std::vector<ActionsUnchanged::Action> actions;
  while (!ids.empty()) {
    std::size_t count = std::min(told_at_once, ids.size());
    for (ActionId id : ids.first(count)) {
      const Action& action = graph[id];
      actions.push_back({action.name, action.verb, action.goal, action.is_test});
    }
    events.accept(ActionsUnchanged{actions});
    actions.clear();
    ids = ids.subspan(count);
  }
}

Error failure(const Action& action, ExitStatus status, const std::vector<std::string>& variables) {
  Code code = action.is_test ? Code::test_failed : Code::action_failed;
  if (status.signal != 0) code = Code::action_killed;
  Error error{.code = code,
              .what = quote(action.name) + (status.signal != 0 ? " was " : " failed with ") + describe(status),
              .next = "mend what its output shows and build again; what succeeded is kept"};
  for (std::string_view name : action.secrets) {
    if (!ranges::contains(variables, name)) error.why.push_back("its secret " + quote(name) + " is not set");
  }
  return error;
}

Error timeout_error(const Action& action) {
  return {.code = Code::action_timeout,
          .what = quote(action.name) + " took longer than " + duration_text(*action.timeout_ns),
          .where = action.place,
          .why = {"it was stopped with everything it had started"},
          .next = "raise its `timeout` in sinter.toml, or make it faster"};
}

Error stray_notice(const Graph& graph, const Strays::Ended& stray) {
  std::vector<std::string> origins;
  for (ActionId id : stray.origins) origins.push_back(quote(graph[id].name));
  return {
      .code = Code::action_left_process,
      .what = join(origins, " or ") + " left a process running, which was ended",
      .where = {},
      .why = {"it is " + quote(stray.name) + " (process " + std::to_string(stray.pid) + "), in a session of its own"},
      .next = "let the command end what it starts; run what has to go on outside of the build"};
}

Error fewer_slots(std::uint32_t slots, std::uint32_t before, std::string why) {
  return {.code = Code::machine_limit,
          .what = count_of(slots, "action") + " run at a time, not " + std::to_string(before),
          .where = {},
          .why = {std::move(why)},
          .next = "raise that limit, or ask for fewer with -j"};
}

std::uint64_t retry_wait_ns(const Action& action, std::uint32_t attempt) {
  std::uint64_t wait_ns = action.backoff_ns;
  for (std::uint32_t i = 1; i < attempt && wait_ns < backoff_ns_max; ++i) wait_ns *= 2;
  return std::min(wait_ns, backoff_ns_max);
}

}  // namespace sinter
