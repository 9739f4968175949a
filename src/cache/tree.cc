#include "cache/tree.h"

#include <algorithm>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "cache/file_table.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::string_view own_report = "dist/build-report.json";

Error link_in_tree(std::string_view name, const std::string& link) {
  return {.code = Code::action_no_output,
          .what = quote(name) + " cannot be kept: " + quote(link) + " is a symbolic link",
          .where = {link},
          .why = {"a tree holds files and folders only; a link may lead out of it"},
          .next = "let the command write the file itself, or remove the link"};
}

Error too_many_files(std::string_view name, std::size_t count) {
  return {.code = Code::action_no_output,
          .what = quote(name) + " holds " + std::to_string(count) + " files",
          .where = {std::string(*tree_folder(name))},
          .why = {"a tree may hold " + std::to_string(tree_files_max) + " (tree_files_max)"},
          .next = "let the command write one archive instead"};
}

}  // namespace

Result<TreeListing> list_tree(const std::string& folder) {
  TreeListing listing;
  std::optional<FileStat> stat = stat_link(folder);
  if (stat && stat->is_link) listing.links.push_back(folder);
  if (!stat || !stat->is_folder) return listing;
  std::vector<std::string> open = {folder};
  while (!open.empty()) {
    std::string at = std::move(open.back());
    open.pop_back();
    for (FolderEntry& entry : SINTER_TRY(list_folder(at))) {
      std::string path = at + "/" + entry.name;
      if (entry.is_link) {
        listing.links.push_back(std::move(path));
      } else if (entry.is_folder) {
        listing.folders.push_back(path);
        open.push_back(std::move(path));
      } else if (path != own_report) {
        listing.files.push_back(std::move(path));
      }
    }
  }
  ranges::sort(listing.files);
  return listing;
}

Result<std::vector<std::string>> tree_files(std::string_view name) {
  TreeListing listing = SINTER_TRY(list_tree(std::string(*tree_folder(name))));
  if (!listing.links.empty())
    return fail(link_in_tree(name, *std::min_element(listing.links.begin(), listing.links.end())));
  if (listing.files.size() > tree_files_max) return fail(too_many_files(name, listing.files.size()));
  return std::move(listing.files);
}

Digest tree_digest(std::span<const TreeFile> files) {
  Hasher hasher;
  hasher.field("tree").field(files.size());
  for (const TreeFile& file : files) hasher.field(file.path).field(file.identity);
  return hasher.finish();
}

std::optional<std::span<const CachedFile>> first_output(std::span<const CachedFile> rest) {
  if (rest.empty()) return std::nullopt;
  std::optional<std::string_view> folder = tree_folder(rest.front().path);
  if (!folder) return rest.first(1);
  std::vector<TreeFile> files;
  for (const CachedFile& line : rest.subspan(1)) {
    if (!line.path.starts_with(*folder) || line.path.size() < folder->size() + 2) break;
    std::string_view path = std::string_view(line.path).substr(folder->size() + 1);
    if (line.path[folder->size()] != '/' || normalize_path(line.path) != line.path || is_tree_name(line.path)) break;
    if (!files.empty() && files.back().path >= path) break;
    files.push_back({path, file_identity(line.digest, line.is_executable)});
  }
  if (files.empty() || tree_digest(files) != rest.front().digest) return std::nullopt;
  return rest.first(files.size() + 1);
}

}  // namespace sinter
