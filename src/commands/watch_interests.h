// What a watching build has to look at: the files it read, the folders whose listings
// decided what its globs matched, and the way down to both. Which change matters is
// decided on values; the machine is asked elsewhere.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/tree_name.h"
#include "cache/state.h"
#include "graph/plan.h"
#include "os/folder_watch.h"

namespace sinter {

/// What of some changes matters.
struct Relevant {
  std::set<std::string> files;     // were read, and may have changed
  std::set<std::string> listings;  // entries that came or went where a glob or a name may care
};

class WatchInterests {
 public:
  /// sinter.toml alone.
  WatchInterests();
  /// Everything that a build with this plan reads, as far as earlier builds know.
  WatchInterests(const Plan& plan, const BuildState& state);

  /// From now on every file in these folders counts, as if the build had read it.
  void add_everything_in(const std::vector<std::string>& folders);

  const std::set<std::string>& folders() const { return folders_; }
  /// sinter.toml is one of them.
  std::size_t file_count() const { return files_.size() + 1; }
  std::vector<std::string> files_in(const std::string& folder) const;
  std::vector<std::string> all_files() const;
  bool is_known(const std::string& path) const { return files_.contains(path); }

  void collect(const FolderChange& change, Relevant& relevant) const;

 private:
  void add_listed_folders(const std::vector<std::string>& folders);
  void add_file(const std::string& path);
  void add_folder(const std::string& folder);

  std::string config_target_;  // where sinter.toml is if that is a link
  std::unordered_set<std::string> files_;
  bool is_output(const std::string& path) const;

  std::unordered_set<std::string> outputs_;
  TreeNames trees_;
  std::unordered_set<std::string> whole_;   // folders in which every file counts
  std::unordered_set<std::string> listed_;  // folders in which every name counts
  std::unordered_set<std::string> steps_;   // folders on the way to what is watched
  std::set<std::string> folders_;
  std::map<std::string, std::vector<std::string>> files_by_folder_;
};

}  // namespace sinter
