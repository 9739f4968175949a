// Connections to servers on this machine, for measuring them: text goes out, lines come back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sinter {

/// A port of 127.0.0.1 that nobody listens on now.
Result<std::uint16_t> free_port();

/// One connection to 127.0.0.1, closed when destroyed.
class LoopbackConnection {
 public:
  static Result<LoopbackConnection> open(std::uint16_t port);
  LoopbackConnection(LoopbackConnection&& other) noexcept;
  LoopbackConnection& operator=(LoopbackConnection&& other) noexcept;
  ~LoopbackConnection();

  Result<void> write(std::string_view text);
  /// Waits for the ends of that many lines, for ten seconds at most.
  Result<void> read_lines(std::size_t count);

 private:
  explicit LoopbackConnection(int socket) : socket_(socket) {}
  int socket_;
  std::size_t surplus_ = 0;  // ends of lines that came before they were asked for
};

}  // namespace sinter
