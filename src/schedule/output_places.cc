#include "schedule/output_places.h"

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "cache/tree.h"
#include "os/files.h"

namespace sinter {
namespace {

constexpr std::string_view replaced_folder = ".sinter/replaced";
/// The folders that builds made outside .sinter/build, each with a zero byte.
constexpr std::string_view folders_file = ".sinter/folders";

Error folder_in_the_way(const Action& action, const std::string& path) {
  return {.code = Code::action_no_output,
          .what = quote(action.name) + " cannot make " + quote(path),
          .where = action.place,
          .why = {"a folder of that name is there; outputs are files"},
          .next = "remove or rename the folder, or correct `outputs`"};
}

Error link_in_the_way(const Action& action, const std::string& folder) {
  return {.code = Code::action_no_output,
          .what = quote(action.name) + " cannot make " + quote(folder + std::string(tree_suffix)),
          .where = action.place,
          .why = {quote(folder) + " is a symbolic link"},
          .next = "replace the link by a folder, or correct `outputs`"};
}

/// Takes out folders that are empty, the deepest first.
void remove_empty(const std::vector<std::string>& folders) {
  for (std::size_t i = folders.size(); i-- > 0;) remove_folder_if_empty(folders[i]);
}

/// The nearest folder on the way up that is there; the ones between would be made.
Result<std::string> existing_folder(const Action& action, const std::string& path) {
  std::string folder = parent_path(path);
  while (folder != "." && !stat_link(folder)) folder = parent_path(folder);
  std::optional<FileStat> stat = stat_file(folder);
  if (stat && stat->is_folder) return folder;
  return fail(Error{.code = Code::action_no_output,
                    .what = quote(action.name) + " cannot make " + quote(path),
                    .where = action.place,
                    .why = {quote(folder) + " is no folder"},
                    .next = "remove or rename that file, or correct `outputs`"});
}

Error outside_project(const std::string& path, const std::string& folder, const std::string& real) {
  return {.code = Code::config_path_outside,
          .what = "the output " + quote(path) + " lies outside the project",
          .where = {folder},
          .why = {"a link leads that folder to " + quote(real)},
          .next = "replace the link by a folder, or choose another output"};
}

}  // namespace

Result<void> check_output_places(const Graph& graph, const Action& action) {
  std::string project = SINTER_TRY(real_path("."));
  for (FileId output : action.outputs) {
    std::optional<std::string_view> tree = tree_folder(graph[output].path);
    std::string path(tree.value_or(graph[output].path));
    std::string folder = SINTER_TRY(existing_folder(action, path));
    std::string real = SINTER_TRY(real_path(folder));
    if (!relative_to(real, project)) return fail(outside_project(path, folder, real));
    std::optional<FileStat> stat = action.replaces_outputs ? std::nullopt : stat_link(path);
    if (stat && tree && stat->is_link) return fail(link_in_the_way(action, path));
    if (stat && !tree && stat->is_folder) return fail(folder_in_the_way(action, path));
  }
  return {};
}

Result<void> make_noted_folders(const std::string& path) {
  std::string missing;
  for (std::string at = path; at != "." && at != "/" && !exists(at); at = parent_path(at)) missing += at + '\0';
  SINTER_TRY(make_folders(path));
  if (missing.empty() || relative_to(path, ".sinter/build")) return {};
  return append_to_file(std::string(folders_file), missing);
}

std::vector<std::string> made_folders() {
  std::vector<std::string> paths = split(read_file(std::string(folders_file)).value_or(""), '\0');
  std::erase(paths, "");
  return paths;
}

std::vector<std::string> begun_scratch() {
  std::vector<std::string> paths = split(read_file(std::string(scratch_list_path)).value_or(""), '\0');
  std::erase(paths, "");
  ranges::sort(paths);
  ranges::erase_repeated(paths);
  return paths;
}

Ownership::Ownership(BuildState& state, const Cache* cache) : state_(state), cache_(cache) {
  std::vector<std::string> paths = split(read_file(std::string(begun_path)).value_or(""), '\0');
  begun_.insert(paths.begin(), paths.end());
  ended_ns_ = stat_file(std::string(begun_path)).value_or(FileStat{}).changed_ns;
}

bool Ownership::is_half_made(const std::string& output, const std::string& path) const {
  return begun_.contains(output) && stat_link(path).value_or(FileStat{}).changed_ns <= ended_ns_;
}

Result<bool> Ownership::is_ours(const ActionRecord* record, const std::string& path) {
  if (relative_to(path, ".sinter") || is_half_made(path, path)) return true;
  FileIndex file = state_.files.intern(path);
  if (record != nullptr && ranges::contains(record->outputs, file, &FileDigest::file)) return true;
  if (!SINTER_TRY(state_.files.digest(file))) return true;
  return cache_ != nullptr && cache_->holds(SINTER_TRY(digest_file(path)));
}

Result<std::vector<std::string>> Ownership::strangers_in(const ActionRecord* record, const std::string& tree,
                                                         const std::vector<std::string>& files) {
  std::unordered_set<std::string_view> made;
  if (record != nullptr) {
    for (const FileDigest& output : record->outputs) made.insert(state_.files.path(output.file));
  }
  std::vector<std::string> strangers;
  for (const std::string& file : files) {
    if (made.contains(file) || is_half_made(tree, file) || SINTER_TRY(is_ours(nullptr, file))) continue;
    strangers.push_back(file);
  }
  return strangers;
}

Result<std::vector<std::string>> strangers(const Graph& graph, const Action& action, BuildState& state,
                                           const Cache* cache) {
  std::vector<std::string> found;
  if (action.replaces_outputs) return found;
  const ActionRecord* record = state.find(action.name);
  std::optional<Ownership> ownership;  // most have no file in the way
  for (FileId output : action.outputs) {
    std::string path(graph[output].path);
    std::string place(tree_folder(path).value_or(path));
    std::optional<FileStat> stat = stat_link(place);
    if (!stat || stat->is_link) continue;
    if (!ownership) ownership.emplace(state, cache);
    if (!stat->is_folder) {
      if (!SINTER_TRY(ownership->is_ours(record, place))) found.push_back(place);
      continue;
    }
    TreeListing listing = SINTER_TRY(list_tree(place));
    for (std::string& file : SINTER_TRY(ownership->strangers_in(record, path, listing.files))) {
      found.push_back(std::move(file));
    }
  }
  return found;
}

OutputPlaces::OutputPlaces(BuildState& state, const Cache* cache, EventSink& events)
    : state_(state), events_(events), ownership_(state, cache), begun_list_(std::string(begun_path)) {}

OutputPlaces::~OutputPlaces() { [[maybe_unused]] Result<void> removed = remove_file(std::string(begun_path)); }

Result<void> OutputPlaces::make_folder(const Action& action, const std::string& path) {
  std::string folder = parent_path(path);
  if (inside_.contains(folder)) return {};
  SINTER_TRY(existing_folder(action, path));
  SINTER_TRY(make_noted_folders(folder));
  if (project_.empty()) project_ = SINTER_TRY(real_path("."));
  std::string real = SINTER_TRY(real_path(folder));
  if (!relative_to(real, project_)) return fail(outside_project(path, folder, real));
  inside_.insert(std::move(folder));
  return {};
}

Result<void> OutputPlaces::clear(const Action& action, const ActionRecord* record, const std::string& path) {
  SINTER_TRY(make_folder(action, path));
  std::optional<FileStat> stat = stat_link(path);
  if (!stat) return begin(path);
  if (stat->is_folder) return fail(folder_in_the_way(action, path));
  bool is_removable = stat->is_link || SINTER_TRY(ownership_.is_ours(record, path));
  state_.files.forget(state_.files.intern(path));
  if (is_removable) {
    SINTER_TRY(remove_file(path));
    return begin(path);
  }
  std::string aside = SINTER_TRY(move_aside(path));
  events_.accept(Notice{{.code = Code::action_bad_output,
                         .what = quote(path) + " was there already, and no build had made it",
                         .where = {aside},
                         .why = {quote(action.name) + " makes a file of that name; the old one was moved"},
                         .next = "take it back from there if you need it, or give the action another output"}});
  return begin(path);
}

Result<std::string> OutputPlaces::move_aside(const std::string& path) {
  std::string aside = join_path(replaced_folder, path);
  while (exists(aside)) aside += "~";  // an earlier one stays
  SINTER_TRY(make_folders(parent_path(aside)));
  SINTER_TRY(rename_file(path, aside));
  return aside;
}

Result<void> OutputPlaces::clear_tree(const Action& action, const ActionRecord* record, const std::string& tree,
                                      const std::set<std::string>& kept) {
  std::string folder(*tree_folder(tree));
  std::optional<FileStat> stat = stat_link(folder);
  if (stat && stat->is_link) return fail(link_in_the_way(action, folder));
  if (stat && !stat->is_folder) SINTER_TRY(clear(action, record, folder));
  SINTER_TRY(make_folder(action, tree));
  SINTER_TRY(make_folders(folder));  // one that was made before may be gone again
  TreeListing listing = SINTER_TRY(list_tree(folder));
  for (const std::string& link : listing.links) SINTER_TRY(remove_file(link));
  std::erase_if(listing.files, [&](const std::string& file) { return kept.contains(file); });
  std::vector<std::string> strangers = SINTER_TRY(ownership_.strangers_in(record, tree, listing.files));
  for (const std::string& file : strangers) SINTER_TRY(move_aside(file));
  for (const std::string& file : listing.files) SINTER_TRY(remove_file(file));
  remove_empty(listing.folders);
  state_.files.forget_below(folder);
  if (!strangers.empty()) {
    std::string many = count_of(strangers.size(), "file") + " in " + quote(folder);
    events_.accept(Notice{{.code = Code::action_bad_output,
                           .what = (strangers.size() == 1 ? quote(strangers.front()) + " was" : many + " were") +
                                   " there already, and no build had made " + (strangers.size() == 1 ? "it" : "them"),
                           .where = {join_path(replaced_folder, strangers.size() == 1 ? strangers.front() : folder)},
                           .why = {quote(action.name) + " makes that folder as a whole; what was in it was moved"},
                           .next = "take it back from there if you need it, or let the step make another folder"}});
  }
  return begin(tree);
}

Result<void> OutputPlaces::begin(const std::string& path) {
  cleared_.insert(path);
  if (relative_to(path, ".sinter")) return {};
  return begun_list_.append(path + '\0');
}

Result<void> OutputPlaces::begin_scratch(const Action& action) {
  for (std::string_view name : action.scratch) {
    std::string path(tree_folder(name).value_or(name));
    SINTER_TRY(make_folder(action, path));
    if (!stat_link(path)) SINTER_TRY(append_to_file(std::string(scratch_list_path), std::string(name) + '\0'));
  }
  return {};
}

Result<void> OutputPlaces::remove_rest(const std::string& path) {
  if (cleared_.erase(path) == 0) return {};
  if (std::optional<std::string_view> folder = tree_folder(path)) {
    TreeListing listing = SINTER_TRY(list_tree(std::string(*folder)));
    listing.files.insert(listing.files.end(), listing.links.begin(), listing.links.end());
    for (const std::string& file : listing.files) SINTER_TRY(remove_file(file));
    remove_empty(listing.folders);
    return {};
  }
  std::optional<FileStat> stat = stat_link(path);
  return stat && !stat->is_folder ? remove_file(path) : Result<void>();
}

}  // namespace sinter
