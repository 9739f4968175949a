#include "commands/clean.h"

#include <algorithm>
#include <expected>
#include <map>
#include <set>

#include "base/path.h"
#include "base/ranges.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "build_session.h"
#include "cache/tree.h"
#include "cache/upkeep.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/terminal.h"
#include "planning.h"
#include "report/json_lines.h"
#include "report/project_report.h"
#include "schedule/output_places.h"

namespace sinter {
namespace {

constexpr std::string_view own_folder = ".sinter";
/// What sinter keeps for itself and no person writes into.
constexpr std::string_view own_names[] = {"begun",   "build", "checked", "folders",      "git-answer",
                                          "history", "plan",  "scratch", "scratch-made", "sdk",
                                          "sizes",   "state", "twice",   "versions"};
/// What makes .sinter what it is; they go last, when nothing else is left in it.
constexpr std::string_view frame_names[] = {".gitignore", "lock", "package.json"};
constexpr std::string_view report_path = "dist/build-report.json";

std::string own_path(std::string_view name) { return std::string(own_folder) + "/" + std::string(name); }

class Cleaning {
 public:
  Cleaning(const CleanCommand& command, const BuildRequest& request, std::optional<Plan> plan)
      : command_(command), request_(request), plan_(std::move(plan)) {
    result_.is_dry_run = command.is_dry_run;
  }

  Result<CleanResult> run() {
    project_ = SINTER_TRY(real_path("."));
    SINTER_TRY(collect());
    for (const auto& [path, identities] : recorded_) trees_.add(path);
    for (const auto& [path, identities] : recorded_) SINTER_TRY(take_back(path, identities));
    SINTER_TRY(take_back_scratch());
    if (command_.forget_cache) SINTER_TRY(forget_cache());
    if (command_.goals.empty()) {
      SINTER_TRY(take_back_report());
      remove_folders();
      SINTER_TRY(remove_own());
    } else {
      remove_folders();
    }
    return std::move(result_);
  }

 private:
  std::vector<std::string> profiles() const {
    std::vector<std::string> names;
    for (const StoredFile& file : list_stored_files(own_path("state"))) {
      if (!file.is_leftover) names.push_back(file.name);
    }
    ranges::sort(names);
    return names;
  }

  Result<void> collect() {
    if (command_.goals.empty()) {
      for (const std::string& profile : profiles()) {
        BuildState state = read_state(profile);
        // Seen from a plan without actions, everything that was made is nobody's.
        for (const FileDigest& output : state.retain(Graph(), sha256("clean"))) {
          recorded_[std::string(state.files.path(output.file))].insert(output.digest);
        }
      }
      return collect_half_made();
    }
    BuildState state = read_state(request_.profile);
    std::vector<ActionId> selected = SINTER_TRY(select_actions(plan_->graph, command_.goals, Purpose::test));
    std::set<std::string_view> goals(command_.goals.begin(), command_.goals.end());
    for (ActionId id : selected) {
      const Action& action = plan_->graph[id];
      const ActionRecord* record = goals.contains(action.goal) ? state.find(std::string(action.name)) : nullptr;
      if (record == nullptr) continue;
      for (const FileDigest& output : record->outputs) {
        recorded_[std::string(state.files.path(output.file))].insert(output.digest);
      }
    }
    return {};
  }

  /// By a build that was killed: whatever it holds.
  Result<void> collect_half_made() {
    BuildState state;
    Ownership ownership(state, nullptr);
    for (const std::string& path : ownership.begun()) {
      if (ownership.is_half_made(path, path)) recorded_[path];
      if (!is_tree_name(path)) continue;
      for (std::string& file : SINTER_TRY(list_tree(std::string(*tree_folder(path)))).files) {
        if (ownership.is_half_made(path, file)) recorded_[file];
      }
    }
    return {};
  }

  /// Why the file stays; "" if it goes.
  Result<std::string> reason_to_keep(const std::string& path, const FileStat& stat,
                                     const std::set<Digest>& identities) {
    if (stat.is_link || stat.is_folder) return std::string("it is a link or a folder now, and no build made that");
    if (sources_.contains(path)) return std::string("sinter.toml names it as a source now");
    if (!relative_to(SINTER_TRY(real_path(parent_path(path))), project_)) {
      return std::string("a link leads its folder out of the project");
    }
    if (identities.empty()) return std::string();
    Digest now = file_identity(SINTER_TRY(digest_file(path)), stat.is_executable);
    return identities.contains(now) ? std::string() : std::string("it was changed since it was built");
  }

