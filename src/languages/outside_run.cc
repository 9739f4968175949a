#include "languages/outside_run.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "os/files.h"
#include "os/process.h"

namespace sinter {
namespace {

std::string escaped(std::string_view path) {
  std::string text;
  for (char c : path) {
    if (c == ' ' || c == '#' || c == ':') text += '\\';
    if (c == '$') text += '$';
    text += c;
  }
  return text;
}

}  // namespace

Result<std::string> run_tool(std::vector<std::string> argv, std::vector<std::string> environment,
                             const LanguageBuild& request) {
  std::string name(file_name(argv.front()));
  Finished finished = SINTER_TRY(run({.argv = std::move(argv), .environment = std::move(environment)}));
  if (finished.status.ok()) return std::move(finished.output);
  return fail(
      Error{.code = Code::action_failed,
            .what = name + " did not build " + quote(request.folder),
            .where = {.path = request.folder},
            .why = {"it ended with " + describe(finished.status), "it said:\n" + std::string(trim(finished.output))},
            .next = "mend what it names"});
}

Result<void> write_depfile(const LanguageBuild& request, std::vector<std::string> paths) {
  std::string project = SINTER_TRY(real_path("."));
  ranges::sort(paths);
  std::string text = escaped(request.output) + ":";
  for (const std::string& path : paths) {
    std::string shown = relative_to(path, project).value_or(path);
    if (!relative_to(shown, request.scratch_folder)) text += " \\\n  " + escaped(shown);
  }
  return write_file(request.depfile, text + "\n");
}

std::string environment_value(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string& entry : environment) {
    if (entry.starts_with(name) && entry.size() > name.size() && entry[name.size()] == '=')
      return entry.substr(name.size() + 1);
  }
  return "";
}

}  // namespace sinter
