// The door to other programs. Children are started directly from an argument vector,
// never through a shell, in a process group of their own that dies with us. They get no
// open file of ours beside their three streams, and, unless attached, no terminal: a
// program that wants to ask something fails instead of waiting for ever.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/mask.h"
#include "os/short_turns.h"

namespace sinter {

struct Command {
  std::vector<std::string> argv;         // argv[0]: a path, or a name looked up in PATH
  std::string folder = ".";              // working folder
  std::vector<std::string> environment;  // "NAME=value", all there is
  std::string output_path;               // standard output goes there, and only errors into the log; "" for both
  int output_to = -1;                    // the same, for a file that is open
  std::string_view input = {};           // what it reads from standard input, from `input_begin` on; empty: /dev/null
  std::size_t input_begin = 0;           // who opens /dev/stdin once more reads all of it
  bool is_attached = false;              // has our own streams and, when we hold it, the terminal, instead of a pipe
  pid_t* announce_to = nullptr;          // the child writes its number there before it starts, and 0 if it fails to
  int watched_by = -1;                   // of an AccessWatch, or nobody
  std::uint64_t open_files_max = 0;      // how many it may have; 0: as many as we
  const Turns* turns = nullptr;          // in which it gets the processor; null: in ours
  bool is_awaited = true;                // start() returns when it is its program, or could not become it
};

struct ExitStatus {
  int code = 0;    // 0 to 255
  int signal = 0;  // the signal that ended it, else 0
  bool ok() const { return code == 0 && signal == 0; }
};

/// "exit code 3", "killed by signal 9 (Killed)".
std::string describe(ExitStatus status);

/// The absolute path of the program `name`: itself if it holds a slash, else the first
/// match in `search_path` (the value of PATH).
std::optional<std::string> find_program(const std::string& name, const std::string& search_path);

/// The environment a child gets when nothing else is said: this process's own.
std::vector<std::string> inherited_environment();

/// Standard output and error of a child, in the order they came, in bounded memory: the
/// first and the last part are kept, and what was dropped between them is counted. Secrets
/// are replaced as they come in, so that no other part of the tool ever sees them.
class OutputLog {
 public:
  static constexpr std::size_t part_bytes_max = 512 * 1024;
  /// `secrets` must outlive the log; null for none.
  explicit OutputLog(const SecretForms* secrets = nullptr) {
    if (secrets != nullptr && !secrets->is_empty()) mask_.emplace(*secrets);
  }
  void append(std::string_view bytes);
  /// The text, with a line that says how much is missing where something is.
  std::string take();

 private:
  void keep(std::string_view bytes);

  std::optional<MaskingStream> mask_;
  std::string head_;
  std::string tail_;
  std::uint64_t dropped_bytes_ = 0;
};

class Launch;

/// A running child. Destroying a child that still runs kills its whole group.
class Process {
 public:
  /// Becoming its program takes a child longer than all that its parent has to do for it. Who does not wait for
  /// that learns of what prevented it from start_error(), when the child has exited. One that is attached or
  /// watched is always awaited.
  static Result<Process> start(Command command);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  pid_t pid() const { return pid_; }
  /// The monotonic time at which it became its program; until then, that at which it was made. Under load a short
  /// one has ended before start() returns.
  std::uint64_t started_ns() const;
  /// Readable when there is output; -1 once the output has ended.
  int output_descriptor() const { return output_; }
  /// Readable when the child has exited.
  int exit_descriptor() const { return exit_; }
  /// Takes what output is there, without waiting.
  void read_output(OutputLog& log);
  /// It has exited; its number is nobody else's until it is reaped. Does not wait.
  bool has_exited() const;
  /// The status of a child that has exited.
  ExitStatus reap();
  /// Why it never became its program. Of one that was reaped.
  std::optional<Error> start_error() const;
  void signal_group(int signal);

  struct Usage {
    std::uint64_t cpu_ns = 0;
    std::uint64_t memory_bytes_max = 0;
  };
  Usage usage() const { return usage_; }  // after the exit

 private:
  Process() = default;
  pid_t pid_ = -1;
  int output_ = -1;
  int exit_ = -1;
  bool exited_ = false;
  Usage usage_;
  std::unique_ptr<Launch> launch_;  // the child reads it until it is its program
};

struct Finished {
  ExitStatus status;
  std::string output;
  Process::Usage usage;
};

/// Runs one command to its end. A command that cannot be started is an error; one that
/// fails is not: look at the status.
Result<Finished> run(Command command);

struct Answer {
  ExitStatus status;
  std::string text;       // all of its standard output
  std::string complaint;  // its standard error, in bounded memory
};

/// The same for a program that is asked something: nothing is left out of its answer, and no file is
/// written, so any number of us may ask at once. An answer of more than `bytes_max` is an error.
Result<Answer> run_for_answer(Command command, std::uint64_t bytes_max);

}  // namespace sinter
