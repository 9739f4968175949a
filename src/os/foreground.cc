#include "os/foreground.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "os/guardian.h"

namespace sinter {
namespace {

constexpr int farewell_turns_max = 100;
constexpr useconds_t farewell_turn_us = 10'000;

/// The terminal that we were started on, if it was ours to give away; given back as it was.
class TerminalLoan {
 public:
  TerminalLoan() : is_ours_(::tcgetpgrp(0) == ::getpgrp() && ::tcgetattr(0, &settings_) == 0) {}
  TerminalLoan(const TerminalLoan&) = delete;
  TerminalLoan& operator=(const TerminalLoan&) = delete;
  ~TerminalLoan() { take_back(); }

  void give(pid_t group) const {
    if (is_ours_ && ::tcgetpgrp(0) == ::getpgrp()) ::tcsetpgrp(0, group);
  }
  void take_back() const {
    if (!is_ours_) return;
    ::tcsetpgrp(0, ::getpgrp());
    ::tcsetattr(0, TCSADRAIN, &settings_);
  }

 private:
  termios settings_ = {};
  bool is_ours_;
};

/// Blocks signals while it lives, so that they can be read instead.
class SignalQueue {
 public:
  explicit SignalQueue(std::initializer_list<int> numbers) {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (int number : numbers) ::sigaddset(&signals, number);
    ::sigprocmask(SIG_BLOCK, &signals, &before_);
    descriptor_ = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  SignalQueue(const SignalQueue&) = delete;
  SignalQueue& operator=(const SignalQueue&) = delete;
  ~SignalQueue() {
    // What was read is dealt with; left pending, it would end us when unblocked.
    while (take() != 0) {
    }
    if (descriptor_ >= 0) ::close(descriptor_);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  int descriptor() const { return descriptor_; }
  /// The number of the next signal, or 0.
  int take() const {
    signalfd_siginfo seen;
    return ::read(descriptor_, &seen, sizeof seen) == sizeof seen ? static_cast<int>(seen.ssi_signo) : 0;
  }

 private:
  sigset_t before_;
  int descriptor_ = -1;
};

bool is_stopped(pid_t pid) {
  siginfo_t state = {};
  return ::waitid(P_PID, static_cast<id_t>(pid), &state, WSTOPPED | WNOHANG) == 0 && state.si_pid == pid;
}

/// Ctrl-Z: we stop as the program did, and go on together.
void stop_together(Process& process, const TerminalLoan& terminal) {
  terminal.take_back();
  ::raise(SIGSTOP);
  terminal.give(process.pid());
  process.signal_group(SIGCONT);
}

void end_group(Process& process) {
  pid_t group = process.pid();
  process.signal_group(SIGTERM);
  for (int turn = 0; turn < farewell_turns_max && ::kill(-group, 0) == 0; ++turn) ::usleep(farewell_turn_us);
  process.signal_group(SIGKILL);
}

}  // namespace

Result<ForegroundEnd> run_in_foreground(Command command) {
  Guardian guardian = SINTER_TRY(Guardian::start());
  SignalQueue signals({SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGTTOU});
  TerminalLoan terminal;  // taken back while SIGTTOU is blocked, which would stop us
  if (signals.descriptor() < 0) {
    return fail(Error{.code = Code::spawn_failed, .what = "cannot watch for signals", .why = {std::strerror(errno)}});
  }
  command.is_attached = true;
  command.announce_to = guardian.place();
  Process process = SINTER_TRY(Process::start(command));
  int asked_count = 0;
  for (;;) {
    pollfd waits[2] = {{process.exit_descriptor(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}};
    ::poll(waits, 2, -1);
    while (int number = signals.take()) {
      if (number == SIGCHLD) {
        if (is_stopped(process.pid())) stop_together(process, terminal);
      } else if (number != SIGTTOU) {
        process.signal_group(++asked_count == 1 ? number : SIGKILL);
      }
    }
    if (process.has_exited()) {
      ExitStatus status =
          process.reap();  // before the rest of its group: while it is there, the group never seems gone
      end_group(process);
      guardian.release(process.pid());
      return ForegroundEnd{status, asked_count != 0 || status.signal == SIGINT};
    }
  }
}

}  // namespace sinter
