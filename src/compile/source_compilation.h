// How a source becomes an object: a file by the compiler itself; what a pattern finds in a folder that a step makes
// in parts, since nobody knows the files before they are made and the graph stays as it was planned.
//
//   the folder ─ `sinter find-sources` ─┬─ 01.list ─ `sinter compile-folder` ─ a tree of objects ─┬─ linker
//                                       ├─ 02.list ─ `sinter compile-folder` ─ a tree of objects ─┤
//                                       ┆                                                         ┆
//
// A file is in the part that its name decides. The folder is an input of the first action alone: each part discovers
// what it reads, so a change of one file compiles the files of its part, and parts are compiled beside each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/project.h"
#include "graph/graph.h"

namespace sinter {

/// Of a pattern: so few files are compiled again with the one that changed, and so many actions have nothing to do
/// where there are few files.
inline constexpr std::size_t source_parts = 8;

struct SourceCompilation {
  std::vector<std::string> argv;
  std::string input;   // the source, or the list of a part
  std::string output;  // an object, or a tree of objects
  std::string depfile;
  std::string what;  // for the action's name: "compile src/a.cc", "compile gen/*.cc, part 3 of 8"
};

/// One for a file, `source_parts` for a pattern. `command` is the compiler with its flags; `folder` is where objects
/// go, `object` that of a file below it; `profile` is that of search_folder().
std::vector<SourceCompilation> compile_source(const std::vector<std::string>& command, const SourceFile& source,
                                              const std::string& folder, const std::string& object,
                                              const std::string& profile, const Tool& sinter);

/// Finds the files of a pattern when they are made; the same for all that are compiled with the pattern.
struct SourceSearch {
  std::vector<std::string> argv;
  std::string input;                 // the tree
  std::vector<std::string> outputs;  // the lists
};
SourceSearch search_sources(const SourceFile& source, const std::string& profile, const Tool& sinter);

/// "03.list": what search_sources() finds for that part, the first of which is 1.
std::string source_list_name(std::size_t part);
/// In which part the file is.
std::size_t source_part(std::string_view path);

/// How a linker is told of an object, or of a tree of them.
std::string linker_argument(const std::string& output);
std::vector<std::string> linker_arguments(const std::vector<std::string>& outputs);

/// In a tree of objects: their names, as linkers read them after an `@`.
inline constexpr std::string_view object_list_name = "objects.list";

}  // namespace sinter
