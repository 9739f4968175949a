// What `sinter init` writes: small projects that build and are tested, one for each way to
// begin. Their files lie in starters/ of the repository and travel inside the tool.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sinter {

enum class Starter : std::uint8_t { cpp, rust, polyglot };

struct StarterFile {
  std::string_view path;  // below the project
  std::string_view content;
};

/// Sorted by path. The polyglot project is both others, where it has no file of its own.
std::vector<StarterFile> starter_files(Starter starter);

/// A name that npm accepts, as like that of the folder as can be.
std::string project_name_for(std::string_view folder_name);

struct WrittenStarter {
  std::string project;               // its name
  std::vector<std::string> written;  // paths below the folder, sorted
  bool kept_ignore_file;             // there was a .gitignore, which is somebody's to keep
};

/// Writes into `folder`, which is made when it is missing. When any other file of the
/// starter is there already, nothing is written and all of them are named.
Result<WrittenStarter> write_starter(Starter starter, const std::string& folder);

}  // namespace sinter
