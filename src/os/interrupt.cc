#include "os/interrupt.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace sinter {
namespace {

// Signals are the whole process's, so these are.
int watching_descriptor = -1;
bool was_asked = false;

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
  watching_descriptor = descriptor;
  return InterruptWatch(descriptor, signals);
}

InterruptWatch::InterruptWatch(InterruptWatch&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), signals_(other.signals_) {}

InterruptWatch::~InterruptWatch() {
  if (descriptor_ < 0) return;
  was_asked = end_was_asked();
  watching_descriptor = -1;
  // What was noticed is dealt with: left pending, it would end the program when unblocked.
  signalfd_siginfo seen;
  while (::read(descriptor_, &seen, sizeof seen) > 0) {
  }
  ::close(descriptor_);
  ::sigprocmask(SIG_UNBLOCK, &signals_, nullptr);
}

bool end_was_asked() {
  if (was_asked || watching_descriptor < 0) return was_asked;
  pollfd wait = {watching_descriptor, POLLIN, 0};
  return ::poll(&wait, 1, 0) == 1;
}

bool end_may_be_asked() { return was_asked || watching_descriptor >= 0; }

}  // namespace sinter
