#include "os/guardian.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

namespace sinter {
namespace {

constexpr int turns_max = 20;  // a killed process may be in its last system call
constexpr useconds_t turn_us = 5'000;

/// Reads a process group per announcement, its negative when it is released.
std::vector<pid_t> read_until_end(int announcements) {
  std::vector<pid_t> groups;
  for (;;) {
    pid_t number = 0;
    ssize_t count = ::read(announcements, &number, sizeof number);  // writes this small are not split
    if (count < 0 && errno == EINTR) continue;
    if (count != sizeof number) return groups;
    if (number > 0) groups.push_back(number);
    else std::erase(groups, -number);
  }
}

[[noreturn]] void guard(int announcements) {
  ::setpgid(0, 0);                   // Ctrl-C and whoever kills the tool's group do not mean us
  ::prctl(PR_SET_NAME, "guardian");  // not what `pkill sinter` means
  for (int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_IGN);
  // Whoever reads the tool's output must not wait for us.
  int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream : {0, 1, 2}) ::dup2(nothing, stream);
  std::vector<pid_t> groups = read_until_end(announcements);
  for (int turn = 0; turn < turns_max && !groups.empty(); ++turn) {
    std::erase_if(groups, [](pid_t group) { return ::kill(-group, SIGKILL) != 0; });
    if (!groups.empty()) ::usleep(turn_us);
  }
  ::_exit(0);
}

}  // namespace

Result<Guardian> Guardian::start() {
  auto failed = [](int number) {
    return fail(Error{.code = Code::machine_limit,
                      .what = "cannot start a second process to watch over the first",
                      .why = {std::strerror(number)},
                      .next = "raise the limits of processes and open files (ulimit -u, ulimit -n)"});
  };
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed(errno);
  pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[1]);
    guard(ends[0]);
  }
  int number = errno;
  ::close(ends[0]);
  if (pid > 0) return Guardian(pid, ends[1]);
  ::close(ends[1]);
  return failed(number);
}

Guardian::Guardian(Guardian&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Guardian::~Guardian() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Guardian::release(pid_t group) { tell(-group); }

void Guardian::watch(pid_t group) { tell(group); }

void Guardian::tell(pid_t message) {
  // A guardian that somebody killed guards nothing more; the build itself is not harmed.
  [[maybe_unused]] ssize_t written = ::write(descriptor_, &message, sizeof message);
}

}  // namespace sinter
