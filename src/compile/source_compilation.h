// How a source becomes an object: a file by the compiler itself; what a pattern finds in a folder
// that a step makes by `sinter compile-folder`, which knows the files only when it runs. The graph
// stays as it was planned: that folder is one input, and the objects are one output, a tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/project.h"
#include "graph/graph.h"

namespace sinter {

struct SourceCompilation {
  std::vector<std::string> argv;
  std::string input;   // the source, or the tree that it is a pattern in
  std::string output;  // an object, or a tree of objects
  std::string depfile;
};

/// `command` is the compiler with its flags; `folder` is where objects go, `object` that of a file below it.
SourceCompilation compile_source(std::vector<std::string> command, const SourceFile& source, const std::string& folder,
                                 const std::string& object, const Tool& sinter);

/// How a linker is told of an object, or of a tree of them.
std::string linker_argument(const std::string& output);
std::vector<std::string> linker_arguments(const std::vector<std::string>& outputs);

/// In a tree of objects: their names, as linkers read them after an `@`.
inline constexpr std::string_view object_list_name = "objects.list";

}  // namespace sinter
