// Drives a schedule to its end: assesses what is ready, starts what must run, waits for
// children, output, timeouts and Ctrl-C. One thread, no locks.
#pragma once

#include <cstdint>
#include <vector>

#include "base/event.h"
#include "schedule/executor.h"
#include "schedule/repeat_check.h"
#include "schedule/schedule.h"
#include "schedule/standing.h"
#include "schedule/strict_check.h"

namespace sinter {

struct BuildSummary {
  std::uint32_t ran = 0, restored = 0, unchanged = 0, failed = 0, skipped = 0, cancelled = 0;
  bool is_interrupted = false;
  bool ok() const { return failed + skipped + cancelled == 0 && !is_interrupted; }
};

/// What is done beside running actions; null for what is not wanted.
struct RunChecks {
  StrictCheck* strict = nullptr;
  RepeatCheck* repeat = nullptr;
  const SecretForms* secrets = nullptr;  // not to be seen in what actions print
};

/// Tells of the standing actions and runs the pending ones. Failed actions are events and
/// counts, not errors; an error means that the machine does not let us work.
Result<BuildSummary> run_actions(const Graph& graph, const Standing& standing,
                                 const std::vector<std::uint64_t>& expected_ns, ScheduleLimits limits, RunChecks checks,
                                 Executor& executor, EventSink& events);

}  // namespace sinter