  Result<void> take_back(const std::string& path, const std::set<Digest>& identities) {
    std::optional<FileStat> stat = stat_link(path);
    if (!stat) return {};
    find_sources();
    std::string reason = SINTER_TRY(reason_to_keep(path, *stat, identities));
    if (!reason.empty()) {
      result_.kept.push_back({path, std::move(reason)});
      return {};
    }
    return remove(path, stat->size_bytes);
  }

  /// What steps kept for themselves, as a whole: of all, or of those with the goals' names.
  Result<void> take_back_scratch() {
    std::set<std::string> wanted;
    std::vector<std::string> begun = begun_scratch();
    if (command_.goals.empty()) wanted.insert(begun.begin(), begun.end());
    for (std::size_t i = 0; plan_ && i < plan_->graph.actions.size(); ++i) {
      const Action& action = plan_->graph.actions[i];
      bool is_meant = command_.goals.empty() || ranges::contains(command_.goals, action.goal) ||
                      ranges::contains(command_.goals, action.name);
      if (is_meant) wanted.insert(action.scratch.begin(), action.scratch.end());
    }
    for (const std::string& name : wanted) {
      std::string path(tree_folder(name).value_or(name));
      std::optional<FileStat> stat = stat_link(path);
      if (!stat) continue;
      std::string reason = ranges::binary_search(begun, name) ? SINTER_TRY(reason_to_keep_scratch(name, *stat))
                                                              : "it was there before a build kept its scratch in it";
      if (!reason.empty()) result_.kept.push_back({path, std::move(reason)});
      else SINTER_TRY(remove_scratch(name));
    }
    return {};
  }

  Result<std::string> reason_to_keep_scratch(const std::string& name, const FileStat& stat) {
    std::string path(tree_folder(name).value_or(name));
    if (stat.is_link || stat.is_folder != is_tree_name(name)) return std::string("no build made what is there now");
    if (!relative_to(SINTER_TRY(real_path(parent_path(path))), project_)) {
      return std::string("a link leads its folder out of the project");
    }
    auto is_in_it = [&](const std::string& file) { return relative_to(file, path).has_value(); };
    find_sources();
    if (ranges::any_of(sources_, is_in_it)) return std::string("sinter.toml names sources in it now");
    bool holds_kept = ranges::any_of(result_.kept, [&](const auto& kept) { return is_in_it(kept.path); });
    return std::string(holds_kept ? "a file in it is kept" : "");
  }

  Result<void> remove_scratch(const std::string& name) {
    std::string path(tree_folder(name).value_or(name));
    TreeListing listing = SINTER_TRY(list_tree(path));
    std::uint64_t size_bytes = is_tree_name(name) ? 0 : stat_link(path).value_or(FileStat{}).size_bytes;
    for (const std::string& file : listing.files) size_bytes += stat_link(file).value_or(FileStat{}).size_bytes;
    if (!command_.is_dry_run) SINTER_TRY(remove_tree(path));
    result_.removed.push_back(name);
    result_.size_bytes += size_bytes;
    return {};
  }

  void find_sources() {
    if (!sources_.empty() || !plan_) return;
    for (const File& file : plan_->graph.files) {
      if (!file.producer) sources_.emplace(file.path);
    }
  }

  Result<void> remove(const std::string& path, std::uint64_t size_bytes) {
    if (!command_.is_dry_run) {
      SINTER_TRY(remove_file(path));
      remove_folders_in_tree(path);
    }
    result_.removed.push_back(path);
    result_.size_bytes += size_bytes;
    return {};
  }

  /// The folders in a tree were made by its command, so nobody has noted them.
  void remove_folders_in_tree(const std::string& path) {
    for (std::string folder = parent_path(path); !trees_.above(folder).empty(); folder = parent_path(folder)) {
      if (!remove_folder_if_empty(folder)) return;
    }
  }

  Result<void> take_back_report() {
    std::string path(report_path);
    Result<std::string> text = read_file(path);
    if (!text) return {};
    if (text->substr(0, 200).contains("\"sinter.build/")) return remove(path, text->size());
    result_.kept.push_back({path, "it is no build report"});
    return {};
  }

