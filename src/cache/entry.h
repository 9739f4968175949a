// What the cache knows of one action: a record for each set of discovered inputs that was
// seen with its base key, newest first. Records are read from a folder that others write
// into, so the reader believes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"

namespace sinter {

/// What the bytes begin with; raised when their meaning changes, together with the folder's
/// number in layout.h. Fuzzing seals with it too.
inline constexpr std::string_view entry_magic = "SNcache3";

struct CachedFile {
  std::string path;
  Digest digest;  // of an output its content's, of a discovered input its identity
  bool is_executable = false;
  bool operator==(const CachedFile&) const = default;
};

/// What one run of an action needed and made.
struct CacheRecord {
  Digest key;                          // the full key
  std::vector<CachedFile> discovered;  // further inputs, with the content they had
  std::vector<CachedFile> outputs;     // a tree is followed by its files, sorted by path
  std::string log;                     // what the command printed
  std::uint64_t duration_ns = 0;
  bool operator==(const CacheRecord&) const = default;
};

std::string encode_entry(const std::vector<CacheRecord>& records);
/// Nothing if the bytes are damaged or of another version.
std::optional<std::vector<CacheRecord>> decode_entry(std::string_view bytes);

}  // namespace sinter
