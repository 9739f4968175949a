// Servers under measurement: how long one takes to its first answer, what it takes in memory,
// and what a message costs it in three ways of sending, which differ by a hundred times and
// are therefore never one number.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/programs.h"

namespace sinter {

/// What is sent, a message a line. Each is answered by one line.
struct Messages {
  std::vector<std::string> lines;  // with their ends, never empty
};

/// Of the text of a file.
Result<Messages> parse_messages(const std::string& text, const std::string& path);

/// A server that runs until this is destroyed, on a port of its own.
class Server {
 public:
  /// Starts it and waits until it listens, for ten seconds at most.
  static Result<Server> start(const Command& command);

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return process_.pid(); }
  std::uint64_t started_ns() const { return process_.started_ns(); }
  /// Takes what it has written, so that it need not wait for us.
  void drain();

 private:
  Server(Process process, std::uint16_t port) : process_(std::move(process)), port_(port) {}
  Process process_;
  OutputLog log_;
  std::uint16_t port_;
};

/// From the start of the program to the end of its answer to the first message.
class ColdStartSampler : public Sampler {
 public:
  ColdStartSampler(const BenchPrograms& programs, const Messages& messages)
      : programs_(programs), messages_(messages) {}
  Result<Sample> take(Side side) override;

 private:
  const BenchPrograms& programs_;
  const Messages& messages_;
};

/// The shares of memory of all its processes, before it was asked anything or with 16
/// connections open that all have been answered many times.
enum class Load : std::uint8_t { idle, loaded };
class ServerMemorySampler : public Sampler {
 public:
  ServerMemorySampler(const BenchPrograms& programs, const Messages& messages, Load load)
      : programs_(programs), messages_(messages), load_(load) {}
  Result<Sample> take(Side side) override;

 private:
  const BenchPrograms& programs_;
  const Messages& messages_;
  Load load_;
};

/// On one connection, each message after the answer to the one before; on one connection,
/// sixteen at once; on a new connection each.
enum class Sending : std::uint8_t { kept, pipelined, connect };

/// The CPU time of the server and the time that passes for one message.
class ThroughputSampler : public Sampler {
 public:
  ThroughputSampler(const BenchPrograms& programs, const Messages& messages, Sending sending)
      : programs_(programs), messages_(messages), sending_(sending) {}
  Result<Sample> take(Side side) override;

 private:
  Result<void> exchange(Server& server, std::size_t count);
  Result<void> calibrate();

  const BenchPrograms& programs_;
  const Messages& messages_;
  Sending sending_;
  std::optional<Server> now_, other_;
  std::size_t count_ = 0;  // messages of one sample
};

}  // namespace sinter
