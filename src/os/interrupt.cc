#include "os/interrupt.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace sinter {
namespace {

sigset_t watched_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction present = {};
    ::sigaction(number, nullptr, &present);
    if (present.sa_handler != SIG_IGN) ::sigaddset(&signals, number);  // NOLINT(performance-no-int-to-ptr): the macro
  }
  return signals;
}

}  // namespace

Result<InterruptWatch> InterruptWatch::start() {
  sigset_t signals = watched_signals();
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  int descriptor = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor < 0) {
    return fail(Error{.code = Code::spawn_failed, .what = "cannot watch for Ctrl-C", .why = {std::strerror(errno)}});
  }
  return InterruptWatch(descriptor, signals);
}

InterruptWatch::InterruptWatch(InterruptWatch&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), signals_(other.signals_) {}

InterruptWatch::~InterruptWatch() {
  if (descriptor_ < 0) return;
  // What was noticed is dealt with: left pending, it would end the program when unblocked.
  signalfd_siginfo seen;
  while (::read(descriptor_, &seen, sizeof seen) > 0) {
  }
  ::close(descriptor_);
  ::sigprocmask(SIG_UNBLOCK, &signals_, nullptr);
}

}  // namespace sinter
