// The command line in, the exit code out. What the outside decides (environment,
// terminal, processors) is read here, once, and passed on as values.
#include <csignal>
#include <cstring>
#include <variant>

#include "base/error.h"
#include "command_line.h"
#include "os/machine.h"
#include "os/process.h"
#include "pipeline.h"
#include "report/json_lines.h"
#include "report/terminal.h"
#include "stage_commands.h"

namespace sinter {
namespace {

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

int run_build(const CommandLine& line, const BuildCommand& command, Environment environment, TerminalReport& report) {
  Result<std::string> project = find_project(line.folder);
  if (!project) return report_error(line, report, project.error());
  if (Result<void> changed = change_folder(*project); !changed) return report_error(line, report, changed.error());
  std::string profile = line.profile;
  if (profile.empty() && environment.contains("SINTER_PROFILE")) profile = environment["SINTER_PROFILE"];
  BuildRequest request{.profile = profile.empty() ? "production" : profile,
                       .goals = command.goals,
                       .purpose = command.is_test ? Purpose::test : Purpose::build,
                       .slots = line.slots == 0 ? processor_count() : line.slots,
                       .after_failure = command.keep_going ? AfterFailure::keep_going : AfterFailure::stop,
                       .environment = std::move(environment)};
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
  Terminal terminal(line.colour, is_set("NO_COLOR", ""), is_set("TERM", "dumb"));
  TerminalReport report(terminal, line.verbosity);
  if (const auto* command = std::get_if<BuildCommand>(&line.command)) {
    return run_build(line, *command, std::move(environment), report);
  }
  if (Result<void> changed = change_folder(line.folder); !changed) return report_error(line, report, changed.error());
  Result<void> done = std::visit(
      [&](const auto& command) -> Result<void> {
        if constexpr (std::is_same_v<decltype(command), const BuildCommand&>) return {};
        else return run_stage(command, environment);
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
      sinter::Terminal(sinter::ColourChoice::automatic, true, true).write(finish->text);
    }
    return finish->exit_code;
  }
  return sinter::run_command_line(std::get<sinter::CommandLine>(line));
}
