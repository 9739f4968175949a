#include "bench/programs.h"

#include <poll.h>

#include <csignal>
#include <cstdlib>

#include "base/path.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/files.h"
#include "os/peak_memory.h"

namespace sinter {
namespace {

constexpr std::size_t shown_lines_max = 5;

struct Timed {
  Sample sample;
  std::string output;
};

/// Like run(), with the time at which the program had ended.
Result<Timed> run_timed(const Command& command) {
  Process process = SINTER_TRY(Process::start(command));
  OutputLog log;
  while (!process.has_exited()) {
    pollfd waits[2] = {{process.exit_descriptor(), POLLIN, 0}, {process.output_descriptor(), POLLIN, 0}};
    ::poll(waits, 2, -1);
    if (waits[0].revents == 0) process.read_output(log);
  }
  std::uint64_t ended_ns = monotonic_ns();
  process.read_output(log);
  process.signal_group(SIGKILL);
  ExitStatus status = process.reap();
  std::string output = log.take();
  if (!status.ok()) return fail(failed_program(command, status, output));
  return Timed{.sample = {.cpu_ns = static_cast<double>(process.usage().cpu_ns),
                          .wall_ns = static_cast<double>(ended_ns - process.started_ns())},
               .output = std::move(output)};
}

/// The command for people: of a script that it holds, that there is one.
std::string shown(std::vector<std::string> argv) {
  for (std::string& argument : argv) {
    if (argument.contains('\n')) argument = "...";
  }
  return quote(shell_quote(argv));
}

}  // namespace

Error failed_program(const Command& command, ExitStatus status, const std::string& output) {
  Error error{.code = Code::action_failed,
              .what = shown(command.argv) + " ended with " + describe(status),
              .next = "run it by hand; what cannot run cannot be measured"};
  std::vector<std::string> lines = split(trim(output), '\n');
  std::size_t first = lines.size() > shown_lines_max ? lines.size() - shown_lines_max : 0;
  for (std::size_t i = first; i < lines.size(); ++i) {
    if (!lines[i].empty()) error.why.push_back("it wrote: " + lines[i]);
  }
  return error;
}

Result<Sample> RunSampler::take(Side side) { return SINTER_TRY(run_timed(programs_.of(side))).sample; }

Result<Sample> PeakSampler::take(Side side) {
  PeakMemory peak = SINTER_TRY(peak_memory(programs_.of(side)));
  if (!peak.status.ok()) return fail(failed_program(programs_.of(side), peak.status, ""));
  return Sample{.memory_bytes = static_cast<double>(peak.bytes)};
}

Result<Sample> OperationSampler::take(Side side) {
  Timed timed = SINTER_TRY(run_timed(programs_.of(side)));
  std::string_view text = trim(timed.output);
  std::string line(text.substr(text.rfind('\n') + 1));
  char* end = nullptr;
  double cpu_ns = std::strtod(line.c_str(), &end);
  if (end == line.c_str() || *end != '\0' || !(cpu_ns > 0)) {
    return fail(failed_program(programs_.of(side), {}, timed.output));
  }
  return Sample{.cpu_ns = cpu_ns};
}

Result<std::uint64_t> count_instructions(const Command& command) {
  const std::string log = ".sinter/bench/valgrind.log";
  SINTER_TRY(make_folders(parent_path(log)));
  std::string log_path = join_path(SINTER_TRY(real_path(".")), log);
  Command watched = command;
  watched.argv = {"valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
                  "--log-file=" + log_path};
  watched.argv.insert(watched.argv.end(), command.argv.begin(), command.argv.end());
  Finished finished = SINTER_TRY(run(watched));
  if (!finished.status.ok()) return fail(failed_program(watched, finished.status, finished.output));
  std::string text = SINTER_TRY(read_file(log_path));
  SINTER_TRY(remove_file(log_path));
  std::size_t at = text.find("I refs:");
  if (at == std::string::npos) at = text.find("I   refs:");
  std::string digits;
  for (; at != std::string::npos && at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] >= '0' && text[at] <= '9') digits += text[at];
  }
  if (std::optional<std::uint64_t> count = parse_decimal(digits)) return *count;
  return fail(failed_program(watched, {}, text));
}

}  // namespace sinter
