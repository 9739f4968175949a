// A tree on the disk: which files are in its folder, and the digest that stands for them all.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "cache/entry.h"

namespace sinter {

inline constexpr std::size_t tree_files_max = 100'000;

/// What is below a folder; every path starts with the folder's. The build report, which
/// sinter itself writes into `dist`, is left out.
struct TreeListing {
  std::vector<std::string> files;  // sorted
  std::vector<std::string> links;
  std::vector<std::string> folders;  // each after the one it is in
};

/// Empty when the folder is not there. Links are not followed.
Result<TreeListing> list_tree(const std::string& folder);

/// The files of the tree of that name, sorted. A link, or more than `tree_files_max` files,
/// is an error: no such tree can be kept.
Result<std::vector<std::string>> tree_files(std::string_view name);

struct TreeFile {
  std::string_view path;  // in the tree's folder
  Digest identity;
};
/// Of files in the order of their paths. Equal digests mean the same files with the same
/// content, of which the same may be run.
Digest tree_digest(std::span<const TreeFile> files);

/// What a cache record says of the first of the outputs in `rest`: one line, for a tree one
/// more for each of its files. Nothing if those do not make that tree: anybody may write
/// into a cache, and the lines decide where we write.
std::optional<std::span<const CachedFile>> first_output(std::span<const CachedFile> rest);

}  // namespace sinter
