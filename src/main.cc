// The command line in, the exit code out. What the outside decides (environment,
// terminal, processors) is read here, once, and passed on as values.
#include <csignal>
#include <cstring>
#include <variant>

#include "base/error.h"
#include "base/text.h"
#include "cache_commands.h"
#include "command_line.h"
#include "insight_commands.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/process.h"
#include "pipeline.h"
#include "report/json_lines.h"
#include "report/terminal.h"
#include "run_step.h"
#include "stage_commands.h"

namespace sinter {
namespace {

constexpr std::string_view default_profile = "production";

Environment read_environment() {
  Environment environment;
  for (const std::string& entry : inherited_environment()) {
    std::size_t equals = entry.find('=');
    if (equals != std::string::npos) environment.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return environment;
}

int report_error(const CommandLine& line, TerminalReport& report, const Error& error) {
  report.print_error(error);
  if (line.is_json) JsonLinesReport().accept(RunFailed{error});
  return exit_code(error.code);
}

std::string profile_name(const CommandLine& line, const Environment& environment) {
  if (!line.profile.empty()) return line.profile;
  auto variable = environment.find("SINTER_PROFILE");
  return variable == environment.end() || variable->second.empty() ? std::string(default_profile) : variable->second;
}

/// Goes to the project's folder; what is asked for everything there, to be made narrower.
Result<BuildRequest> enter_project(const CommandLine& line, Environment environment) {
  std::string given_in = SINTER_TRY(real_path(line.folder));
  SINTER_TRY(change_folder(SINTER_TRY(find_project(line.folder))));
  return BuildRequest{.profile = profile_name(line, environment),
                      .slots = line.slots == 0 ? processor_count() : line.slots,
                      .environment = std::move(environment),
                      .given_in = std::move(given_in)};
}

/// How to ask for the same again: the program with the options that change what is built.
std::string program_text(const CommandLine& line, const std::string& profile) {
  std::vector<std::string> words = {"sinter"};
  if (line.folder != ".") words.insert(words.end(), {"-C", line.folder});
  if (profile != default_profile) words.insert(words.end(), {"--profile", profile});
  return shell_quote(words);
}

int run_step(const CommandLine& line, const RunCommand& command, BuildRequest request, TerminalReport& report) {
  JsonLinesReport json;
  EventSink& events = line.is_json ? static_cast<EventSink&>(json) : report;
  return run_step(std::move(request), command.step, command.arguments, events, report);
}

int run_build(const CommandLine& line, const BuildCommand& command, BuildRequest request, TerminalReport& report) {
  request.goals = command.goals;
  request.trace_path = command.trace;
  request.purpose = command.is_test ? Purpose::test : Purpose::build;
  request.after_failure = command.keep_going ? AfterFailure::keep_going : AfterFailure::stop;
  request.is_strict = command.is_strict;
  request.checks_determinism = command.checks_determinism;
  report.set_invocation({.program = program_text(line, request.profile),
                         .folder = current_folder().value_or(""),
                         .is_test = command.is_test});
  JsonLinesReport json;
  EventSink& events = line.is_json ? static_cast<EventSink&>(json) : report;
  return build(request, events, report);
}

int run_command_line(const CommandLine& line) {
  Environment environment = read_environment();
  auto is_set = [&](std::string_view name, std::string_view value) {
    auto entry = environment.find(name);
    return entry != environment.end() && (value.empty() ? !entry->second.empty() : entry->second == value);
  };
  Terminal terminal(line.colour, {.no_colour = is_set("NO_COLOR", ""),
                                  .is_dumb = is_set("TERM", "dumb"),
                                  .is_ci = is_set("CI", "") && !is_set("CI", "false")});
  TerminalReport report(terminal, line.verbosity);
  const auto* build_command = std::get_if<BuildCommand>(&line.command);
  const auto* config_command = std::get_if<ConfigCommand>(&line.command);
  const auto* run_command = std::get_if<RunCommand>(&line.command);
  const auto* graph_command = std::get_if<GraphCommand>(&line.command);
  if (build_command != nullptr || run_command != nullptr || config_command != nullptr || graph_command != nullptr) {
    Result<BuildRequest> request = enter_project(line, std::move(environment));
    if (!request) return report_error(line, report, request.error());
    if (build_command != nullptr) return run_build(line, *build_command, *std::move(request), report);
    if (run_command != nullptr) return run_step(line, *run_command, *std::move(request), report);
    if (config_command != nullptr) return show_config(*config_command, *request, report);
    return show_graph(*graph_command, *std::move(request), report);
  }
  if (const auto* command = std::get_if<CacheCommand>(&line.command)) {
    return run_cache_command(*command, line, profile_name(line, environment), environment, report);
  }
  if (Result<void> changed = change_folder(line.folder); !changed) return report_error(line, report, changed.error());
  Result<void> done = std::visit(
      [&](const auto& command) -> Result<void> {
        if constexpr (requires { run_stage(command, environment); }) return run_stage(command, environment);
        else return {};  // was run above
      },
      line.command);
  return done ? 0 : report_error(line, report, done.error());
}

}  // namespace
}  // namespace sinter

int main(int count, char** arguments) {
  // Scripts ask for the version often; it needs no parser.
  if (count == 2 && std::strcmp(arguments[1], "--version") == 0) {
    sinter::write_output("sinter " SINTER_VERSION "\n");
    return 0;
  }
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is no reason to die half-way
  std::variant<sinter::CommandLine, sinter::Finish> line = sinter::read_command_line(count, arguments);
  if (const auto* finish = std::get_if<sinter::Finish>(&line)) {
    if (finish->exit_code == 0) {
      sinter::write_output(finish->text);
    } else {
      sinter::Terminal(sinter::ColourChoice::automatic, {.no_colour = true}).write(finish->text);
    }
    return finish->exit_code;
  }
  return sinter::run_command_line(std::get<sinter::CommandLine>(line));
}