  /// Those that builds made and that are empty now, the deepest first.
  void remove_folders() {
    if (command_.is_dry_run) return;
    std::set<std::string, std::greater<>> folders;
    for (std::string& path : made_folders()) folders.insert(std::move(path));
    for (const std::string& folder : folders) {
      std::optional<FileStat> stat = stat_link(folder);
      if (stat && stat->is_folder) remove_folder_if_empty(folder);
    }
  }

  Result<void> remove_own_tree(const std::string& path) {
    std::optional<FileStat> stat = stat_link(path);
    if (!stat) return {};
    if (stat->is_link || !stat->is_folder) return remove(path, stat->size_bytes);
    for (const FolderEntry& entry : SINTER_TRY(list_folder(path))) SINTER_TRY(remove_own_tree(path + "/" + entry.name));
    if (!command_.is_dry_run) remove_folder_if_empty(path);
    return {};
  }

  Result<void> remove_own() {
    if (!command_.is_dry_run) remove_leftovers(std::string(own_folder), INT64_MAX);  // we hold the lock
    for (std::string_view name : own_names) SINTER_TRY(remove_own_tree(own_path(name)));
    std::vector<FolderEntry> rest = SINTER_TRY(list_folder(std::string(own_folder)));
    std::erase_if(rest, [&](const FolderEntry& entry) {
      return ranges::contains(frame_names, entry.name) ||
             (command_.is_dry_run && ranges::contains(own_names, entry.name));
    });
    for (const FolderEntry& entry : rest) {
      result_.kept.push_back(
          {own_path(entry.name), entry.name == "replaced" ? "builds moved files of yours there" : "no build made it"});
    }
    if (!rest.empty()) return {};
    for (std::string_view name : frame_names) SINTER_TRY(remove_own_tree(own_path(name)));
    if (!command_.is_dry_run) remove_folder_if_empty(std::string(own_folder));
    return {};
  }

  Result<void> forget_cache() {
    std::string folder = cache_folder(request_.environment, plan_->cache_folder);
    if (!exists(folder)) return {};
    SINTER_TRY(Cache::open(folder));
    bool is_own = relative_to(SINTER_TRY(real_path(folder)), project_).has_value();
    if (is_own && command_.goals.empty()) {
      result_.cache_bytes = survey_cache(folder).disk_bytes();
      return command_.is_dry_run ? Result<void>() : remove_tree(folder);
    }
    std::vector<Digest> keys;
    for (const std::string& profile : profiles()) {
      if (!command_.goals.empty() && profile != request_.profile) continue;
      BuildState state = read_state(profile);
      for (const Action& action : plan_->graph.actions) {
        if (!command_.goals.empty() && !ranges::contains(command_.goals, action.goal)) continue;
        if (const ActionRecord* record = state.find(std::string(action.name))) keys.push_back(record->base);
      }
    }
    result_.cache_bytes =
        SINTER_TRY(forget_entries(folder, keys, command_.is_dry_run ? Forget::count : Forget::remove));
    return {};
  }

  const CleanCommand& command_;
  const BuildRequest& request_;
  std::optional<Plan> plan_;
  std::string project_;
  std::set<std::string> sources_;
  TreeNames trees_;
  std::map<std::string, std::set<Digest>> recorded_;  // path to the identities that builds gave it; none: any
  CleanResult result_;
};

}  // namespace

int clean(const CleanCommand& command, const BuildRequest& request, bool is_json, TerminalReport& terminal) {
  auto give_up = [&](const Error& error) {
    terminal.print_error(error);
    if (is_json) JsonLinesReport().accept(RunFailed{error});
    return exit_code(error.code);
  };
  auto show = [&](const CleanResult& result) {
    write_output(is_json ? clean_json(result) : clean_text(result));
    return 0;
  };
  if (!exists(std::string(own_folder))) return show({.is_dry_run = command.is_dry_run});
  std::optional<BuildSession> session;
  if (!command.is_dry_run) {
    Result<BuildSession> opened = BuildSession::open(request.environment, terminal);
    if (!opened) return give_up(opened.error());
    session = *std::move(opened);
  }
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::no);
  // A project that cannot be planned can still be cleaned as a whole: the state knows.
  if (!plan && (!command.goals.empty() || command.forget_cache)) {
    for (const Error& error : plan.error()) give_up(error);
    return exit_code(plan.error().front().code);
  }
  std::optional<Plan> known;
  if (plan) known = *std::move(plan);
  Result<CleanResult> result = Cleaning(command, request, std::move(known)).run();
  return result ? show(*result) : give_up(result.error());
}

}  // namespace sinter
