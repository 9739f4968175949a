// What a benchmark found, as values: for the report, for programs and for the history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/statistics.h"
#include "bench/trial.h"

namespace sinter {

/// A number against that of the other side, and against itself: what is worth nothing.
struct Compared {
  Interval ratio;
  std::optional<Interval> control;
};

/// One thing that was measured: a benchmark of a server has several.
struct Figure {
  std::string part;  // "kept", "pipelined", "connect", "idle", "loaded"; "" for the only one
  std::string unit;  // of what the times are: "run", "message", "operation"
  std::uint32_t rounds = 0;
  Sample now;  // medians; 0 where it was not measured
  std::optional<Sample> other;
  std::optional<Compared> cpu, wall, memory;  // of `now` to `other`
  std::optional<Interval> noise;              // of the judged number to itself, where nothing is compared
  std::optional<Interval> again;              // the judged ratio of a second session, if the first one alarmed
  std::uint64_t instructions = 0, other_instructions = 0;
  std::vector<std::string> alarms;  // what is more than it may be
};

struct BenchResult {
  std::string name;
  std::string kind;
  std::string now_label = "now";
  std::string other_label;  // "" where nothing is compared
  std::vector<Figure> figures;
};

}  // namespace sinter
