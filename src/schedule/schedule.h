// What runs next: a pure state machine over the selected actions of a graph. It knows
// nothing of processes, files or time; the run loop asks it and tells it.
//
//   waiting --(all needed are done)--> ready --assess--> done         (unchanged, restored)
//                                            \--must_run--> queued --take--> running --> done
//                                             ^-------------postpone---------------/
//
// A running action may leave its slot to the next one before it is done: what it made is
// looked at while others run.
//
// A failed action takes with it everything that needs it. Among queued actions the one
// with the longest expected path to the end of the build goes first.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace sinter {

enum class Outcome : std::uint8_t { ran, restored, unchanged, failed, skipped, cancelled };
std::string_view outcome_name(Outcome outcome);
inline bool is_success(Outcome outcome) { return outcome <= Outcome::unchanged; }

enum class AfterFailure : std::uint8_t { stop, keep_going };

struct ScheduleLimits {
  std::uint32_t slots = 1;  // how many actions may run at once
  AfterFailure after_failure = AfterFailure::stop;
};

/// For how long a running action has run.
struct Elapsed {
  ActionId id;
  std::uint64_t ns;
};

class Schedule {
 public:
  /// `selected` is sorted; what its actions need beyond it is done already. `expected_ns` has a duration
  /// for every action of the graph, 0 where none is known. The graph must outlive the
  /// schedule.
  Schedule(const Graph& graph, const std::vector<ActionId>& selected, std::vector<std::uint64_t> expected_ns,
           ScheduleLimits limits);

  /// An action whose inputs are final, to be assessed; nothing if there is none now.
  std::optional<ActionId> take_ready();
  bool has_ready() const { return !stopped_ && !ready_.empty(); }
  /// take_queued() would give one out.
  bool may_start() const { return foremost_queued().has_value(); }
  /// It has to run. Only for an action that take_ready() gave out.
  void must_run(ActionId id);
  /// An action to start now: there is a free slot, also in its pool. Looks once at each pool.
  std::optional<ActionId> take_queued();
  /// Its command has ended well; its slot is free from now on. It keeps its place in the pool,
  /// and what needs it waits, until finish().
  void leave_slot(ActionId id);
  /// It is to be tried again later: must_run() queues it again, and until then its slot and
  /// its place in the pool are free.
  void postpone(ActionId id);
  /// From now on no more than that many run at once, or as many as before if those are fewer.
  void allow_slots(std::uint32_t slots);
  std::uint32_t slots() const { return limits_.slots; }
  /// It came to an end. What needs a failed action becomes skipped; those are returned.
  /// After a failure with AfterFailure::stop nothing new is given out.
  std::vector<ActionId> finish(ActionId id, Outcome outcome);
  /// Nothing new is given out from now on.
  void stop() { stopped_ = true; }

  /// Nothing runs or has left its slot, and nothing will.
  bool is_done() const;
  std::uint32_t running_count() const { return running_count_; }
  /// Every action that was never given out or finished, to be reported as cancelled.
  std::vector<ActionId> unfinished() const;
  bool has_failed() const { return has_failed_; }

  /// How long the rest will take if earlier runs are a guide: the longest path that is
  /// left, or all that is left spread over the slots, whichever takes longer. Nothing when
  /// most of the rest has never run. Looks at every action.
  std::optional<std::uint64_t> expected_left_ns(std::span<const Elapsed> running) const;

 private:
  enum class Stage : std::uint8_t { absent, waiting, ready, assessing, queued, running, leaving, done };
  struct Priority {
    std::uint64_t path_ns;
    std::uint32_t index;
    bool operator<(const Priority& other) const {
      return path_ns != other.path_ns ? path_ns < other.path_ns : index > other.index;
    }
  };

  std::optional<std::size_t> foremost_queued() const;
  void leave_pool(ActionId id);
  void wake_dependents(ActionId id);
  std::vector<ActionId> skip_dependents(ActionId id);
  bool is_pool_full(std::size_t pool) const;

  std::uint64_t expected_ns(std::size_t index) const;

  const Graph& graph_;
  std::vector<std::uint64_t> expected_ns_;
  ScheduleLimits limits_;
  std::vector<Stage> stages_;
  std::vector<std::uint32_t> waits_for_;
  std::vector<std::vector<ActionId>> dependents_;
  std::vector<std::uint64_t> path_ns_;
  std::vector<std::uint32_t> pool_of_;  // index into the two below; the last is that of actions without a pool
  std::vector<std::uint32_t> pool_running_;
  /// One a pool, so that the actions that wait for a full pool are not looked at.
  std::vector<std::priority_queue<Priority>> queued_;
  std::priority_queue<Priority> ready_;
  std::size_t unfinished_count_ = 0;
  std::uint32_t running_count_ = 0;
  std::uint32_t leaving_count_ = 0;
  bool stopped_ = false;
  bool has_failed_ = false;
};

}  // namespace sinter
