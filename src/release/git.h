// Asks git, about the repository of the working folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "os/environment.h"

namespace sinter {

class ReleaseGit {
 public:
  explicit ReleaseGit(const Environment& environment);

  /// What git answers, or nothing where it refuses to: then complaint() says why.
  Result<std::optional<std::string>> ask(std::vector<std::string> arguments);
  /// An error where it refuses to.
  Result<std::string> must(std::vector<std::string> arguments);
  const std::string& complaint() const { return complaint_; }

 private:
  std::vector<std::string> environment_;
  std::string complaint_;
};

}  // namespace sinter
