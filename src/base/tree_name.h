// A tree is a folder that an action makes with everything below it, without naming the
// files. Wherever files have paths a tree has its name: its folder and "/**", as
// sinter.toml writes it. No single file can be declared under such a path, so the name
// alone tells that it is a tree.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sinter {

inline constexpr std::string_view tree_suffix = "/**";

inline bool is_tree_name(std::string_view path) {
  return path.size() > tree_suffix.size() && path.ends_with(tree_suffix);
}
/// The folder of a tree's name; nothing for a file's path.
inline std::optional<std::string_view> tree_folder(std::string_view path) {
  return is_tree_name(path) ? std::optional(path.substr(0, path.size() - tree_suffix.size())) : std::nullopt;
}

/// The trees of a project, to find the one that a path belongs to.
class TreeNames {
 public:
  /// Keeps the path if it is the name of a tree.
  void add(std::string_view path);
  bool empty() const { return names_.empty(); }
  /// The name of the tree that `path` lies in, "" for none; valid as long as this.
  std::string_view above(std::string_view path) const;
  /// The same, also for the tree's folder itself.
  std::string_view at_or_above(std::string_view path) const;

 private:
  std::map<std::string, std::string, std::less<>> names_;  // by folder
};

}  // namespace sinter
