// What is on disk in the project's folder, as far as sinter.toml asks for it: which files
// a pattern matches, and whether a path is there. Every folder is listed once, and its
// name is kept: when its listing changes, the plan may.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/digest.h"
#include "base/error.h"
#include "config/glob.h"
#include "config/listed_folder.h"

namespace sinter {

class Inventory {
 public:
  /// `folder` is the project's; every path below is relative to it. `matches_max` limits
  /// what one pattern may match.
  Inventory(std::string folder, std::size_t matches_max);

  /// A file, or a tree under its name, that a step makes: it counts as there, and patterns match it, except those of
  /// its maker. To be told before the first question.
  void add_made(const std::string& path, const std::string& maker);
  /// A file that only a step makes that is left out. It counts as absent, also when an
  /// earlier build has left one.
  void add_unmade(const std::string& path, const std::string& maker);
  /// What the step `owner` keeps for itself: patterns pass it by, except for outputs in it.
  void add_scratch(const std::string& path, const std::string& owner);
  /// Who would make it; null unless it is such a file.
  const std::string* unmade_by(const std::string& path) const;

  /// The tree with that folder, under its name, if a step makes one; else "".
  std::string tree_made_at(const std::string& folder) const;

  /// The files that `pattern` matches for the step `reader`, sorted. For a file that may be
  /// in a tree the tree is matched; who is no step must know its files, so that is an error. Folders that it does not
  /// name literally are left out when they are hidden or hold what tools made (node_modules, dist). Links are followed
  /// while they stay in the project, each target once. No match is an error that says what is there instead.
  Result<std::vector<std::string>> expand(std::string_view pattern, std::string_view reader = {});

  enum class Found : std::uint8_t { nothing, file, folder, outside };
  /// What is at a project path; `outside`: a link on the way leaves the project.
  Found look(const std::string& path);

  /// A missing `noun` ("file", "folder") at `path`, with the nearest name beside it.
  Error missing(std::string_view path, std::string_view noun);

  /// Every folder whose listing decided something, as it was when it was listed; sorted.
  std::vector<ListedFolder> listed_folders() const;
  /// The digest of that folder's listing as it is for one that has not been asked for it before.
  Digest listing_digest(const ListedFolder& folder);

 private:
  struct Entry {
    std::string name;
    bool is_folder;
    std::string link_target;  // real path, for links to folders; else ""
  };
  using Listing = std::vector<Entry>;
  struct Walk;  // one expansion under way
  Digest digest_of(const std::string& folder, const Listing& listing, bool is_whole) const;
  struct Made {
    std::string maker;
    bool is_made = true;
  };

  std::string on_disk(std::string_view path) const;
  bool is_inside(std::string_view real) const;
  bool stays_inside(const std::string& folder);
  /// Empty for a folder that is absent, unreadable or outside.
  const Listing& list(const std::string& folder);
  void walk(Walk& walk, const std::string& folder, std::size_t index);
  void walk_deeper(Walk& walk, const std::string& folder, std::size_t index);
  bool may_enter(Walk& walk, const std::string& folder, const Entry& entry);
  void correct_made(Walk& walk, std::string_view reader) const;
  Result<void> correct_trees(Walk& walk, std::string_view pattern, std::string_view reader) const;
  /// The tree that holds `path`, or whose folder it is.
  std::map<std::string, Made>::const_iterator tree_of(std::string path) const;
  Error nothing_matched(std::string_view pattern, const Glob& glob);

  std::string folder_;
  std::string real_folder_;  // "" until first needed
  std::size_t matches_max_;
  std::map<std::string, Made> made_;            // by path; sorted, so that a folder's files are neighbours
  std::map<std::string, Made> trees_;           // by folder
  std::map<std::string, std::string> scratch_;  // the owner of each file and folder
  std::unordered_map<std::string, Listing> listings_;
  std::unordered_set<std::string> whole_;         // folders of which also counts what wildcards pass by
  std::unordered_map<std::string, bool> inside_;  // folder -> its real path is in the project
};

}  // namespace sinter
