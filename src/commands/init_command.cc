#include "commands/init_command.h"

#include "base/path.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/process.h"
#include "report/json_lines.h"
#include "report/starter_text.h"
#include "starter/starter.h"

namespace sinter {
namespace {

Starter starter_of(std::string_view language) {
  if (language == "rust") return Starter::rust;
  return language == "polyglot" ? Starter::polyglot : Starter::cpp;
}

Result<WrittenStarter> write(const InitCommand& command, const CommandLine& line) {
  SINTER_TRY(change_folder(line.folder));
  return write_starter(starter_of(command.language), command.folder);
}

}  // namespace

int run_init_command(const InitCommand& command, const CommandLine& line, TerminalReport& terminal) {
  Result<WrittenStarter> written = write(command, line);
  if (!written) {
    terminal.print_error(written.error());
    if (line.is_json) JsonLinesReport().accept(RunFailed{written.error()});
    return exit_code(written.error().code);
  }
  std::string folder = join_path(line.folder, command.folder);
  if (line.is_json) write_output(starter_json(*written, folder));
  else if (line.verbosity != Verbosity::quiet) write_output(starter_text(*written, folder));
  return 0;
}

}  // namespace sinter
