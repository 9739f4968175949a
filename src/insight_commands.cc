#include "insight_commands.h"

#include "base/path.h"
#include "build_session.h"
#include "config/effective.h"
#include "insight/picture.h"
#include "os/files.h"
#include "os/terminal.h"
#include "report/config_text.h"
#include "report/graph_data.h"
#include "report/graph_text.h"

namespace sinter {
namespace {

int give_up(TerminalReport& terminal, const Error& error) {
  terminal.print_error(error);
  return exit_code(error.code);
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

}  // namespace

int show_config(const ConfigCommand& command, const BuildRequest& request, TerminalReport& terminal) {
  Result<std::string> text = read_config_text("sinter.toml");
  if (!text) return give_up(terminal, text.error());
  auto tables =
      read_effective({.text = *std::move(text), .profile = request.profile, .environment = request.environment});
  if (!tables) {
    for (const Error& error : tables.error()) terminal.print_error(error);
    return exit_code(tables.error().front().code);
  }
  ProfileChoice choice{request.profile, request.profile_from};
  write_output(command.format == "json" ? config_json(choice, *tables) : config_toml(choice, *tables));
  return 0;
}

int show_graph(const GraphCommand& command, BuildRequest request, TerminalReport& terminal) {
  request.purpose = command.with_tests ? Purpose::test : Purpose::build;
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  if (!plan) {
    for (const Error& error : plan.error()) terminal.print_error(error);
    return exit_code(plan.error().front().code);
  }
  Result<std::vector<ActionId>> selected = select_actions(plan->graph, command.goals, request.purpose);
  if (!selected) return give_up(terminal, selected.error());
  std::string text = drawn(command, picture_graph(*plan, *selected, read_state(request.profile)));
  if (command.output.empty()) {
    write_output(text);
  } else if (Result<void> written = write_file(join_path(request.given_in, command.output), text); !written) {
    return give_up(terminal, written.error());
  }
  return 0;
}

}  // namespace sinter
