// What was changed, as commits say it in the form of https://www.conventionalcommits.org
// 1.0.0: `type(scope)!: description`, and `BREAKING CHANGE: …` in a footer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "release/semantic_version.h"

namespace sinter {

struct CommittedChange {
  std::string commit;       // its digest, 40 hexadecimal digits or more
  std::string type;         // "feat", in lower case; "" for a commit of no such form
  std::string scope;        // "parser", or ""
  std::string description;  // the rest of the subject; all of it when there is no type
  std::string breaking;     // what breaks; "" unless it does
};

/// What `git log -z --format=%H%n%s%n%b` writes: newest first. Whatever a commit says, it
/// is one change, and its texts hold no control characters.
std::vector<CommittedChange> read_changes(std::string_view log);

/// The largest step that one of them asks for: a break, `feat`, `fix` or `perf`.
VersionStep step_of(const std::vector<CommittedChange>& changes);

}  // namespace sinter
