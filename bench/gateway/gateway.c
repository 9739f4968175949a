// A gateway that echoes: each line is a message, which goes back as it came. One thread, epoll.
//
//   gateway PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { backlog = 512, events_max = 64, buffer_bytes = 64 * 1024 };

static int listen_on(unsigned short port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr*)&address, sizeof address) != 0) return -1;
  return listen(listener, backlog) == 0 ? listener : -1;
}

/// Sends back what is there; 0 when the connection has ended.
static int echo(int connection) {
  char buffer[buffer_bytes];
  ssize_t size = recv(connection, buffer, sizeof buffer, 0);
  for (ssize_t sent = 0; sent < size;) {
    ssize_t count = send(connection, buffer + sent, (size_t)(size - sent), MSG_NOSIGNAL);
    if (count <= 0) return 0;
    sent += count;
  }
  return size > 0;
}

int main(int count, char** arguments) {
  int listener = count == 2 ? listen_on((unsigned short)atoi(arguments[1])) : -1, queue = epoll_create1(EPOLL_CLOEXEC);
  if (listener < 0 || queue < 0) return 1;
  struct epoll_event wanted = {.events = EPOLLIN, .data = {.fd = listener}}, events[events_max];
  epoll_ctl(queue, EPOLL_CTL_ADD, listener, &wanted);
  for (;;) {
    int ready = epoll_wait(queue, events, events_max, -1);
    for (int i = 0; i < ready; ++i) {
      if (events[i].data.fd != listener) {
        if (!echo(events[i].data.fd)) close(events[i].data.fd);
        continue;
      }
      int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
      struct epoll_event event = {.events = EPOLLIN, .data = {.fd = connection}};
      if (connection >= 0) epoll_ctl(queue, EPOLL_CTL_ADD, connection, &event);
    }
  }
}
