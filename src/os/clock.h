// The two clocks: one to measure with, one to compare with the times of files.
#pragma once

#include <cstdint>

namespace sinter {

/// Nanoseconds that never go back; from an arbitrary start.
std::uint64_t monotonic_ns();
/// Nanoseconds since 1970, as the file system counts them.
std::int64_t wall_clock_ns();

/// Does nothing for that long.
void wait_ns(std::uint64_t duration_ns);

}  // namespace sinter
