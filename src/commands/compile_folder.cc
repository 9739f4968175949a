#include "commands/compile_folder.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "cache/tree.h"
#include "compile/source_compilation.h"
#include "config/glob.h"
#include "os/files.h"
#include "os/process.h"
#include "os/terminal.h"

namespace sinter {
namespace {

Result<std::vector<std::string>> find_sources(const FindSourcesCommand& command) {
  Glob wanted = SINTER_TRY(parse_glob(command.pattern));
  std::vector<Glob> excluded;
  for (const std::string& pattern : command.excluded) excluded.push_back(SINTER_TRY(parse_glob(pattern)));
  std::vector<std::string> sources = SINTER_TRY(tree_files(command.folder + std::string(tree_suffix)));
  std::erase_if(sources, [&](const std::string& path) {
    return !wanted.matches(path) || ranges::any_of(excluded, [&](const Glob& glob) { return glob.matches(path); });
  });
  if (!sources.empty()) return sources;
  return fail(Error{.code = Code::config_glob_empty,
                    .what = quote(command.pattern) + " matches nothing in " + quote(command.folder),
                    .why = {"the step that makes the folder has made no such file"},
                    .next = "correct the pattern in `sources`, or what the step writes"});
}

/// As it is written in a file of arguments.
std::string quoted_argument(std::string_view path) {
  std::string quoted = "\"";
  for (char letter : path) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + "\"\n";
}

}  // namespace

Result<void> run_stage(const FindSourcesCommand& command, const Environment&) {
  std::vector<std::string> lists(source_parts);
  for (const std::string& source : SINTER_TRY(find_sources(command))) lists[source_part(source) - 1] += source + '\0';
  SINTER_TRY(make_folders(command.lists));
  for (std::size_t i = 0; i < source_parts; ++i)
    SINTER_TRY(write_file(join_path(command.lists, source_list_name(i + 1)), lists[i]));
  return {};
}

Result<void> run_stage(const CompileFolderCommand& command, const Environment& environment) {
  std::string list;
  std::string dependencies;
  std::vector<std::string> sources = split(SINTER_TRY(read_file(command.list)), '\0');
  sources.pop_back();  // each ends with a zero byte
  SINTER_TRY(make_folders(command.objects));
  for (const std::string& source : sources) {
    std::string object = join_path(command.objects, relative_to(source, command.folder).value_or(source)) + ".o";
    std::string depfile = command.depfile + ".part";
    SINTER_TRY(make_folders(parent_path(object)));
    Command compile{.argv = command.compiler};
    compile.argv.insert(compile.argv.end(), {"-c", source, "-o", object, "-MD", "-MF", depfile});
    for (const auto& [name, value] : environment) compile.environment.push_back(name + "=" + value);
    Finished finished = SINTER_TRY(run(std::move(compile)));
    if (!finished.output.empty()) write_output(finished.output);
    if (!finished.status.ok()) {
      return fail(Error{.code = Code::action_failed,
                        .what = "compiling " + quote(source) + " ended with " + describe(finished.status),
                        .where = {source},
                        .next = "what the compiler printed says more"});
    }
    dependencies += SINTER_TRY(read_file(depfile));
    SINTER_TRY(remove_file(depfile));
    list += quoted_argument(object);
  }
  SINTER_TRY(write_file(command.depfile, dependencies));
  return write_file(join_path(command.objects, object_list_name), list);
}

}  // namespace sinter
