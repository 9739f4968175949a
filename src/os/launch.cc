#include "os/launch.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

#include "os/access_watch.h"
#include "os/clock.h"
#include "os/kernel_call.h"

namespace sinter {
namespace {

/// Far more than becoming a program takes, also in a build that is not optimised.
constexpr std::size_t stack_bytes = 32 * 1024;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

/// What every child reads: opened once for all, as it has no position. -1 if that failed.
int null_input() {
  static const int opened = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  return opened;
}

}  // namespace

Launch::Launch(Command command, std::string program)
    : command_(std::move(command)),
      program_(std::move(program)),
      argv_(pointers(command_.argv)),
      environment_(pointers(command_.environment)),
      stack_(new char[stack_bytes]) {}

/// Of another process that may read it at any time.
void Launch::announce(pid_t number) const {
  if (command_.announce_to != nullptr) __atomic_store_n(command_.announce_to, number, __ATOMIC_RELEASE);
}

/// In the child. Returns an errno, or 0.
int Launch::set_up_streams() const {
  const int streams[][2] = {{streams_.input, 0}, {streams_.results, 1}, {streams_.errors, 2}};
  for (auto [from, to] : streams) {
    if (from == to) continue;
    if (long done = kernel_call(SYS_dup3, from, to, 0); done < 0) return static_cast<int>(-done);
  }
  // What our own caller left open is none of its business. An older Linux than 5.11 refuses.
  kernel_call(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  return 0;
}

/// What the child does until it is its program. Returns only on failure: an errno.
int Launch::try_to_become() {
  if (command_.is_attached) kernel_call(SYS_setpgid, 0, 0);
  else kernel_call(SYS_setsid);
  kernel_call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  if (kernel_call(SYS_getppid) != parent_) return ECANCELED;  // the parent died before that
  if (command_.is_attached) {
    // All signals are blocked here, so that asking for the terminal does not stop us.
    if (::tcgetpgrp(0) == ::getpgid(parent_)) ::tcsetpgrp(0, ::getpid());
  } else if (int failure = set_up_streams(); failure != 0) {
    return failure;
  }
  if (rlimit limit;
      command_.open_files_max != 0 && kernel_call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, kernel_address(&limit)) == 0) {
    limit.rlim_cur = command_.open_files_max;
    kernel_call(SYS_prlimit64, 0, RLIMIT_NOFILE, kernel_address(&limit), 0);
  }
  if (command_.turns != nullptr) set_turns(*command_.turns);
  if (long done = kernel_call(SYS_chdir, kernel_address(command_.folder.c_str())); done < 0)
    return static_cast<int>(-done);
  announce(static_cast<pid_t>(kernel_call(SYS_getpid)));
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  ::sigaction(SIGPIPE, &standard, nullptr);  // the only one that we change
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  int failure = command_.watched_by < 0 ? 0 : become_watched(command_.watched_by);
  if (failure != 0) return failure;
  __atomic_store_n(&started_ns_, monotonic_ns(), __ATOMIC_RELEASE);
  return become_program();
}

/// A file that is open for writing is not started. Who has it open may be another child of ours: it got what one of our
/// threads was writing when it was made, and lets go of it when it is its program.
int Launch::become_program() const {
  constexpr int attempts_max = 200;
  constexpr timespec pause = {.tv_sec = 0, .tv_nsec = 1'000'000};
  for (int attempt = 0;; ++attempt) {
    long failure = -kernel_call(SYS_execve, kernel_address(program_.c_str()), kernel_address(argv_.data()),
                                kernel_address(environment_.data()));
    if (failure != ETXTBSY || attempt == attempts_max) return static_cast<int>(failure);
    if (attempt == 0) kernel_call(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);  // it may be we ourselves
    kernel_call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, kernel_address(&pause), 0);
  }
}

int Launch::become(void* launch) {
  auto* self = static_cast<Launch*>(launch);
  int failure = self->try_to_become();
  __atomic_store_n(&self->failure_, failure, __ATOMIC_RELEASE);
  kernel_call(SYS_exit_group, 127);
  return 127;
}

Launched Launch::start(Streams streams) {
  parent_ = ::getpid();
  streams_ = streams;
  if (streams_.input < 0) streams_.input = null_input();
  started_ns_ = monotonic_ns();
  if (streams_.input < 0) return {.failure = EMFILE};
  bool is_awaited = command_.is_awaited || command_.is_attached || command_.watched_by >= 0 || !starts_without_waiting;
  int flags = CLONE_VM | CLONE_PIDFD | SIGCHLD | (is_awaited ? CLONE_VFORK : 0);
  Launched launched;
  sigset_t all, before;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &before);  // no handler of ours may run in the child
  launched.pid = ::clone(become, stack_.get() + stack_bytes, flags, this, &launched.exit_descriptor);
  int number = errno;
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  if (launched.pid < 0) return {.failure = number};
  announce(launched.pid);  // so that its place is taken when the next one looks for its own
  if (!is_awaited || failure() == 0) return launched;
  ::waitpid(launched.pid, nullptr, 0);
  ::close(launched.exit_descriptor);
  announce(0);
  return {.failure = failure()};
}

}  // namespace sinter
