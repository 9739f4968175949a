#include "os/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sinter {
namespace {

constexpr int answer_ms_max = 10'000;

sockaddr_in address_of(std::uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Failure refused(std::string what, int number) {
  return fail(Error{.code = Code::action_failed,
                    .what = std::move(what),
                    .why = {std::string(std::strerror(number))},
                    .next = "try the server by hand; it must listen on 127.0.0.1"});
}

}  // namespace

Result<std::uint16_t> free_port() {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = address_of(0);
  socklen_t length = sizeof address;
  bool is_bound = socket >= 0 && ::bind(socket, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  int number = errno;
  if (socket >= 0) ::close(socket);
  if (!is_bound) return refused("there is no port to listen on", number);
  return ntohs(address.sin_port);
}

Result<LoopbackConnection> LoopbackConnection::open(std::uint16_t port) {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return refused("no connection can be made", errno);
  LoopbackConnection connection(socket);
  sockaddr_in address = address_of(port);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return refused("nobody listens on port " + std::to_string(port), errno);
  }
  // A server that answers before it has read all, while nobody reads what it answers.
  timeval patience{.tv_sec = answer_ms_max / 1000, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return connection;
}

LoopbackConnection::LoopbackConnection(LoopbackConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), surplus_(other.surplus_) {}

LoopbackConnection& LoopbackConnection::operator=(LoopbackConnection&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(surplus_, other.surplus_);
  return *this;
}

LoopbackConnection::~LoopbackConnection() {
  if (socket_ < 0) return;
  // A server reads the end first, instead of an error. Then gone at once: else thousands of connections would wait for
  // late packets, and use up the ports.
  ::shutdown(socket_, SHUT_WR);
  linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket_);
}

Result<void> LoopbackConnection::write(std::string_view text) {
  while (!text.empty()) {
    ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return refused("the server takes no message", errno == EAGAIN ? ETIMEDOUT : errno);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> LoopbackConnection::read_lines(std::size_t count) {
  constexpr std::size_t line_bytes_max = 1 << 24;
  char buffer[64 * 1024];
  std::size_t unended_bytes = 0;
  while (surplus_ < count) {
    pollfd wait{socket_, POLLIN, 0};
    int ready = ::poll(&wait, 1, answer_ms_max);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return refused("the server does not answer", ready == 0 ? ETIMEDOUT : errno);
    ssize_t size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return refused("the server has closed the connection without an answer", size == 0 ? EPIPE : errno);
    std::size_t ends = static_cast<std::size_t>(std::count(buffer, buffer + size, '\n'));
    unended_bytes = ends > 0 ? 0 : unended_bytes + static_cast<std::size_t>(size);
    if (unended_bytes > line_bytes_max) return refused("the server answers without ending a line", EMSGSIZE);
    surplus_ += ends;
  }
  surplus_ -= count;
  return {};
}

}  // namespace sinter
