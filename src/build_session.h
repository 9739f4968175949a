// One build's hold on its project: the lock that keeps a second build waiting, and the
// files below .sinter and in the cache that it reads first and writes last.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/event.h"
#include "cache/cache.h"
#include "cache/state.h"
#include "os/files.h"
#include "report/terminal.h"
#include "schedule/executor.h"

namespace sinter {

/// Held by the one sinter that works in a project.
inline constexpr std::string_view project_lock_path = ".sinter/lock";

/// Where the cache is: SINTER_CACHE, then [cache] dir, then the user's cache folder.
std::string cache_folder(const Environment& environment, const std::string& configured);

/// The state of earlier builds as it is on disk, for who only looks: no lock is taken.
/// Empty when there is none, or it cannot be read.
BuildState read_state(const std::string& profile);

/// What is remembered of earlier runs (insight/history.h), likewise for who only looks.
std::string read_history(const std::string& profile);

class BuildSession {
 public:
  /// Waits for another build of the same project, after saying so.
  static Result<BuildSession> open(const Environment& environment, TerminalReport& terminal);

  /// The state of earlier builds; an empty one when there is none, or a damaged one.
  BuildState load_state(const std::string& profile, EventSink& events) const;
  void save_state(const BuildState& state, const std::string& profile, EventSink& events) const;
  /// Adds a block to what is remembered of runs; "" adds nothing. Losing it fails nothing.
  void add_to_history(const std::string& block, const std::string& profile) const;
  /// After a build that was killed: removes the files that it was writing.
  void clear_leftovers(const Graph& graph, const Cache* cache) const;
  /// Nothing when the cache cannot be used; then the build goes on without.
  std::optional<Cache> open_cache(const std::string& configured_folder, EventSink& events) const;

 private:
  BuildSession(FileLock lock, const Environment& environment) : lock_(std::move(lock)), environment_(&environment) {}

  FileLock lock_;
  const Environment* environment_;  // of the caller, who outlives the session
};

/// Passes every event on to several sinks.
class Tee : public EventSink {
 public:
  explicit Tee(std::initializer_list<EventSink*> sinks) : sinks_(sinks) {}
  void accept(const Event& event) override {
    for (EventSink* sink : sinks_) sink->accept(event);
  }
  void tick(std::optional<std::uint64_t> left_ns) override {
    for (EventSink* sink : sinks_) sink->tick(left_ns);
  }
  void stage(const StageTiming& timing) override {
    for (EventSink* sink : sinks_) sink->stage(timing);
  }

 private:
  std::vector<EventSink*> sinks_;
};

}  // namespace sinter
