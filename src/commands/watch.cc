#include "commands/watch.h"

#include <poll.h>

#include <expected>
#include <map>
#include <utility>

#include "base/path.h"
#include "base/text.h"
#include "commands/watch_interests.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/interrupt.h"
#include "pipeline.h"
#include "planning.h"

namespace sinter {
namespace {

/// As long as changes follow each other this closely they are one: an editor that saves, a
/// checkout of many files.
constexpr int quiet_ms = 20;
/// But nobody waits longer than this for a file that is written all the time.
constexpr std::uint64_t settle_ns_max = 2'000'000'000;
constexpr std::size_t named_paths_max = 100;

/// A file's content as keys see it; nothing if it is absent or cannot be read.
std::optional<Digest> content_now(const std::string& path) {
  FileTable files;
  return files.digest(files.intern(path)).value_or(std::nullopt);
}

/// What the plan asks for, or why there is none. Equal digests: building again would do the
/// same, as far as sinter.toml and the listings of folders decide it.
Digest plan_digest(const BuildRequest& request) {
  Hasher hasher;
  hasher.field(content_now("sinter.toml").value_or(Digest{}));
  std::expected<Plan, std::vector<Error>> plan = make_plan(request, KeepPlan::yes);
  if (!plan) {
    for (const Error& error : plan.error()) hasher.field(render(error));
    return hasher.finish();
  }
  for (const Action& action : plan->graph.actions) {
    hasher.field(action.name).field(action.command);
    for (FileId input : action.inputs) hasher.field(plan->graph[input].path);
    for (ToolId tool : action.tools) hasher.field(plan->graph[tool].path);
  }
  return hasher.finish();
}

/// Every folder of the project that may hold sources.
std::vector<std::string> source_folders() {
  std::vector<std::string> folders = {"."};
  for (std::size_t i = 0; i < folders.size(); ++i) {
    Result<std::vector<FolderEntry>> entries = list_folder(folders[i]);
    if (!entries) continue;
    for (const FolderEntry& entry : *entries) {
      bool is_left_out =
          entry.is_link || entry.name.starts_with('.') || entry.name == "node_modules" || entry.name == "dist";
      if (entry.is_folder && !is_left_out) folders.push_back(join_path(folders[i], entry.name));
    }
  }
  return folders;
}

class Watcher {
 public:
  Watcher(const BuildRequest& request, EventSink& events, TerminalReport& terminal)
      : request_(request), events_(events), terminal_(terminal) {}

  int run() {
    std::uint64_t started_ns = monotonic_ns();
    Result<void> ended = build_until_interrupted();
    if (!ended) {
      terminal_.print_error(ended.error());
      events_.accept(RunFailed{ended.error()});
      return exit_code(ended.error().code);
    }
    std::string failed = failed_count_ == 0 ? "" : ", " + std::to_string(failed_count_) + " failed";
    terminal_.print("\nwatched for " + duration_text(monotonic_ns() - started_ns) + ": " +
                    count_of(build_count_, "build") + failed + "\n");
    return exit_code(Code::interrupted);
  }

 private:
  Result<void> build_until_interrupted() {
    FolderWatch folders = SINTER_TRY(FolderWatch::start());
    for (;;) {
      // Before the build, so that what changes while it makes its own plan is not missed.
      planned_ = plan_digest(request_);
      built_ = build_traced(request_, events_, terminal_);
      ++build_count_;
      if (built_->exit_code == exit_code(Code::interrupted)) return {};
      if (built_->exit_code != 0) ++failed_count_;
      SINTER_TRY(look_around(folders));
      if (!SINTER_TRY(wait_for_change(folders))) return {};
    }
  }

  /// From what the build knew when it ended to what has to be watched now.
  Result<void> look_around(FolderWatch& folders) {
    if (built_->plan) interests_ = WatchInterests(*built_->plan, built_->state);
    is_planned_ = built_->plan.has_value();
    built_->plan.reset();
    // What a failed action read is not known, and a project without a plan may need any file.
    if (built_->exit_code != 0) interests_.add_everything_in(source_folders());
    // What changed while the build ran, and what nobody was watching before it ended.
    pending_ = collect(folders);
    SINTER_TRY(watch_again(folders, pending_));
    drop_what_was_read(pending_);
    pending_.files.insert(built_->overtaken.begin(), built_->overtaken.end());
    drop_what_builds_write(pending_);
    pending_.listings.insert(".");
    return {};
  }

  Relevant collect(FolderWatch& folders) {
    Relevant relevant;
    FolderChanges told = folders.take();
    for (const FolderChange& change : told.changes) interests_.collect(change, relevant);
    if (told.is_overflown) {
      for (std::string& path : interests_.all_files()) relevant.files.insert(std::move(path));
      drop_what_was_read(relevant);
      relevant.listings.insert(".");
    }
    // Without a plan nothing was built: another plan, or another mistake in it, is all that counts.
    if (!is_planned_) relevant.listings.merge(std::exchange(relevant.files, {}));
    return relevant;
  }

