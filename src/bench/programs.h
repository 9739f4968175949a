// Ways to run what is measured: a program to its end, a server to its first answer, a server
// under load, an operation in Node. Each gives samples by turns (bench/trial.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bench/trial.h"
#include "os/process.h"

namespace sinter {

/// What a server's command has in the place of the port that it is to listen on.
inline constexpr std::string_view port_place = "{port}";

/// The two commands of a benchmark. A server's still holds `{port}`.
struct BenchPrograms {
  Command now;
  Command other;      // without argv where nothing is compared
  std::string input;  // what both read from standard input

  /// As it is to be started. It refers to this.
  Command of(Side side) const {
    Command command = side == Side::other ? other : now;
    command.input = input;
    return command;
  }
};

/// A program that is run to its end, which must be a good one: CPU and wall time.
class RunSampler : public Sampler {
 public:
  explicit RunSampler(const BenchPrograms& programs) : programs_(programs) {}
  Result<Sample> take(Side side) override;

 private:
  const BenchPrograms& programs_;
};

/// The same, watched for its memory.
class PeakSampler : public Sampler {
 public:
  explicit PeakSampler(const BenchPrograms& programs) : programs_(programs) {}
  Result<Sample> take(Side side) override;

 private:
  const BenchPrograms& programs_;
};

/// A program that measures itself, and writes as its last line a time in nanoseconds.
class OperationSampler : public Sampler {
 public:
  explicit OperationSampler(const BenchPrograms& programs) : programs_(programs) {}
  Result<Sample> take(Side side) override;

 private:
  const BenchPrograms& programs_;
};

/// Instructions of one run, as valgrind counts them; tool_missing without it.
Result<std::uint64_t> count_instructions(const Command& command);

/// What people should see of a program that failed.
Error failed_program(const Command& command, ExitStatus status, const std::string& output);

}  // namespace sinter
