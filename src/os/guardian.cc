#include "os/guardian.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

namespace sinter {
namespace {

constexpr int turns_max = 20;  // a killed process may be in its last system call
constexpr useconds_t turn_us = 5'000;
constexpr useconds_t tick_us = 10'000;  // in which file systems count

/// So many are watched at a time. Pages that nobody writes to take no memory.
constexpr std::size_t groups_max = 1 << 16;

/// Nobody writes into the pipe: it ends when the last one who could is gone.
void wait_for_end(int pipe_end) {
  char nothing;
  while (::read(pipe_end, &nothing, 1) < 0 && errno == EINTR) {
  }
}

[[noreturn]] void guard(int pipe_end, const pid_t* shared, const char* marked_path) {
  ::setpgid(0, 0);                   // Ctrl-C and whoever kills the tool's group do not mean us
  ::prctl(PR_SET_NAME, "guardian");  // not what `pkill sinter` means
  for (int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_IGN);
  // Whoever reads the tool's output must not wait for us.
  int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream : {0, 1, 2}) ::dup2(nothing, stream);
  wait_for_end(pipe_end);
  std::vector<pid_t> groups(shared, shared + groups_max);
  std::erase(groups, 0);
  bool was_killed = !groups.empty();
  for (int turn = 0; turn < turns_max && !groups.empty(); ++turn) {
    std::erase_if(groups, [](pid_t group) { return ::kill(-group, SIGKILL) != 0; });
    if (!groups.empty()) ::usleep(turn_us);
  }
  ::utimensat(AT_FDCWD, marked_path, nullptr, 0);
  if (was_killed) ::usleep(tick_us);  // what comes after us has a later time
  ::_exit(0);
}

}  // namespace

Result<Guardian> Guardian::start(const std::string& marked_path) {
  auto failed = [](int number) {
    return fail(Error{.code = Code::machine_limit,
                      .what = "cannot start a second process to watch over the first",
                      .why = {std::strerror(number)},
                      .next = "raise the limits of processes and open files (ulimit -u, ulimit -n)"});
  };
  int ends[2];
  constexpr std::size_t shared_bytes = groups_max * sizeof(pid_t);
  void* shared = ::mmap(nullptr, shared_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return failed(errno);
  auto* groups = static_cast<pid_t*>(shared);
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    int number = errno;
    ::munmap(shared, shared_bytes);
    return failed(number);
  }
  pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[1]);
    guard(ends[0], groups, marked_path.c_str());
  }
  int number = errno;
  ::close(ends[0]);
  if (pid > 0) return Guardian(pid, ends[1], groups);
  ::close(ends[1]);
  ::munmap(shared, shared_bytes);
  return failed(number);
}

Guardian::Guardian(Guardian&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      groups_(std::exchange(other.groups_, nullptr)),
      used_(other.used_) {}

Guardian::~Guardian() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  ::munmap(groups_, groups_max * sizeof(pid_t));
}

pid_t* Guardian::place() {
  pid_t* free = std::find(groups_, groups_ + used_, 0);
  if (free == groups_ + used_ && used_ < groups_max) ++used_;
  return free == groups_ + used_ ? nullptr : free;
}

void Guardian::release(pid_t group) {
  pid_t* noted = std::find(groups_, groups_ + used_, group);
  if (noted != groups_ + used_) *noted = 0;
}

void Guardian::watch(pid_t group) {
  if (pid_t* free = place()) *free = group;
}

}  // namespace sinter