  /// Nothing is known of folders that are watched only now: all that was read in them may
  /// have changed.
  Result<void> watch_again(FolderWatch& folders, Relevant& relevant) {
    FileTable& files = built_->state.files;
    for (const std::string& folder : SINTER_TRY(folders.watch(interests_.folders()))) {
      for (std::string& path : interests_.files_in(folder)) {
        if (!files.is_untouched(files.intern(path))) relevant.files.insert(std::move(path));
      }
    }
    return {};
  }

  /// Takes out the files whose content is what a successful build read. Of a failed one it is
  /// not known what it read.
  void drop_what_was_read(Relevant& relevant) {
    if (built_->exit_code != 0) return;
    FileTable& files = built_->state.files;
    std::erase_if(relevant.files, [&](const std::string& path) {
      return content_now(path) == files.digest(files.intern(path)).value_or(std::nullopt);
    });
  }

  /// Takes out what the builds write themselves: it would make them follow each other for
  /// ever. That is an input with the content it had after the last build as well, and any
  /// other file, such as a log, that changes during each build.
  void drop_what_builds_write(Relevant& relevant) {
    std::map<std::string, std::optional<Digest>> last = std::exchange(written_meanwhile_, {});
    std::erase_if(relevant.files, [&](const std::string& path) {
      std::optional<Digest> now = content_now(path);
      written_meanwhile_[path] = now;
      auto before = last.find(path);
      if (!interests_.is_known(path)) return !now || before != last.end();
      return before != last.end() && before->second == now;
    });
  }

  bool is_worth_a_build(const Relevant& relevant) {
    return !relevant.files.empty() || (!relevant.listings.empty() && plan_digest(request_) != planned_);
  }

  void tell_change(const Relevant& relevant) {
    const std::set<std::string>& paths = relevant.files.empty() ? relevant.listings : relevant.files;
    FilesChanged event{.paths = {}, .count = static_cast<std::uint32_t>(paths.size())};
    for (const std::string& path : paths) {
      if (event.paths.size() < named_paths_max) event.paths.push_back(path);
    }
    events_.accept(event);
  }

  /// False when interrupted.
  Result<bool> wait_for_change(FolderWatch& folders) {
    InterruptWatch interrupts = SINTER_TRY(InterruptWatch::start());
    for (bool is_told = false; !is_worth_a_build(pending_);) {
      Watching idle{.files = static_cast<std::uint32_t>(interests_.file_count()),
                    .folders = static_cast<std::uint32_t>(interests_.folders().size())};
      if (!std::exchange(is_told, true)) events_.accept(idle);
      pending_ = {};
      if (!wait_until_quiet(folders, interrupts)) return false;
      if (!pending_.listings.empty()) SINTER_TRY(watch_again(folders, pending_));
      drop_what_was_read(pending_);
    }
    tell_change(pending_);
    return true;
  }

  /// Waits for a change that may matter, and then until no other follows it at once. False
  /// when interrupted.
  bool wait_until_quiet(FolderWatch& folders, const InterruptWatch& interrupts) {
    std::uint64_t first_ns = 0;
    while (first_ns == 0 || monotonic_ns() - first_ns < settle_ns_max) {
      pollfd waits[] = {{interrupts.descriptor(), POLLIN, 0}, {folders.descriptor(), POLLIN, 0}};
      int count = ::poll(waits, 2, first_ns == 0 ? -1 : quiet_ms);
      if ((waits[0].revents & POLLIN) != 0) return false;
      if (count == 0) return true;
      if ((waits[1].revents & POLLIN) == 0) continue;
      Relevant more = collect(folders);
      bool is_relevant = !more.files.empty() || !more.listings.empty();
      pending_.files.merge(more.files);
      pending_.listings.merge(more.listings);
      if (first_ns == 0 && is_relevant) first_ns = monotonic_ns();
    }
    return true;
  }

  const BuildRequest& request_;
  EventSink& events_;
  TerminalReport& terminal_;
  std::unique_ptr<Built> built_;
  WatchInterests interests_;
  Digest planned_;
  bool is_planned_ = false;
  Relevant pending_;
  std::map<std::string, std::optional<Digest>> written_meanwhile_;  // during the last build, and what it holds since
  std::uint32_t build_count_ = 0;
  std::uint32_t failed_count_ = 0;
};

}  // namespace

int watch(const BuildRequest& request, EventSink& events, TerminalReport& terminal) {
  return Watcher(request, events, terminal).run();
}

}  // namespace sinter
