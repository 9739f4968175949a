// Which earlier build a file is compared with, and where such builds are remembered.
//
// Every build that makes a file anew leaves its snapshot below .sinter/sizes, with the time
// and git's revision. A clone has none of these, so a project may commit `sinter.sizes`,
// which `sinter size --update` writes and git then has for every revision.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "size/snapshot.h"

namespace sinter {

inline constexpr std::string_view committed_sizes_path = "sinter.sizes";

/// What git says of the project in the working folder; all empty where there is no git.
struct Revision {
  std::string commit;        // 40 hexadecimal digits
  bool is_modified = false;  // files that git knows differ from it
};

Revision current_revision();

struct Baseline {
  Snapshot snapshot;
  std::string since;  // "the release v1.2.0", "the build before"
};

/// What the file called `name` ("production/text/simd") is compared with: on a branch its
/// merge base with the main one, else the last release; then what is committed; then the
/// newest build. Nothing if none of them is known.
std::optional<Baseline> find_baseline(const std::string& name);

/// Keeps the snapshot of a build for find_baseline(), and forgets the oldest.
Result<void> remember_snapshot(const std::string& name, const Snapshot& snapshot, const Revision& revision,
                               std::int64_t built_at_ns);

using CommittedSizes = std::map<std::string, Snapshot, std::less<>>;  // by name

/// The text of `sinter.sizes`.
std::string encode_committed_sizes(const CommittedSizes& sizes);
/// Nothing if `text` is anything else.
std::optional<CommittedSizes> decode_committed_sizes(std::string_view text);

}  // namespace sinter
