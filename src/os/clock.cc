#include "os/clock.h"

#include <cerrno>
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

void wait_ns(std::uint64_t duration_ns) {
  constexpr std::uint64_t second = 1'000'000'000;
  timespec left = {static_cast<time_t>(duration_ns / second), static_cast<long>(duration_ns % second)};
  while (::nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

}  // namespace sinter
