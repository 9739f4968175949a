// How much memory a program had at most. What wait4() says of that is no less than what we
// have ourselves, because a child begins as a copy of us; so the program is stopped where it
// ends, and asked. Being watched costs time: runs that are timed are others.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "os/process.h"

namespace sinter {

struct PeakMemory {
  ExitStatus status;
  std::uint64_t bytes = 0;  // of the program and all it started, at the same time
};

/// Runs the command to its end; what it writes is lost. An error where Linux does not let us watch it.
Result<PeakMemory> peak_memory(const Command& command);

}  // namespace sinter
