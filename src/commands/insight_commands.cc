#include "commands/insight_commands.h"

#include <expected>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "build_session.h"
#include "cache/cache.h"
#include "commands/answer.h"
#include "commands/dry_run.h"
#include "config/cache_folder.h"
#include "config/effective.h"
#include "insight/account.h"
#include "insight/explanation.h"
#include "insight/picture.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/terminal.h"
#include "planning.h"
#include "report/account_text.h"
#include "report/config_text.h"
#include "report/graph_data.h"
#include "report/graph_text.h"
#include "report/json_lines.h"
#include "report/masking.h"

namespace sinter {
namespace {

int give_up(const std::vector<Error>& errors, bool is_json, TerminalReport& terminal) {
  for (const Error& error : errors) {
    terminal.print_error(error);
    if (is_json) JsonLinesReport().accept(RunFailed{error});
  }
  return exit_code(errors.front().code);
}

std::string drawn(const GraphCommand& command, const GraphPicture& picture) {
  Detail detail = command.detail.empty()       ? readable_detail(picture)
                  : command.detail == "action" ? Detail::action
                                               : Detail::goal;
  if (command.format == "dot") return graph_dot(picture, detail);
  if (command.format == "mermaid") return graph_mermaid(picture, detail);
  if (command.format == "json") return graph_json(picture);
  if (command.format == "html") return graph_html(picture);
  bool is_readable = !command.detail.empty() || detail == Detail::action || picture.goals.size() <= box_count_max;
  return is_readable ? graph_tree(picture, detail) : graph_levels(picture);
}

/// A person means a file from where they are, in the project or outside.
std::vector<std::string> paths_of(const std::string& name, const std::string& project, const std::string& given_in) {
  std::string whole = join_path(given_in, name);
  std::vector<std::string> paths;
  if (std::optional<std::string> inside = relative_to(whole, project)) paths.push_back(*inside);
  paths.push_back(std::move(whole));
  return paths;
}

Error unknown_name(const Graph& graph, const std::string& name) {
  std::vector<std::string> names;
  for (const Goal& goal : graph.goals) names.emplace_back(goal.name);
  for (const Action& action : graph.actions) names.emplace_back(action.name);
  for (const File& file : graph.files) names.emplace_back(file.path);
  std::optional<std::string> near = nearest(name, names);
  std::string next = near ? "did you mean " + quote(*near) + "?" : "`sinter graph` shows what there is";
  if (name.starts_with("SN") && parse_decimal(std::string_view(name).substr(2))) {
    next = "what an error means is in `docs/errors/" + name + ".md` of Sinter";
  }
  return {.code = Code::graph_unknown_goal,
          .what = quote(name) + " is no goal, no action, and no file that one makes or reads",
          .next = std::move(next)};
}

}  // namespace

int show_config(const ConfigCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal) {
  Result<std::string> text = read_config_text("sinter.toml");
  if (!text) return give_up({text.error()}, is_json, terminal);
  auto tables =
      read_effective({.text = *std::move(text), .profile = request.profile, .environment = request.environment});
  if (!tables) return give_up(tables.error(), is_json, terminal);
  ProfileChoice choice{request.profile, request.profile_from};
  write_output(command.format == "json" ? config_json(choice, *tables) : config_toml(choice, *tables));
  return 0;
}

int show_explanation(const ExplainCommand& command, const BuildRequest& request, bool is_json,
                     TerminalReport& terminal) {
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  if (!plan) return give_up(plan.error(), is_json, terminal);
  const Graph& graph = plan->graph;
  BuildState state = read_state(request.profile);
  Result<std::string> project = real_path(".");
  if (!project) return give_up({project.error()}, is_json, terminal);
  std::optional<Subject> subject =
      find_subject(graph, state, command.name, paths_of(command.name, *project, request.given_in));
  if (!subject) return give_up({unknown_name(graph, command.name)}, is_json, terminal);

  History history(read_history(request.profile));
  Accountant accountant(graph, state, history);
  std::vector<ActionAccount> accounts;
  for (ActionId id : subject->actions) accounts.push_back(accountant.account(id));
  SecretForms secrets;
  [[maybe_unused]] std::vector<Error> too_short = add_secrets(secrets, graph, request.environment);
  assume_sdk(*plan, state);
  std::optional<Cache> cache = Cache::existing(choose_cache_folder(request.environment, plan->cache_folder).path);
  Forecast next =
      forecast(graph, closure(graph, subject->actions), state, cache ? &*cache : nullptr, request.environment, nullptr);
  CountedVariables variables(request.environment);
  for (ActionAccount& account : accounts) {
    auto expected = ranges::find(next.actions, account.id, &Expected::id);
    if (expected == next.actions.end()) continue;
    account.next = *expected;
    RememberedRun now = describe_run(graph[account.id], variables, secrets);
    account.next_lines = explain_changes(expected->changes, last_success(history, graph[account.id].name), now);
  }
  std::string text = command.format == "json" ? account_json(graph, *subject, accounts)
                                              : account_text(graph, *subject, accounts, wall_clock_ns());
  write_output(secrets.mask(text));
  return 0;
}

int show_graph(const GraphCommand& command, BuildRequest request, bool is_json, TerminalReport& terminal) {
  request.purpose = command.with_tests ? Purpose::test : Purpose::build;
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  if (!plan) return give_up(plan.error(), is_json, terminal);
  Result<std::vector<ActionId>> selected = select_actions(plan->graph, command.goals, request.purpose);
  if (!selected) return give_up({selected.error()}, is_json, terminal);
  std::string text = drawn(command, picture_graph(*plan, *selected, read_state(request.profile)));
  Result<void> written = write_answer(text, command.output, request.given_in);
  return written ? 0 : give_up({written.error()}, is_json, terminal);
}

}  // namespace sinter
