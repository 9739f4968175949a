#include "os/clock.h"

#include <ctime>

namespace sinter {
namespace {

std::int64_t read_clock(clockid_t clock) {
  timespec time;
  ::clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::uint64_t monotonic_ns() { return static_cast<std::uint64_t>(read_clock(CLOCK_MONOTONIC)); }
std::int64_t wall_clock_ns() { return read_clock(CLOCK_REALTIME); }

}  // namespace sinter
