#include "commands/run_step.h"

#include <algorithm>

#include "base/ranges.h"
#include "base/text.h"
#include "os/foreground.h"
#include "pipeline.h"

namespace sinter {
namespace {

constexpr std::string_view passed_variables[] = {"HOME", "PATH", "TMPDIR", "TERM", "COLORTERM", "NO_COLOR", "LANG"};

/// The one action of the goal; nothing when there is nothing to run on the terminal.
Result<const Action*> interactive_action(const Graph& graph, const std::string& step) {
  auto goal = ranges::find(graph.goals, step, &Goal::name);
  SINTER_ASSERT(goal != graph.goals.end());  // the build would have failed
  if (goal->kind != "step") {
    return fail(Error{.code = Code::usage,
                      .what = quote(step) + " is a " + std::string(goal->kind) + ", and only steps are run",
                      .next = "build it with `sinter build " + step + "`"});
  }
  if (goal->actions.empty() || !graph[goal->actions.front()].is_interactive) return nullptr;
  if (goal->actions.size() == 1) return &graph[goal->actions.front()];
  std::vector<std::string> names;
  for (ActionId id : goal->actions) names.push_back(quote(graph[id].name));
  return fail(
      Error{.code = Code::usage,
            .what = quote(step) + " stands for " + count_of(names.size(), "step") + ", and one is run at a time",
            .next = "run one of " + join(names, ", ")});
}

Command command_of(const Graph& graph, const Action& action, const std::vector<std::string>& arguments,
                   const Environment& environment) {
  Command command{.argv = {action.argv.begin(), action.argv.end()}, .folder = std::string(action.folder)};
  for (ToolId tool : action.tools) {
    if (graph[tool].name == command.argv.front()) command.argv.front() = graph[tool].path;
  }
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  std::vector<std::string_view> names(std::begin(passed_variables), std::end(passed_variables));
  names.insert(names.end(), action.environment.begin(), action.environment.end());
  names.insert(names.end(), action.secrets.begin(), action.secrets.end());
  ranges::sort(names);
  ranges::erase_repeated(names);
  for (std::string_view name : names) {
    auto value = environment.find(name);
    if (value != environment.end()) command.environment.push_back(value->first + "=" + value->second);
  }
  return command;
}

}  // namespace

int run_step(BuildRequest request, const std::string& step, const std::vector<std::string>& arguments,
             EventSink& events, TerminalReport& terminal) {
  auto give_up = [&](Error error) {
    terminal.print_error(error);
    int code = exit_code(error.code);
    events.accept(RunFailed{std::move(error)});
    return code;
  };
  request.goals = {step};
  request.purpose = Purpose::run;
  std::unique_ptr<Built> built = build_once(request, events, terminal);
  if (built->exit_code != 0) return built->exit_code;
  const Graph& graph = built->plan->graph;
  Result<const Action*> action = interactive_action(graph, step);
  if (!action) return give_up(std::move(action.error()));
  if (*action == nullptr) {
    if (arguments.empty()) return 0;
    return give_up({.code = Code::usage,
                    .what = quote(step) + " takes no arguments",
                    .where = {},
                    .why = {"what it does is part of the plan; only interactive steps take more"},
                    .next = "add them to its `run` in sinter.toml"});
  }
  Command command = command_of(graph, **action, arguments, request.environment);
  terminal.print_result("run " + step + "  " + shell_quote(command.argv) + "\n");
  Result<ForegroundEnd> end = run_in_foreground(std::move(command));
  if (!end) return give_up(std::move(end.error()).during("running " + quote(step)));
  if (end->status.ok()) return 0;
  if (end->is_interrupted) return exit_code(Code::interrupted);
  return give_up({.code = end->status.signal != 0 ? Code::action_killed : Code::action_failed,
                  .what = quote(step) + (end->status.signal != 0 ? " was " : " failed with ") + describe(end->status),
                  .where = (*action)->place,
                  .next = "what it printed says more"});
}

}  // namespace sinter
