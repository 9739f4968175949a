#include "compile/source_compilation.h"

#include "base/digest.h"
#include "base/tree_name.h"

namespace sinter {
namespace {

/// "03": sorted as they are counted.
std::string part_name(std::size_t part) { return (part < 10 ? "0" : "") + std::to_string(part); }

/// A pattern is no name for a file, and two of one name may leave out different files.
std::string search_name(const SourceFile& source) {
  Hasher hasher;
  hasher.field(source.path).field(source.tree);
  for (const std::string& excluded : source.excluded) hasher.field(excluded);
  return hasher.finish().hex().substr(0, 12);
}

std::string search_folder(const SourceFile& source, const std::string& profile) {
  return ".sinter/build/" + profile + "/made-sources/" + search_name(source);
}

}  // namespace

std::string source_list_name(std::size_t part) { return part_name(part) + ".list"; }

std::size_t source_part(std::string_view path) { return 1 + sha256(path).bytes[0] % source_parts; }

std::vector<SourceCompilation> compile_source(const std::vector<std::string>& command, const SourceFile& source,
                                              const std::string& folder, const std::string& object,
                                              const std::string& profile, const Tool& sinter) {
  if (source.tree.empty()) {
    SourceCompilation compilation{.argv = command,
                                  .input = source.path,
                                  .output = object,
                                  .depfile = object + ".d",
                                  .what = "compile " + source.path};
    compilation.argv.insert(compilation.argv.end(),
                            {"-c", source.path, "-o", object, "-MD", "-MF", compilation.depfile});
    return {std::move(compilation)};
  }
  std::vector<SourceCompilation> parts;
  for (std::size_t part = 1; part <= source_parts; ++part) {
    std::string list = search_folder(source, profile) + "/" + source_list_name(part);
    std::string objects = folder + "/made-" + search_name(source) + "/" + part_name(part);
    std::string depfile = objects + ".d";
    std::vector<std::string> argv = {sinter.name, "compile-folder", std::string(*tree_folder(source.tree))};
    argv.insert(argv.end(), {"--list", list, "--objects", objects, "--depfile", depfile, "--"});
    argv.insert(argv.end(), command.begin(), command.end());
    parts.push_back(
        {.argv = std::move(argv),
         .input = std::move(list),
         .output = objects + std::string(tree_suffix),
         .depfile = std::move(depfile),
         .what = "compile " + source.path + ", part " + std::to_string(part) + " of " + std::to_string(source_parts)});
  }
  return parts;
}

SourceSearch search_sources(const SourceFile& source, const std::string& profile, const Tool& sinter) {
  std::string lists = search_folder(source, profile);
  SourceSearch search{.argv = {sinter.name, "find-sources", std::string(*tree_folder(source.tree)), "--pattern",
                               source.path, "--lists", lists},
                      .input = source.tree,
                      .outputs = {}};
  for (const std::string& excluded : source.excluded) search.argv.insert(search.argv.end(), {"--exclude", excluded});
  for (std::size_t part = 1; part <= source_parts; ++part)
    search.outputs.push_back(lists + "/" + source_list_name(part));
  return search;
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
