// What git says about the project: what in it differs from a revision. The files in the
// folder decide, so that what is staged, unstaged and untracked counts alike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "os/environment.h"

namespace sinter {

/// Since a revision, as project paths, sorted. What git ignores is in neither list.
struct ChangedFiles {
  std::vector<std::string> present;  // other content, or new; a submodule is its folder
  std::vector<std::string> gone;
  std::vector<std::string> outside;          // in the rest of the repository: absolute paths; there or gone
  std::optional<std::string> configuration;  // the text of sinter.toml at the revision, if it had one
};

/// The project is the working folder. No git, no repository and no such revision are errors.
Result<ChangedFiles> changed_since(const std::string& revision, const Environment& environment);

}  // namespace sinter
