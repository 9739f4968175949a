// What a file was made of when it was last looked at: sizes and names, without the file.
// That is enough to say later what has grown, and little enough to keep and to commit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/sizes.h"
#include "binary/parts.h"

namespace sinter {

struct SnapshotPart {
  std::string kind;  // "function", "data", "section", "file"; "rest" for those that were left out
  std::string name;  // as people read it
  std::uint64_t size_bytes = 0;

  bool operator==(const SnapshotPart&) const = default;
};

struct Snapshot {
  Sizes sizes;                      // 0: not measured; but for the raw size
  std::vector<SnapshotPart> parts;  // the largest first; each kind and name once

  bool operator==(const Snapshot&) const = default;
};

/// Functions and data by name, all else by section. What has no name is one part: numbers
/// of functions mean nothing in another build.
Snapshot take_snapshot(const FileParts& file, const Sizes& sizes);

/// The `count` largest parts, and one of kind "rest" for the others.
Snapshot shortened(Snapshot snapshot, std::size_t count);

/// Lines of text, which read well in a diff.
std::string encode_snapshot(const Snapshot& snapshot);
/// Nothing if `text` is anything else.
std::optional<Snapshot> decode_snapshot(std::string_view text);

struct Growth {
  std::string kind;
  std::string name;
  std::uint64_t before_bytes = 0;  // 0: it is new
  std::uint64_t after_bytes = 0;

  std::uint64_t growth_bytes() const { return after_bytes - before_bytes; }
};

/// What is larger than it was, the most grown first. Of what was left out of `before`, only
/// that is said which cannot have been there at this size.
std::vector<Growth> growth_since(const Snapshot& before, const Snapshot& now);

}  // namespace sinter
