// Making folders, as Linux and the systems that only analyse files (src/analysis/) both do.
#pragma once

#include <optional>
#include <string>

namespace sinter {

struct FolderProblem {
  std::string path;  // the folder that cannot be made: it, or one that it is in
  int number;        // of <cerrno>
};

/// Makes the folder and those that it is in; what is there already is no problem.
std::optional<FolderProblem> try_make_folders(const std::string& path);

}  // namespace sinter
