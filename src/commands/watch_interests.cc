#include "commands/watch_interests.h"

#include "base/path.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::string_view config_name = "sinter.toml";

bool is_state(std::string_view path) { return path == ".sinter" || path.starts_with(".sinter/"); }

/// What we write ourselves is no reason to build.
bool is_ours(std::string_view path) { return is_state(path) || path == "dist" || path.starts_with("dist/"); }

/// Where `path` leads to if it is a link; else "".
std::string link_target(const std::string& path) {
  std::optional<FileStat> stat = stat_link(path);
  return stat && stat->is_link ? real_path(path).value_or("") : "";
}

}  // namespace

WatchInterests::WatchInterests() : config_target_(link_target(std::string(config_name))) {
  add_folder(".");
  if (!config_target_.empty()) add_folder(parent_path(config_target_));
}

WatchInterests::WatchInterests(const Plan& plan, const BuildState& state) : WatchInterests() {
  for (const File& file : plan.graph.files) {
    if (!file.producer) continue;
    outputs_.emplace(file.path);
    trees_.add(file.path);
  }
  for (const File& file : plan.graph.files) add_file(std::string(file.path));
  for (const Tool& tool : plan.graph.tools) add_file(tool.path);
  for (std::uint32_t i = 0; i < plan.graph.actions.size(); ++i) {
    RecordView record;
    if (!state.view(plan.graph.actions[i].name, i, record)) continue;
    for (const FileDigest& input : record.discovered) add_file(std::string(state.files.path(input.file)));
  }
  add_listed_folders(plan.listed_folders);
}

bool WatchInterests::is_output(const std::string& path) const {
  return outputs_.contains(path) || !trees_.at_or_above(path).empty();
}

void WatchInterests::add_listed_folders(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    if (is_ours(folder)) continue;
    listed_.insert(folder);
    add_folder(folder);
  }
}

void WatchInterests::add_everything_in(const std::vector<std::string>& folders) {
  add_listed_folders(folders);
  whole_.insert(folders.begin(), folders.end());
}

void WatchInterests::add_file(const std::string& path) {
  if (is_state(path) || is_output(path) || !files_.insert(path).second) return;
  std::string folder = parent_path(path);
  add_folder(folder);
  files_by_folder_[folder].push_back(path);
  // What a link points to changes elsewhere.
  if (std::string target = link_target(path); !target.empty()) add_file(target);
}

void WatchInterests::add_folder(const std::string& folder) {
  if (!folders_.insert(folder).second || folder == "." || is_absolute(folder)) return;
  steps_.insert(folder);
  add_folder(parent_path(folder));
}

std::vector<std::string> WatchInterests::files_in(const std::string& folder) const {
  auto files = files_by_folder_.find(folder);
  return files == files_by_folder_.end() ? std::vector<std::string>() : files->second;
}

std::vector<std::string> WatchInterests::all_files() const { return {files_.begin(), files_.end()}; }

void WatchInterests::collect(const FolderChange& change, Relevant& relevant) const {
  std::string path = change.name.empty() ? change.folder : join_path(change.folder, change.name);
  if (is_output(path)) return;
  if (is_ours(path) && !files_.contains(path)) return;
  bool is_visible = !change.name.empty() && !change.name.starts_with('.');
  if (path == config_name || path == config_target_) relevant.listings.insert(path);
  else if (files_.contains(path) || (is_visible && whole_.contains(change.folder))) relevant.files.insert(path);
  else if (change.is_listing && (listed_.contains(change.folder) || steps_.contains(path)))
    relevant.listings.insert(path);
}

}  // namespace sinter
