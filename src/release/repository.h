// What a release asks git: which commit this is, what is not in it, which version was
// released last and what was changed since.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "os/environment.h"
#include "release/changes.h"

namespace sinter {

struct Repository {
  std::string commit;                    // of HEAD
  std::uint64_t commit_seconds = 0;      // when it was made, since 1970
  std::vector<std::string> uncommitted;  // as `git status` shows them
  std::string last_tag;                  // of the latest version before this commit, "v1.2.3"; "" for none
  std::optional<std::string> tagged;     // the commit that `tag` names, if there is one
  std::string web;                       // of `origin`, where it is one that browsers read; or ""
  std::vector<CommittedChange> changes;  // since last_tag, newest first
};

/// `tag`: of the version that is to be released, "v1.3.0".
Result<Repository> read_repository(const std::string& tag, const Environment& environment);

/// "https://host/owner/name" for the address of a remote in any of git's forms, without user
/// and password; "" for a local one, and for one of which that cannot be said for sure.
std::string web_address(std::string_view remote);

}  // namespace sinter
