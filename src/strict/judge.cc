#include "strict/judge.h"

#include <optional>

#include "base/path.h"
#include "base/ranges.h"

namespace sinter {
namespace {

/// What npm writes when it has installed everything.
constexpr std::string_view installed_lock = "node_modules/.package-lock.json";
constexpr std::string_view lock_files[] = {"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock",
                                           "bun.lock",          installed_lock};

class Judge {
 public:
  explicit Judge(const Declared& declared) : declared_(declared) {}

  Verdict take() {
    auto order = [](const Finding& left, const Finding& right) {
      return std::tie(left.path, left.kind) < std::tie(right.path, right.kind);
    };
    ranges::sort(verdict_.findings, order);
    return std::move(verdict_);
  }

  void look_at(const TouchedFile& file) {
    if (std::optional<std::string> path = relative_to(file.path, declared_.project)) look_inside(file, *path);
    else look_outside(file);
  }

 private:
  static bool holds(const std::vector<std::string>& sorted, const std::string& path) {
    return ranges::binary_search(sorted, path);
  }
  static bool lies_in(const std::string& path, const std::vector<std::string>& folders) {
    return ranges::any_of(folders, [&](const std::string& folder) { return relative_to(path, folder).has_value(); });
  }

  void find(FindingKind kind, std::string path) { verdict_.findings.push_back({kind, std::move(path)}); }

  /// Whether one of the outputs lies in the folder: sinter makes such folders beforehand,
  /// and what empties its output folder first removes them.
  bool holds_output(const std::string& folder) const {
    auto first = ranges::lower_bound(declared_.outputs, folder + "/");
    return first != declared_.outputs.end() && relative_to(*first, folder).has_value();
  }

  /// The folder that holds the outermost `node_modules` on the way to `path`.
  static std::optional<std::string> packages_home(std::string_view path) {
    if (path.starts_with("node_modules/")) return ".";
    std::size_t at = path.find("/node_modules/");
    return at == std::string_view::npos ? std::nullopt : std::optional<std::string>(path.substr(0, at));
  }

  /// A lock file names every installed package by the digest of its content, so whoever
  /// declares it has declared them.
  bool is_locked_package(std::string_view path) const {
    std::optional<std::string> home = packages_home(path);
    for (std::string folder = home.value_or("."); home; folder = parent_path(folder)) {
      for (std::string_view name : lock_files) {
        if (holds(declared_.inputs, join_path(join_path(declared_.project, folder), name))) return true;
      }
      if (folder == ".") break;
    }
    return false;
  }

  /// And whoever makes it installs them: what is there is its own.
  bool installs(std::string_view path) const {
    std::optional<std::string> home = packages_home(path);
    return home && holds(declared_.outputs, join_path(join_path(declared_.project, *home), installed_lock));
  }

  void look_inside(const TouchedFile& file, const std::string& path) {
    Remarks& remarks = verdict_.remarks;
    if (holds(declared_.outputs, file.path) || installs(path) || relative_to(path, scratch_root)) return;
    if (lies_in(file.path, declared_.made_trees)) return;
    bool is_in_read_tree = lies_in(file.path, declared_.read_trees);
    if (file.is_folder && holds_output(file.path)) return;
    if (file.is_listed && !is_in_read_tree) remarks.listed.push_back(path);
    bool may_read = is_in_read_tree || holds(declared_.inputs, file.path) || lies_in(file.path, declared_.tools) ||
                    is_locked_package(path);
    if (file.existed && (file.is_written || file.is_removed) && !(file.is_folder && !file.is_removed)) {
      return find(FindingKind::changes, path);
    }
    // Scratch files come and go; so do folders, of which only the files count.
    if (file.is_written && !file.existed) {
      if (file.remains && !file.is_folder) find(FindingKind::makes, path);
      return;
    }
    if (may_read) return;
    if (file.is_read) find(FindingKind::reads, path);
    else if (file.is_missed) remarks.missed.push_back(path);
    else if (file.is_looked_at && !file.is_folder) remarks.seen.push_back(path);
  }

  void look_outside(const TouchedFile& file) {
    bool is_made_here = file.is_written && !file.existed;
    bool writes = file.is_removed || file.is_written;
    if (lies_in(file.path, declared_.temporary) && is_made_here) return;
    if (is_made_here && !file.remains) return;
    if (std::optional<std::string> path = relative_to(file.path, declared_.home); path && !declared_.home.empty()) {
      // By old custom programs keep settings and caches there, in folders with a dot.
      if (path->starts_with('.') && *path != ".") {
        if (file.is_read || writes) verdict_.remarks.home.push_back("~/" + *path);
        return;
      }
    }
    if (writes && !file.is_folder) return find(FindingKind::writes_outside, file.path);
    bool may_read = holds(declared_.inputs, file.path) || lies_in(file.path, declared_.tools);
    if (file.is_read && !may_read) find(FindingKind::reads_outside, file.path);
  }

  const Declared& declared_;
  Verdict verdict_;
};

}  // namespace

Verdict judge(const AccessLog& log, const Declared& declared) {
  Judge judge(declared);
  for (const TouchedFile& file : log.files) judge.look_at(file);
  return judge.take();
}

std::vector<std::string> system_folders() {
  return {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc",     "/opt",
          "/nix", "/gnu", "/snap", "/run", "/proc",  "/sys",   "/dev",    "/var/lib", "/var/cache"};
}

}  // namespace sinter
