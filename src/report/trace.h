// The times of one build in the Trace Event Format, which Perfetto, chrome://tracing and
// Speedscope read: a lane for each slot, one for the tool's own work, and one for the chain
// of actions that decided how long it took. docs/trace.md describes the fields.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/event.h"
#include "graph/graph.h"

namespace sinter {

/// Listens to a build and remembers when what happened.
class TraceRecorder : public EventSink {
 public:
  void accept(const Event& event) override;
  void tick(std::optional<std::uint64_t>) override {}
  void stage(const StageTiming& timing) override;

  /// The trace; `graph` is that of the build.
  std::string json(const Graph& graph) const;

 private:
  class Writer;
  /// Something that took time in one lane.
  struct Slice {
    std::string name;
    std::string category;
    std::uint32_t lane;
    std::uint64_t started_ns;
    std::uint64_t ended_ns;
    std::string arguments;  // a JSON object
  };
  struct Attempt {
    std::uint32_t lane;
    std::uint64_t started_ns;
    ActionStarted event;
  };

  void started(const ActionStarted& event);
  void retried(const ActionRetried& event, std::uint64_t now);
  void finished(const ActionFinished& event, std::uint64_t now);
  void count_running(std::uint64_t now);
  std::vector<std::size_t> critical_slices(const Graph& graph) const;

  std::uint64_t began_ns_ = 0;  // of the first thing that happened
  std::uint64_t last_ns_ = 0;   // of the last event: what a restore cannot have begun before
  std::uint64_t tool_busy_until_ns_ = 0;
  std::uint64_t ended_ns_ = 0;
  BuildStarted build_ = {};
  BuildFinished end_ = {};
  std::vector<Slice> slices_;
  std::vector<std::size_t> unsettled_;  // restores whose stage has not told its start yet
  std::vector<bool> is_lane_taken_;     // of slots
  std::map<std::string, Attempt, std::less<>> running_;
  std::map<std::string, std::size_t, std::less<>> done_;               // slices of actions that ran or were restored
  std::vector<std::pair<std::uint64_t, std::size_t>> running_counts_;  // and when they began
};

}  // namespace sinter
