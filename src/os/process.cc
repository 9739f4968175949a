// Children are made with vfork(): the parent's memory is lent, not copied, so starting
// one costs the same however large the build's state is. Between vfork() and execve()
// the child may only make system calls.
#include "os/process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/path.h"
#include "base/text.h"
#include "os/access_watch.h"
#include "os/clock.h"
#include "os/files.h"

extern char** environ;

namespace sinter {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

std::string variable(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string& entry : environment) {
    if (entry.starts_with(name) && entry.size() > name.size() && entry[name.size()] == '=') {
      return entry.substr(name.size() + 1);
    }
  }
  return {};
}

struct ChildPlan {
  const char* program;
  char* const* argv;
  char* const* environment;
  const char* folder;
  int output;
  int results;  // where standard output goes
  int input;
  bool is_attached;
  pid_t* announce_to;
  int watched_by;
  rlim_t open_files_max;
  const Turns* turns;
  pid_t parent;
};

/// Of another process that may read it at any time.
void announce(const ChildPlan& plan, pid_t number) {
  if (plan.announce_to != nullptr) __atomic_store_n(plan.announce_to, number, __ATOMIC_RELEASE);
}

/// What every child reads: opened once for all, as it has no position. -1 if that failed.
int null_input() {
  static const int opened = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  return opened;
}

