// What the run loop says of actions, and of processes that it had to end.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/event.h"
#include "graph/graph.h"
#include "os/process.h"
#include "schedule/schedule.h"
#include "schedule/strays.h"

namespace sinter {

/// How an action came to its end.
struct Ending {
  ActionId id;
  Outcome outcome;
  std::string cause = {};
  std::uint32_t attempts = 0;
  std::uint64_t duration_ns = 0;
  Process::Usage usage = {};
  std::string output = {};
  std::vector<Error> errors = {};
};

/// `variables` are those that it saw, if anybody wants to run it again.
ActionFinished finished_event(const Action& action, Ending ending, std::vector<std::string> variables,
                              std::vector<Change> changes);

void tell_unchanged(const Graph& graph, std::span<const ActionId> ids, EventSink& events);

Error failure(const Action& action, ExitStatus status, const std::vector<std::string>& variables);
Error timeout_error(const Action& action);
Error stray_notice(const Graph& graph, const Strays::Ended& stray);
Error fewer_slots(std::uint32_t slots, std::uint32_t before, std::string why);

/// How long an action waits after its failed attempt of that number, the first being 1.
std::uint64_t retry_wait_ns(const Action& action, std::uint32_t attempt);

}  // namespace sinter
