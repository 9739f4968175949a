// Archives whose bytes follow from their content alone: a sorted list of regular files, one time
// for all, nobody's user and group. tar is POSIX ustar in gzip (RFC 1952), zip is PKWARE's
// APPNOTE 6.3 with deflate.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sinter {

struct ArchiveFile {
  std::string path;  // in the archive: relative, with `/`
  std::string bytes;
  bool is_executable = false;
};

/// `seconds` since 1970: the time that every file gets. Paths that leave the folder where the
/// archive is unpacked, or that its format cannot hold, are errors.
Result<std::string> make_tar(std::vector<ArchiveFile> files, std::uint64_t seconds);
Result<std::string> make_tar_gz(std::vector<ArchiveFile> files, std::uint64_t seconds);
Result<std::string> make_zip(std::vector<ArchiveFile> files, std::uint64_t seconds);

/// The bytes as one gzip stream without time and name.
std::string gzipped(std::string_view bytes);

}  // namespace sinter
