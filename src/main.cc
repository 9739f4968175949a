// The command line in, the exit code out. What the outside decides (environment,
// terminal, processors) is read here, once, and passed on as values.
#include <cstring>
#include <variant>

#include "base/error.h"
#include "base/text.h"
#include "command_line.h"
#include "commands/bench_command.h"
#include "commands/cache_commands.h"
#include "commands/check_program.h"
#include "commands/ci_command.h"
#include "commands/clean.h"
#include "commands/compare_profiles.h"
#include "commands/compile_folder.h"
#include "commands/differential.h"
#include "commands/doctor.h"
#include "commands/dry_run.h"
#include "commands/init_command.h"
#include "commands/insight_commands.h"
#include "commands/release_command.h"
#include "commands/run_step.h"
#include "commands/size_command.h"
#include "commands/size_memory.h"
#include "commands/stage_commands.h"
#include "commands/verify.h"
#include "commands/watch.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/process.h"
#include "pipeline.h"
#include "planning.h"
#include "report/config_text.h"
#include "report/json_lines.h"
#include "report/screen_text.h"
#include "report/terminal.h"

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

ProfileChoice choose_profile(const CommandLine& line, const Environment& environment) {
  if (!line.profile.empty()) return {line.profile, "--profile"};
  auto variable = environment.find("SINTER_PROFILE");
  bool is_set = variable != environment.end() && !variable->second.empty();
  return is_set ? ProfileChoice{variable->second, "variable SINTER_PROFILE"}
                : ProfileChoice{std::string(default_profile), "default"};
}

/// Goes to the project's folder; what is asked for everything there, to be made narrower.
Result<BuildRequest> enter_project(const CommandLine& line, Environment environment) {
  std::string given_in = SINTER_TRY(real_path(line.folder));
  SINTER_TRY(change_folder(SINTER_TRY(find_project(line.folder))));
  ProfileChoice profile = choose_profile(line, environment);
  return BuildRequest{.profile = std::move(profile.name),
                      .profile_from = std::move(profile.from),
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

// One overload for each command that works in a project, in the folder of its sinter.toml.

int run_in_project(const CommandLine& line, const RunCommand& command, BuildRequest request, TerminalReport& report) {
  JsonLinesReport json;
  EventSink& events = line.is_json ? static_cast<EventSink&>(json) : report;
  return run_step(std::move(request), command.step, command.arguments, events, report);
}

int run_in_project(const CommandLine& line, const DifferentialCommand& command, BuildRequest request,
                   TerminalReport& report) {
  JsonLinesReport json;
  EventSink& events = line.is_json ? static_cast<EventSink&>(json) : report;
  return compare_implementations(command, std::move(request), events, report);
}

int run_in_project(const CommandLine& line, const BuildCommand& command, BuildRequest request, TerminalReport& report) {
  request.goals = command.goals;
  request.trace_path = command.trace;
  request.since = command.since;
  request.is_explained = command.is_explained;
  request.purpose = command.is_test ? Purpose::test : Purpose::build;
  request.after_failure = command.keep_going ? AfterFailure::keep_going : AfterFailure::stop;
  request.is_strict = command.is_strict;
  request.checks_determinism = command.checks_determinism;
  report.set_invocation({.program = program_text(line, request.profile),
                         .folder = current_folder().value_or(""),
                         .is_test = command.is_test});
  JsonLinesReport json;
  EventSink& events = line.is_json ? static_cast<EventSink&>(json) : report;
  if (command.is_dry_run) return dry_run(request, events, report);
  return command.is_watch ? watch(request, events, report) : build(request, events, report);
}

int run_in_project(const CommandLine& line, const ConfigCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return show_config(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const GraphCommand& command, BuildRequest request, TerminalReport& report) {
  return show_graph(command, std::move(request), line.is_json, report);
}
int run_in_project(const CommandLine& line, const ExplainCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return show_explanation(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const CleanCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return clean(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const SizeHistoryCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return show_size_history(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const SizeUpdateCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return update_sizes(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const CompareProfilesCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return compare_profiles(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const ReleaseCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return release(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const VerifyCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return verify(command, request, line.is_json, report);
}

int run_in_project(const CommandLine& line, const BenchCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return bench(command, request, line.is_json, report);
}
int run_in_project(const CommandLine& line, const BenchHistoryCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return show_bench_history(command, request, line.is_json, report);
}

int run_in_project(const CommandLine& line, const CiCommand& command, const BuildRequest& request,
                   TerminalReport& report) {
  return write_workflows(command, request, line.is_json, report);
}

/// Works without a project, too.
int run_doctor(const CommandLine& line, const DoctorCommand& command, const Environment& environment,
               TerminalReport& report) {
  if (Result<std::string> project = find_project(line.folder); !project) {
    if (Result<void> changed = change_folder(line.folder); !changed) return report_error(line, report, changed.error());
    return examine(command, std::nullopt, environment);
  }
  Result<BuildRequest> request = enter_project(line, environment);
  return request ? examine(command, *request, environment) : report_error(line, report, request.error());
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
  if (const auto* command = std::get_if<CacheCommand>(&line.command)) {
    return run_cache_command(*command, line, choose_profile(line, environment).name, environment, report);
  }
  if (const auto* command = std::get_if<DoctorCommand>(&line.command)) {
    return run_doctor(line, *command, environment, report);
  }
  if (const auto* command = std::get_if<InitCommand>(&line.command)) return run_init_command(*command, line, report);
  if (const auto* command = std::get_if<SizeCommand>(&line.command)) {
    return run_size_command(*command, line, choose_profile(line, environment).name, report);
  }
  return std::visit(
      [&](const auto& command) {
        if constexpr (requires(BuildRequest request) { run_in_project(line, command, std::move(request), report); }) {
          Result<BuildRequest> request = enter_project(line, std::move(environment));
          return request ? run_in_project(line, command, *std::move(request), report)
                         : report_error(line, report, request.error());
        } else if constexpr (requires { run_stage(command, environment); }) {
          Result<void> done = change_folder(line.folder);
          if (done) done = run_stage(command, environment);
          return done ? 0 : report_error(line, report, done.error());
        } else {
          return 0;  // was run above
        }
      },
      line.command);
}

/// For what is said outside of any command.
Terminal plain_terminal() { return Terminal(ColourChoice::automatic, {.no_colour = true}); }

int run_program(int count, char** arguments) {
  // Scripts ask for the version often; it needs no parser.
  if (count == 2 && std::strcmp(arguments[1], "--version") == 0) {
    write_output("sinter " SINTER_VERSION "\n");
    return 0;
  }
  std::variant<CommandLine, Finish> line = read_command_line(count, arguments);
  const auto* finish = std::get_if<Finish>(&line);
  if (finish == nullptr) return run_command_line(std::get<CommandLine>(line));
  if (finish->exit_code == 0) write_output(finish->text);
  else plain_terminal().write(screen_output(without_colours(finish->text)));
  return finish->exit_code;
}

/// The exit code, unless all went well and what was to be said of it did not arrive.
int code_of_output(int exit_code_so_far) {
  Result<void> arrived = output_arrived();
  if (arrived || exit_code_so_far != 0) return exit_code_so_far;
  plain_terminal().write(render(arrived.error()));
  return exit_code(arrived.error().code);
}

}  // namespace
}  // namespace sinter

int main(int count, char** arguments) {
  sinter::prepare_process();
  return sinter::code_of_output(sinter::run_program(count, arguments));
}