/// A file in memory only, which nobody else can open by a name: secrets go that way. -1 if it cannot be had.
int file_with(std::string_view text, std::size_t begin) {
  int descriptor = ::memfd_create("input", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  for (std::string_view rest = text; !rest.empty();) {
    ssize_t count = ::write(descriptor, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      ::close(descriptor);
      return -1;
    }
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  ::lseek(descriptor, static_cast<off_t>(begin), SEEK_SET);
  return descriptor;
}

/// What the child does between vfork() and its program. Returns only on failure.
int become(const ChildPlan& plan, volatile std::uint64_t& started_ns) {
  if (plan.is_attached) ::setpgid(0, 0);
  else ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != plan.parent) return ECANCELED;  // the parent died before prctl()
  if (plan.is_attached) {
    // All signals are blocked here, so that asking for the terminal does not stop us.
    if (::tcgetpgrp(0) == ::getpgid(plan.parent)) ::tcsetpgrp(0, ::getpid());
  } else {
    if (::dup2(plan.input, 0) < 0 || ::dup2(plan.results, 1) < 0 || ::dup2(plan.output, 2) < 0) return errno;
    // What our own caller left open is none of its business. An older Linux than 5.11 refuses.
    ::syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  }
  if (rlimit limit; plan.open_files_max != 0 && ::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = plan.open_files_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (plan.turns != nullptr) set_turns(*plan.turns);
  if (::chdir(plan.folder) != 0) return errno;
  struct sigaction standard = {};
  announce(plan, ::getpid());
  standard.sa_handler = SIG_DFL;
  ::sigaction(SIGPIPE, &standard, nullptr);  // the only one that we change
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  int failure = plan.watched_by < 0 ? 0 : become_watched(plan.watched_by);
  if (failure == 0) {
    started_ns = monotonic_ns();
    ::execve(plan.program, plan.argv, plan.environment);
    failure = errno;
  }
  announce(plan, 0);
  return failure;
}

/// Starts the program; returns the child's id, or minus the reason.
int start_child(const ChildPlan& plan, volatile std::uint64_t& started_ns) {
  volatile int failure = 0;  // the child writes both into our memory
  pid_t pid = ::vfork();     // NOLINT(bugprone-unsafe-functions): the top of this file says why
  if (pid == 0) {
    failure = become(plan, started_ns);
    ::_exit(127);
  }
  if (pid < 0) return -errno;
  if (failure != 0) {
    ::waitpid(pid, nullptr, 0);
    return -failure;
  }
  return pid;
}

Error spawn_error(const Command& command, int number) {
  Error error{.code = Code::spawn_failed,
              .what = "cannot start " + quote(command.argv.front()),
              .why = {std::string(std::strerror(number))}};
  if (number == ENOENT) {
    error.code = Code::tool_missing;
    error.next = stat_file(command.folder) ? "install it, or correct the first word of the command"
                                           : "the working folder " + quote(command.folder) + " does not exist";
  }
  if (number == EAGAIN || number == EMFILE || number == ENFILE || number == ENOMEM) {
    error.code = Code::machine_limit;
    error.next = "let fewer run at a time (-j), or raise the limits of processes and open files (ulimit -u, ulimit -n)";
  }
  if (number == EACCES) error.next = "make the file executable, or correct the first word of the command";
  if (number == E2BIG) error.next = "the arguments are too long for the system: pass them in a file";
  return error;
}

void close_if_open(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

}  // namespace

std::string describe(ExitStatus status) {
  if (status.signal == 0) return "exit code " + std::to_string(status.code);
  return "killed by signal " + std::to_string(status.signal) + " (" + ::strsignal(status.signal) + ")";
}

std::optional<std::string> find_program(const std::string& name, const std::string& search_path) {
  auto is_program = [](const std::string& path) {
    std::optional<FileStat> stat = stat_file(path);
    return stat && !stat->is_folder && ::access(path.c_str(), X_OK) == 0;
  };
  if (name.contains('/')) return is_program(name) ? std::optional(name) : std::nullopt;
  for (const std::string& folder : split(search_path, ':')) {
    std::string path = join_path(folder.empty() ? "." : folder, name);
    if (is_program(path)) return path;
  }
  return std::nullopt;
}

std::vector<std::string> inherited_environment() {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

void OutputLog::append(std::string_view bytes) {
  if (mask_) keep(mask_->pass(bytes));
  else keep(bytes);
}

void OutputLog::keep(std::string_view bytes) {
  std::size_t room = part_bytes_max - std::min(head_.size(), part_bytes_max);
  head_ += bytes.substr(0, room);
  bytes.remove_prefix(std::min(room, bytes.size()));
  tail_ += bytes;
  if (tail_.size() > 2 * part_bytes_max) {
    std::size_t surplus = tail_.size() - part_bytes_max;
    dropped_bytes_ += surplus;
    tail_.erase(0, surplus);
  }
}

std::string OutputLog::take() {
  if (mask_) keep(mask_->finish());
  std::string text = std::move(head_);
  if (tail_.size() > part_bytes_max) {
    std::size_t surplus = tail_.size() - part_bytes_max;
    dropped_bytes_ += surplus;
    tail_.erase(0, surplus);
  }
  if (dropped_bytes_ != 0) text += "\n[… " + size_text(dropped_bytes_) + " of output left out …]\n";
  text += tail_;
  head_.clear();
  tail_.clear();
  dropped_bytes_ = 0;
  return text;
}

Result<Process> Process::start(const Command& command) {
  SINTER_ASSERT(!command.argv.empty());
  std::string name = command.argv.front();
  bool is_relative = name.contains('/') && !is_absolute(name);
  std::optional<std::string> program =
      is_relative ? std::optional(name) : find_program(name, variable(command.environment, "PATH"));
  if (!program) return fail(spawn_error(command, ENOENT));

  int results = -1;
  if (!command.output_path.empty()) {
    results = ::open(command.output_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (results < 0) return fail(spawn_error(command, errno));
  }
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) {
    Error error = spawn_error(command, errno);
    close_if_open(results);
    return fail(std::move(error));
  }
  int own_input = command.input.empty() ? -1 : file_with(command.input, command.input_begin);
  bool lacks_input = own_input < 0 && !command.input.empty();
  std::vector<char*> argv = pointers(command.argv);
  std::vector<char*> environment = pointers(command.environment);
  ChildPlan plan{.program = program->c_str(),
                 .argv = argv.data(),
                 .environment = environment.data(),
                 .folder = command.folder.c_str(),
                 .output = pipe_ends[1],
                 .results = results < 0 ? pipe_ends[1] : results,
                 .input = own_input < 0 ? null_input() : own_input,
                 .is_attached = command.is_attached,
                 .announce_to = command.announce_to,
                 .watched_by = command.watched_by,
                 .open_files_max = command.open_files_max,
                 .turns = command.turns,
                 .parent = ::getpid()};
  sigset_t all, before;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &before);  // no handler of ours may run in the child
  volatile std::uint64_t started_ns = 0;
  int pid = plan.input < 0 || lacks_input ? -EMFILE : start_child(plan, started_ns);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  ::close(pipe_ends[1]);
  close_if_open(results);
  close_if_open(own_input);
  if (pid < 0) {
    ::close(pipe_ends[0]);
    return fail(spawn_error(command, -pid));
  }
  Process process;
  process.pid_ = pid;
  process.started_ns_ = started_ns;
  process.output_ = pipe_ends[0];
  ::fcntl(process.output_, F_SETFL, O_NONBLOCK);
  process.exit_ = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (process.exit_ < 0) {
    int number = errno;
    announce(plan, 0);
    return fail(spawn_error(command, number));  // the destructor ends the child
  }
  return process;
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      started_ns_(other.started_ns_),
      output_(std::exchange(other.output_, -1)),
      exit_(std::exchange(other.exit_, -1)),
      exited_(other.exited_),
      usage_(other.usage_) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(started_ns_, other.started_ns_);
  std::swap(output_, other.output_);
  std::swap(exit_, other.exit_);
  std::swap(exited_, other.exited_);
  std::swap(usage_, other.usage_);
  return *this;
}

Process::~Process() {
  if (pid_ >= 0 && !exited_) {
    signal_group(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_if_open(output_);
  close_if_open(exit_);
}

void Process::read_output(OutputLog& log) {
  char buffer[64 * 1024];
  // A chatty child must not starve the others: a few reads a turn.
  for (int turn = 0; turn < 16 && output_ >= 0; ++turn) {
    ssize_t count = ::read(output_, buffer, sizeof buffer);
    if (count > 0) {
      log.append({buffer, static_cast<std::size_t>(count)});
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 || errno != EAGAIN) close_if_open(output_);
    return;
  }
}

bool Process::has_exited() const {
  siginfo_t info = {};
  return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_;
}

ExitStatus Process::reap() {
  int status = 0;
  rusage usage = {};
  pid_t reaped;
  do reaped = ::wait4(pid_, &status, 0, &usage);
  while (reaped < 0 && errno == EINTR);
  SINTER_ASSERT(reaped == pid_);
  exited_ = true;
  auto nanoseconds = [](const timeval& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_usec) * 1000;
  };
  usage_ = {.cpu_ns = nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime),
            .memory_bytes_max = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
  if (WIFSIGNALED(status)) return ExitStatus{.code = 128 + WTERMSIG(status), .signal = WTERMSIG(status)};
  return ExitStatus{.code = WEXITSTATUS(status)};
}

void Process::signal_group(int signal) {
  if (pid_ > 0) ::kill(-pid_, signal);
}

Result<Finished> run(const Command& command) {
  Process process = SINTER_TRY(Process::start(command));
  OutputLog log;
  for (;;) {
    pollfd waits[2] = {{process.exit_descriptor(), POLLIN, 0}, {process.output_descriptor(), POLLIN, 0}};
    ::poll(waits, 2, -1);
    process.read_output(log);
    if (process.has_exited()) {
      process.read_output(log);
      process.signal_group(SIGKILL);
      ExitStatus status = process.reap();
      return Finished{status, log.take(), process.usage()};
    }
  }
}

}  // namespace sinter
