// What processes use while they run, as the kernel tells it.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace sinter {

enum class ProcessMemory : std::uint8_t { now, peak, share };

/// Bytes in memory, at most so far, or now with those shared with others divided among them
/// (PSS; else those in memory). 0 for a process that has ended.
std::uint64_t memory_of_process(pid_t pid, ProcessMemory which);

struct SessionUse {
  std::uint64_t cpu_ns = 0;        // of those that run
  std::uint64_t memory_bytes = 0;  // shares, added up
  std::uint32_t process_count = 0;
};

/// Of the process `leader`, which has begun a session, and all that it started and that stayed in it.
SessionUse session_use(pid_t leader);
/// Only the first number: reading shares takes the kernel a while.
std::uint64_t session_cpu_ns(pid_t leader);

}  // namespace sinter
