#include "compile/source_compilation.h"

#include "base/digest.h"
#include "base/tree_name.h"

namespace sinter {

SourceCompilation compile_source(std::vector<std::string> command, const SourceFile& source, const std::string& folder,
                                 const std::string& object, const Tool& sinter) {
  if (source.tree.empty()) {
    std::string depfile = object + ".d";
    command.insert(command.end(), {"-c", source.path, "-o", object, "-MD", "-MF", depfile});
    return {.argv = std::move(command), .input = source.path, .output = object, .depfile = std::move(depfile)};
  }
  // Two patterns may look into one folder, and a pattern is no name for a file.
  std::string objects = folder + "/made-" + sha256(source.path).hex().substr(0, 12);
  std::string depfile = objects + ".d";
  std::vector<std::string> argv = {sinter.name, "compile-folder", std::string(*tree_folder(source.tree))};
  argv.insert(argv.end(), {"--pattern", source.path});
  for (const std::string& excluded : source.excluded) argv.insert(argv.end(), {"--exclude", excluded});
  argv.insert(argv.end(), {"--objects", objects, "--depfile", depfile, "--"});
  argv.insert(argv.end(), command.begin(), command.end());
  return {.argv = std::move(argv),
          .input = source.tree,
          .output = objects + std::string(tree_suffix),
          .depfile = std::move(depfile)};
}

std::string linker_argument(const std::string& output) {
  std::optional<std::string_view> tree = tree_folder(output);
  return tree ? "@" + std::string(*tree) + "/" + std::string(object_list_name) : output;
}

std::vector<std::string> linker_arguments(const std::vector<std::string>& outputs) {
  std::vector<std::string> arguments;
  for (const std::string& output : outputs) arguments.push_back(linker_argument(output));
  return arguments;
}

}  // namespace sinter
