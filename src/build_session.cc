#include "build_session.h"

#include <set>

#include "base/path.h"
#include "base/text.h"
#include "base/tree_name.h"
#include "config/cache_folder.h"
#include "insight/history.h"
#include "os/clock.h"
#include "os/machine.h"

namespace sinter {
namespace {

constexpr std::string_view build_folder = ".sinter/build";

/// What was added since the history was compacted is in a file of its own.
std::string history_path(const std::string& profile) { return ".sinter/history/" + profile; }
std::string history_added_path(const std::string& profile) { return history_path(profile) + ".added"; }

/// Nobody takes longer than this to write one file into a cache.
constexpr std::int64_t cache_writer_ns_max = 3'600'000'000'000;

std::string state_path(const std::string& profile) { return ".sinter/state/" + profile; }

/// What a killed compiler or linker was writing, under a name of its own choice. Only where
/// nobody but our actions writes.
void remove_unmade(const std::string& folder, const std::set<std::string_view>& outputs) {
  Result<std::vector<FolderEntry>> entries = list_folder(folder);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    std::string path = join_path(folder, entry.name);
    // One that cannot be removed is litter, and no reason to fail.
    if (!entry.is_folder && !outputs.contains(path)) [[maybe_unused]]
      Result<void> removed = remove_file(path);
  }
}

}  // namespace

std::string cache_folder(const Environment& environment, const std::string& configured) {
  return choose_cache_folder(environment, configured).path;
}

BuildState read_state(const std::string& profile) {
  Result<std::string> bytes = read_file(state_path(profile));
  std::optional<BuildState> state = bytes ? BuildState::decode(*std::move(bytes)) : std::nullopt;
  return state ? *std::move(state) : BuildState();
}

std::string read_history(const std::string& profile) {
  return read_file(history_path(profile)).value_or("") + read_file(history_added_path(profile)).value_or("");
}

Result<BuildSession> BuildSession::open(const Environment& environment, TerminalReport& terminal) {
  std::string path(project_lock_path);
  SINTER_TRY(make_folders(parent_path(path)));
  // Modules below .sinter are ES modules, whatever the project around them is.
  SINTER_TRY(write_file_if_different(".sinter/package.json", "{\"type\": \"module\"}\n"));
  // Nothing in there is for a repository.
  SINTER_TRY(write_file_if_different(".sinter/.gitignore", "*\n"));
  std::optional<FileLock> lock = SINTER_TRY(FileLock::try_acquire(path));
  if (!lock) {
    std::string holder = read_file(path).value_or("");
    terminal.print("waiting for " + (holder.size() <= 1 ? "another sinter" : holder) + " to finish in this project\n");
    lock = SINTER_TRY(FileLock::acquire(path));
  }
  lock->describe("sinter (process " + std::to_string(own_process_id()) + ")");
  return BuildSession(*std::move(lock), environment);
}

BuildState BuildSession::load_state(const std::string& profile, EventSink& events) const {
  std::string path = state_path(profile);
  Result<std::string> bytes = read_file(path);
  if (!bytes) return {};
  if (std::optional<BuildState> state = BuildState::decode(*std::move(bytes))) return *std::move(state);
  events.accept(Notice{{.code = Code::state_corrupt,
                        .what = "the state of earlier builds cannot be read",
                        .where = {path},
                        .why = {"it is damaged, or another version of sinter wrote it"},
                        .next = "nothing: what the cache holds is restored, the rest is built again"}});
  return {};
}

void BuildSession::save_state(const BuildState& state, const std::string& profile, EventSink& events) const {
  if (!state.is_changed()) return;
  std::string path = state_path(profile);
  Result<void> saved = make_folders(parent_path(path));
  if (saved) saved = write_file(path, state.encode(wall_clock_ns()));
  if (!saved)
    events.accept(Notice{std::move(saved.error()).during("saving the state; the next build looks at every file")});
}

void BuildSession::add_to_history(const std::string& block, const std::string& profile) const {
  if (block.empty()) return;
  constexpr std::uint64_t added_bytes_max = 4 << 20;  // before compacting is worth it
  auto size = [](const std::string& path) { return stat_file(path).value_or(FileStat{}).size_bytes; };
  std::string kept = history_path(profile), added = history_added_path(profile);
  Result<void> done = make_folders(parent_path(kept));
  if (done) done = append_to_file(added, block);
  if (!done || size(added) <= added_bytes_max + 2 * size(kept)) return;
  // Killed in between, both files hold the same runs, which is known when they are read.
  done = write_file(kept, History(read_history(profile)).compacted());
  if (done) done = remove_file(added);
}

void BuildSession::clear_leftovers(const Graph& graph, const Cache* cache) const {
  if (!lock_.is_inherited()) return;
  std::set<std::string> folders = {"dist", ".sinter", ".sinter/plan", ".sinter/state", ".sinter/history"};
  std::set<std::string_view> outputs;
  for (const File& file : graph.files) {
    if (!file.producer || is_tree_name(file.path)) continue;  // trees are cleared as a whole
    folders.insert(parent_path(file.path));
    outputs.insert(file.path);
  }
  for (const std::string& folder : folders) {
    remove_leftovers(folder, INT64_MAX);  // we hold the lock: none is in use
    if (relative_to(folder, build_folder)) remove_unmade(folder, outputs);
  }
  if (cache != nullptr) cache->remove_leftovers(wall_clock_ns() - cache_writer_ns_max);
}

std::optional<Cache> BuildSession::open_cache(const std::string& configured_folder, EventSink& events) const {
  Result<Cache> cache = Cache::open(cache_folder(*environment_, configured_folder));
  if (cache) return *std::move(cache);
  events.accept(Notice{std::move(cache.error())});
  return std::nullopt;
}

}  // namespace sinter
