// What is in a file, or in several that ship together, more than once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "binary/parts.h"

namespace sinter {

struct DuplicateFile {
  std::string path;
  const FileParts& file;
  std::span<const std::uint64_t> fingerprints;  // of each part
};

struct DuplicateGroup {
  std::string kind;
  std::string name;              // of the first one
  std::uint64_t size_bytes = 0;  // of each, on average
  std::uint64_t count = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t largest_bytes = 0;
  std::vector<std::string> files;

  /// What would go if one of them served for all.
  std::uint64_t repeated_bytes() const { return total_bytes - largest_bytes; }
};

struct Duplicates {
  std::vector<DuplicateGroup> groups;  // what repeats most bytes first, at most as many as wanted
  std::uint64_t group_count = 0;
  std::uint64_t repeated_bytes = 0;  // of all groups
};

/// Functions with the same code but for the numbers of what they name, and data with the
/// same content. Whether one can stand for the others depends on those numbers, too.
Duplicates find_duplicates(std::span<const DuplicateFile> files, std::size_t top);

}  // namespace sinter
