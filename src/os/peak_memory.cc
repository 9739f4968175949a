#include "os/peak_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>

#include "base/text.h"
#include "os/files.h"
#include "os/session_use.h"

namespace sinter {
namespace {

constexpr int cannot_start = 127;
constexpr int watched_events = PTRACE_O_EXITKILL | PTRACE_O_TRACEEXIT | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;

std::vector<char*> argument_pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

std::string path_variable(const std::vector<std::string>& environment) {
  for (const std::string& entry : environment) {
    if (entry.starts_with("PATH=")) return entry.substr(5);
  }
  return "";
}

/// A file in memory, to be read from its begin; -1 if it cannot be had.
int file_of(std::string_view text) {
  int descriptor = ::memfd_create("input", MFD_CLOEXEC);
  while (descriptor >= 0 && !text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count <= 0) {
      ::close(descriptor);
      return -1;
    }
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (descriptor >= 0) ::lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

[[noreturn]] void become_watched_program(const char* program, char* const* argv, char* const* environment,
                                         const Command& command, int input) {
  ::setsid();
  int from = input >= 0 ? input : ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  int to = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  bool is_ready = from >= 0 && to >= 0 && ::dup2(from, 0) >= 0 && ::dup2(to, 1) >= 0 && ::dup2(to, 2) >= 0 &&
                  ::chdir(command.folder.c_str()) == 0;
  ::signal(SIGPIPE, SIG_DFL);
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(126);
  if (is_ready) ::execve(program, argv, environment);
  ::_exit(cannot_start);
}

/// Follows one program and all it starts.
class Watch {
 public:
  explicit Watch(pid_t first) : first_(first), live_({first}) {}

  /// False if Linux refused.
  bool follow() {
    while (!live_.empty()) {
      int status = 0;
      pid_t pid = ::waitpid(-1, &status, __WALL);
      if (pid < 0 && errno == EINTR) continue;
      if (pid < 0) break;
      if (WIFSTOPPED(status)) {
        if (!stopped(pid, status)) return false;
        continue;
      }
      live_.erase(pid);
      if (pid != first_) continue;
      first_status_ = status;
      ::kill(-first_, SIGKILL);  // a run ends with its program
    }
    return has_begun_;
  }

  /// It ended before it was its program.
  bool has_not_started() const {
    return !has_begun_ && WIFEXITED(first_status_) && WEXITSTATUS(first_status_) == cannot_start;
  }

  PeakMemory result() const {
    if (WIFSIGNALED(first_status_)) {
      return {.status = {.code = 128 + WTERMSIG(first_status_), .signal = WTERMSIG(first_status_)}, .bytes = bytes_};
    }
    return {.status = {.code = WEXITSTATUS(first_status_)}, .bytes = bytes_};
  }

 private:
  bool stopped(pid_t pid, int status) {
    int signal = WSTOPSIG(status), event = status >> 16;
    live_.insert(pid);
    if (pid == first_ && !has_begun_) {
      if (::ptrace(PTRACE_SETOPTIONS, pid, nullptr, watched_events) != 0) return false;
      has_begun_ = true;
      signal = 0;
    } else if (event == PTRACE_EVENT_EXIT) {
      std::uint64_t bytes = memory_of_process(pid, ProcessMemory::peak);
      for (pid_t other : live_) {
        if (other != pid) bytes += memory_of_process(other, ProcessMemory::now);
      }
      bytes_ = std::max(bytes_, bytes);
      signal = 0;
    } else if (event != 0 || signal == SIGTRAP || signal == SIGSTOP) {
      signal = 0;  // told of a new process, or that process begins
    }
    ::ptrace(PTRACE_CONT, pid, nullptr, signal);
    return true;
  }

  pid_t first_;
  std::set<pid_t> live_;
  bool has_begun_ = false;
  int first_status_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Result<PeakMemory> peak_memory(const Command& command) {
  const std::string& name = command.argv.front();
  // A relative path is seen from the command's folder, where the child looks for it.
  std::optional<std::string> program =
      name.contains('/') ? std::optional(name) : find_program(name, path_variable(command.environment));
  if (!program) return fail(Code::tool_missing, quote(name) + " is not installed", "install it, or name another");
  std::vector<char*> argv = argument_pointers(command.argv), environment = argument_pointers(command.environment);
  int input = command.input.empty() ? -1 : file_of(command.input);
  if (input < 0 && !command.input.empty()) {
    return fail(Code::machine_limit, "there is no room for what " + quote(name) + " reads", std::strerror(errno));
  }
  pid_t pid = ::fork();
  if (pid == 0) become_watched_program(program->c_str(), argv.data(), environment.data(), command, input);
  if (pid < 0) return fail(Code::spawn_failed, "cannot start " + quote(name), std::strerror(errno));
  if (input >= 0) ::close(input);
  Watch watch(pid);
  if (watch.follow()) return watch.result();
  if (watch.has_not_started()) {
    return fail(Code::spawn_failed, "cannot start " + quote(name),
                "look whether it is there and executable, or correct the first word of the command");
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, __WALL);
  return fail(Code::spawn_failed, "the memory of " + quote(name) + " cannot be watched",
              "let this process use ptrace(), or leave memory out of the benchmark");
}

}  // namespace sinter
