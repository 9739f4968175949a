#include "commands/differential.h"

#include "base/ranges.h"
#include "base/text.h"
#include "os/foreground.h"
#include "pipeline.h"

namespace sinter {
namespace {

constexpr std::string_view passed_variables[] = {"HOME", "PATH", "TMPDIR", "TERM", "NO_COLOR", "LANG"};
constexpr std::string_view runner = "/testing/vectors.mjs";

/// What the tests of the module's vectors run, as arguments of differential.mjs: they name every
/// implementation there is.
class Implementations {
 public:
  explicit Implementations(const Graph& graph, const Goal& goal) {
    for (ActionId id : goal.actions) {
      const Action& action = graph[id];
      if (!action.is_test || action.argv.size() < 2) continue;
      if (action.argv[1].ends_with(runner)) add_script(graph, action);
      else if (action.argv.size() == 2 && action.argv[0].ends_with("/native/vectors"))
        arguments_.insert(arguments_.end(), {"--native", std::string(action.argv[0])});
    }
  }

  /// Empty when the module has no vectors in JavaScript.
  Command command(const DifferentialCommand& asked) && {
    Command command;
    if (node_.empty()) return command;
    command.argv = {node_, script_, "--seconds", asked.seconds};
    if (!asked.seed.empty()) command.argv.insert(command.argv.end(), {"--seed", asked.seed});
    command.argv.insert(command.argv.end(), arguments_.begin(), arguments_.end());
    return command;
  }

 private:
  void add_script(const Graph& graph, const Action& action) {
    bool is_host = ranges::contains(action.argv, std::string_view("--partial"));
    for (std::size_t index = 2; index + 1 < action.argv.size(); ++index) {
      std::string name(action.argv[index]), value(action.argv[index + 1]);
      bool is_shared = name == "--module" || name == "--vectors";
      if (name == "--variant" || (is_shared && !ranges::contains(arguments_, name))) add(name, value);
      if (name == "--twin") add(is_host ? "--host" : name, value);
    }
    for (ToolId tool : action.tools) {
      if (graph[tool].name == action.argv[0]) node_ = graph[tool].path;
    }
    script_ =
        std::string(action.argv[1].substr(0, action.argv[1].size() - runner.size())) + "/testing/differential.mjs";
  }

  void add(std::string name, std::string value) {
    arguments_.push_back(std::move(name));
    arguments_.push_back(std::move(value));
  }

  std::vector<std::string> arguments_;
  std::string node_;
  std::string script_;
};

}  // namespace

int compare_implementations(const DifferentialCommand& command, BuildRequest request, EventSink& events,
                            TerminalReport& terminal) {
  auto give_up = [&](Error error) {
    terminal.print_error(error);
    int code = exit_code(error.code);
    events.accept(RunFailed{std::move(error)});
    return code;
  };
  request.goals = {command.module};
  request.purpose = Purpose::test;
  std::unique_ptr<Built> built = build_once(request, events, terminal);
  if (built->exit_code != 0) return built->exit_code;
  const Graph& graph = built->plan->graph;
  auto goal = ranges::find(graph.goals, std::string_view(command.module), &Goal::name);
  SINTER_ASSERT(goal != graph.goals.end());  // the build would have failed
  Command run = Implementations(graph, *goal).command(command);
  if (run.argv.empty()) {
    return give_up({.code = Code::usage,
                    .what = quote(command.module) + " has nothing to compare",
                    .where = {},
                    .why = {"implementations are known by the tests of a module's `vectors`"},
                    .next = "give the module a folder of `vectors`, and best a `twin`"});
  }
  for (std::string_view name : passed_variables) {
    auto value = request.environment.find(name);
    if (value != request.environment.end()) run.environment.push_back(value->first + "=" + value->second);
  }
  Result<ForegroundEnd> end = run_in_foreground(std::move(run));
  if (!end) return give_up(std::move(end.error()).during("comparing the implementations of " + quote(command.module)));
  if (end->status.ok()) return 0;
  if (end->is_interrupted) return exit_code(Code::interrupted);
  return give_up({.code = Code::action_failed,
                  .what = "the implementations of " + quote(command.module) + " are not one function",
                  .next = "mend the one that is wrong; the case is among the module's vectors now"});
}

}  // namespace sinter
