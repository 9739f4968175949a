#include "schedule/slashed_name.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "os/files.h"

namespace sinter {
namespace {

/// `folder` is "" or ends with a slash.
std::optional<std::string> find_unslashed(const std::string& folder, std::string_view rest) {
  for (std::size_t at = rest.find('/');; at = rest.find('/', at + 1)) {
    std::string path(rest.substr(0, at));
    std::replace(path.begin(), path.end(), '/', '\\');
    path.insert(0, folder);
    std::optional<FileStat> stat = stat_file(path);
    if (at == std::string_view::npos) return stat ? std::optional(path) : std::nullopt;
    if (!stat || !stat->is_folder) continue;
    if (std::optional<std::string> found = find_unslashed(path + "/", rest.substr(at + 1))) return found;
  }
}

}  // namespace

std::string unslashed(const std::string& path) {
  if (stat_link(path)) return path;
  std::size_t root = path.starts_with('/') ? 1 : 0;
  return find_unslashed(path.substr(0, root), std::string_view(path).substr(root)).value_or(path);
}

}  // namespace sinter
