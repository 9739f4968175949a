#include "os/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/path.h"
#include "base/text.h"
#include "os/files.h"
#include "os/launch.h"

extern char** environ;

namespace sinter {
namespace {

std::string variable(const std::vector<std::string>& environment, std::string_view name) {
  for (const std::string& entry : environment) {
    if (entry.starts_with(name) && entry.size() > name.size() && entry[name.size()] == '=') {
      return entry.substr(name.size() + 1);
    }
  }
  return {};
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

Result<Process> Process::start(Command command) {
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
  } else if (command.output_to >= 0) {
    results = ::fcntl(command.output_to, F_DUPFD_CLOEXEC, 0);
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
  Process process;
  process.output_ = pipe_ends[0];
  process.launch_ = std::make_unique<Launch>(std::move(command), *std::move(program));
  Launched launched{.failure = EMFILE};
  if (!lacks_input) {
    launched = process.launch_->start({own_input, results < 0 ? pipe_ends[1] : results, pipe_ends[1]});
  }
  ::close(pipe_ends[1]);
  close_if_open(results);
  close_if_open(own_input);
  process.pid_ = launched.pid;
  process.exit_ = launched.exit_descriptor;
  if (launched.failure != 0) return fail(spawn_error(process.launch_->command(), launched.failure));
  ::fcntl(process.output_, F_SETFL, O_NONBLOCK);
  return process;
}

std::uint64_t Process::started_ns() const { return launch_->started_ns(); }

std::optional<Error> Process::start_error() const {
  SINTER_ASSERT(exited_);
  int failure = launch_->failure();
  return failure == 0 ? std::nullopt : std::optional(spawn_error(launch_->command(), failure));
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      exit_(std::exchange(other.exit_, -1)),
      exited_(other.exited_),
      usage_(other.usage_),
      launch_(std::move(other.launch_)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(exit_, other.exit_);
  std::swap(exited_, other.exited_);
  std::swap(usage_, other.usage_);
  std::swap(launch_, other.launch_);
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
  if (pid_ <= 0 || ::kill(-pid_, signal) == 0) return;
  ::kill(pid_, signal);   // it has not got so far as to lead a group,
  ::kill(-pid_, signal);  // or has just now
}

Result<Finished> run(Command command) {
  command.is_awaited = true;
  Process process = SINTER_TRY(Process::start(std::move(command)));
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

Result<Answer> run_for_answer(Command command, std::uint64_t bytes_max) {
  int memory = file_with("", 0);
  if (memory < 0) return fail(spawn_error(command, errno));
  std::string program = command.argv.front();
  command.output_to = memory;
  Result<Finished> finished = run(std::move(command));
  off_t size_bytes = ::lseek(memory, 0, SEEK_END);
  bool is_read = finished && size_bytes >= 0 && static_cast<std::uint64_t>(size_bytes) <= bytes_max;
  std::string text(is_read ? static_cast<std::size_t>(size_bytes) : 0, '\0');
  for (std::size_t done = 0; done < text.size() && is_read;) {
    ssize_t count = ::pread(memory, text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    is_read = count > 0;
    done += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  ::close(memory);
  if (!finished) return fail(std::move(finished.error()));
  if (is_read) return Answer{finished->status, std::move(text), std::move(finished->output)};
  return fail(Code::file_unreadable, quote(program) + " answers with more than " + size_text(bytes_max),
              "ask it by hand, and look at what it answers");
}

}  // namespace sinter
