// What this machine lets us do, found by asking or by trying on files without a name, which
// leave no trace. For `sinter doctor`; builds find out by doing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace sinter {

struct FileSystem {
  std::uint64_t device;  // equal for paths of one file system
  std::uint64_t free_bytes;
};
std::optional<FileSystem> file_system_of(const std::string& path);

/// Whether files can be made there; an error that says why not.
Result<void> try_writing(const std::string& folder);
/// Whether files of one folder can share their content with files of another (reflink).
bool can_share_content(const std::string& from_folder, const std::string& to_folder);
/// By how much the clock by which files there get their times is ahead of ours. Nothing if
/// no file can be made there.
std::optional<std::int64_t> clock_lead_ns(const std::string& folder);

/// Of a FileLock: whether somebody holds it, or was killed while holding it. Leaves it as
/// it is.
enum class LockUse : std::uint8_t { free, held, abandoned };
LockUse look_at_lock(const std::string& path);

}  // namespace sinter
