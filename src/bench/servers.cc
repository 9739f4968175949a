#include "bench/servers.h"

#include <poll.h>

#include "base/text.h"
#include "os/clock.h"
#include "os/loopback.h"
#include "os/session_use.h"

namespace sinter {
namespace {

constexpr std::uint64_t listening_ns_max = 60'000'000'000;  // a busy machine takes ten seconds for Node
constexpr std::uint64_t sample_ns_min = 50'000'000;         // a tick of the scheduler is 4 ms at most
constexpr std::size_t messages_max = 1'000'000;
constexpr std::size_t pipeline_depth = 16;
constexpr std::size_t loaded_connections = 16, loaded_rounds = 100;

Command with_port(Command command, std::uint16_t port) {
  std::string number = std::to_string(port);
  for (std::string& word : command.argv) {
    for (std::size_t at; (at = word.find(port_place)) != std::string::npos;) {
      word.replace(at, port_place.size(), number);
    }
  }
  command.input = {};  // its input are the messages
  return command;
}

/// Message number `index` of an endless row.
const std::string& message(const Messages& messages, std::size_t index) {
  return messages.lines[index % messages.lines.size()];
}

Result<void> ask(LoopbackConnection& connection, const std::string& text) {
  SINTER_TRY(connection.write(text));
  return connection.read_lines(1);
}

}  // namespace

Result<Messages> parse_messages(const std::string& text, const std::string& path) {
  Messages messages;
  for (std::string& line : split(text, '\n')) {
    if (!line.empty()) messages.lines.push_back(line + "\n");
  }
  if (!messages.lines.empty()) return messages;
  return fail(Error{.code = Code::config_value,
                    .what = quote(path) + " holds no message",
                    .where = {path},
                    .next = "write a message a line; the server answers each with a line"});
}

Result<Server> Server::start(const Command& command) {
  std::uint16_t port = SINTER_TRY(free_port());
  Command placed = with_port(command, port);
  Server server(SINTER_TRY(Process::start(placed)), port);
  for (std::uint64_t begun_ns = monotonic_ns(); monotonic_ns() - begun_ns < listening_ns_max;) {
    if (LoopbackConnection::open(port)) return server;
    server.drain();
    if (server.process_.has_exited()) {
      return fail(failed_program(placed, server.process_.reap(), server.log_.take()));
    }
    timespec pause{.tv_sec = 0, .tv_nsec = 200'000};
    pollfd wait{server.process_.exit_descriptor(), POLLIN, 0};
    ::ppoll(&wait, 1, &pause, nullptr);
  }
  Error error = failed_program(placed, {}, server.log_.take());
  error.what = quote(shell_quote(placed.argv)) + " does not listen on 127.0.0.1, on the port that it was given";
  return fail(std::move(error));
}

void Server::drain() { process_.read_output(log_); }

Result<Sample> ColdStartSampler::take(Side side) {
  Server server = SINTER_TRY(Server::start(programs_.of(side)));
  LoopbackConnection connection = SINTER_TRY(LoopbackConnection::open(server.port()));
  SINTER_TRY(ask(connection, messages_.lines.front()));
  std::uint64_t answered_ns = monotonic_ns();
  return Sample{.cpu_ns = static_cast<double>(session_cpu_ns(server.pid())),
                .wall_ns = static_cast<double>(answered_ns - server.started_ns())};
}

Result<Sample> ServerMemorySampler::take(Side side) {
  Server server = SINTER_TRY(Server::start(programs_.of(side)));
  std::vector<LoopbackConnection> connections;
  if (load_ == Load::loaded) {
    for (std::size_t i = 0; i < loaded_connections; ++i) {
      connections.push_back(SINTER_TRY(LoopbackConnection::open(server.port())));
    }
    for (std::size_t i = 0; i < loaded_rounds * loaded_connections; ++i) {
      SINTER_TRY(ask(connections[i % loaded_connections], message(messages_, i)));
      server.drain();
    }
  }
  return Sample{.memory_bytes = static_cast<double>(session_use(server.pid()).memory_bytes)};
}

Result<void> ThroughputSampler::exchange(Server& server, std::size_t count) {
  server.drain();
  if (sending_ == Sending::connect) {
    for (std::size_t i = 0; i < count; ++i) {
      LoopbackConnection connection = SINTER_TRY(LoopbackConnection::open(server.port()));
      SINTER_TRY(ask(connection, message(messages_, i)));
    }
    return {};
  }
  LoopbackConnection connection = SINTER_TRY(LoopbackConnection::open(server.port()));
  std::size_t depth = sending_ == Sending::pipelined ? pipeline_depth : 1;
  std::string batch;
  for (std::size_t sent = 0; sent < count;) {
    batch.clear();
    std::size_t size = std::min(depth, count - sent);
    for (std::size_t i = 0; i < size; ++i) batch += message(messages_, sent + i);
    SINTER_TRY(connection.write(batch));
    SINTER_TRY(connection.read_lines(size));
    sent += size;
  }
  return {};
}

/// As many messages a sample as take the faster of the two servers long enough.
Result<void> ThroughputSampler::calibrate() {
  for (count_ = 100; count_ < messages_max; count_ *= 2) {
    std::uint64_t begun_ns = monotonic_ns();
    SINTER_TRY(exchange(*now_, count_));
    std::uint64_t middle_ns = monotonic_ns();
    if (other_) SINTER_TRY(exchange(*other_, count_));
    std::uint64_t elapsed_ns = middle_ns - begun_ns;
    if (other_) elapsed_ns = std::min(elapsed_ns, monotonic_ns() - middle_ns);
    if (elapsed_ns >= sample_ns_min) break;
  }
  return {};
}

Result<Sample> ThroughputSampler::take(Side side) {
  if (!now_) {
    now_ = SINTER_TRY(Server::start(programs_.of(Side::now)));
    if (!programs_.other.argv.empty()) other_ = SINTER_TRY(Server::start(programs_.of(Side::other)));
    SINTER_TRY(calibrate());
  }
  Server& server = side == Side::other ? *other_ : *now_;
  std::uint64_t cpu_before = session_cpu_ns(server.pid()), begun_ns = monotonic_ns();
  SINTER_TRY(exchange(server, count_));
  std::uint64_t ended_ns = monotonic_ns(), cpu_after = session_cpu_ns(server.pid());
  auto count = static_cast<double>(count_);
  // What ends without being waited for takes its time with it.
  return Sample{.cpu_ns = static_cast<double>(cpu_after > cpu_before ? cpu_after - cpu_before : 0) / count,
                .wall_ns = static_cast<double>(ended_ns - begun_ns) / count};
}

}  // namespace sinter
