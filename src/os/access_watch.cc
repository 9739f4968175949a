#include "os/access_watch.h"

#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "os/access_filter.h"
#include "os/access_notes.h"

namespace sinter {
namespace {

// Younger than the headers of Debian 12: since Linux 6.6 the answer wakes the caller on
// the processor that gave it.
constexpr unsigned long set_flags_request = _IOW('!', 4, std::uint64_t);
constexpr std::uint64_t wake_in_step = 1;

Error cannot_watch(int number) {
  Error error{.code = Code::strict_unavailable,
              .what = "the system does not allow watching what actions read and write",
              .why = {"seccomp user notification: " + std::string(std::strerror(number))},
              .next = "build without --strict, or on Linux 5.5 or newer in a container that allows seccomp()"};
  if (number == EBUSY) {
    error.why = {"this process is itself watched in that way, and only one may watch"};
    error.next = "build without --strict here, or take --strict away from the outer build";
  }
  return error;
}

int receive_descriptor(int socket) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
  int descriptor;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
}

}  // namespace

int become_watched(int descriptor) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  std::span<const sock_filter> filter = access_filter();
  sock_fprog program{static_cast<unsigned short>(filter.size()), const_cast<sock_filter*>(filter.data())};
  // The second flag keeps a waiting call from being begun anew at every signal: Go's
  // runtime sends itself so many that it would not get on. Linux before 5.19 lacks it.
  unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
  long listener = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (listener < 0 && errno == EINVAL) {
    flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    listener = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  }
  if (listener < 0) return errno;
  int number = static_cast<int>(listener);
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  int failure = ::sendmsg(descriptor, &message, 0) == 1 ? 0 : errno;
  ::close(number);
  return failure;
}

/// What the watching thread works on. Ours again once the thread was joined.
struct AccessWatch::Shared {
  explicit Shared(WatchScope scope) : notes(std::move(scope)) {}
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() {
    for (int descriptor : {child_end, watch_end, stop, listener}) {
      if (descriptor >= 0) ::close(descriptor);
    }
  }

  static void* watch(void* shared) {
    static_cast<Shared*>(shared)->watch_calls();
    return nullptr;
  }
  /// False when it is time to stop and nobody waits any more.
  bool wait_for(int descriptor);
  void watch_calls();
  void join();

  AccessNotes notes;
  int child_end = -1, watch_end = -1, stop = -1, listener = -1;
  pthread_t thread = {};
  bool is_running = false;
};

bool AccessWatch::Shared::wait_for(int descriptor) {
  for (;;) {
    pollfd waits[2] = {{descriptor, POLLIN, 0}, {stop, POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) return false;
    if ((waits[0].revents & POLLIN) != 0) return true;
    if (waits[0].revents != 0 || waits[1].revents != 0) return false;
  }
}

void AccessWatch::Shared::watch_calls() {
  if (!wait_for(watch_end)) return;
  listener = receive_descriptor(watch_end);
  if (listener < 0) return;
  ::ioctl(listener, set_flags_request, wake_in_step);
  while (wait_for(listener)) {
    seccomp_notif notification = {};
    if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notification) != 0) {
      if (errno == ENOENT || errno == EINTR) continue;  // the caller was killed meanwhile
      return;
    }
    notes.observe(notification);
    seccomp_notif_resp answer = {.id = notification.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    notes.settle(::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0);
  }
}

void AccessWatch::Shared::join() {
  if (!std::exchange(is_running, false)) return;
  std::uint64_t one = 1;
  [[maybe_unused]] ssize_t written = ::write(stop, &one, sizeof one);
  ::pthread_join(thread, nullptr);
}

Result<AccessWatch> AccessWatch::start(WatchScope scope) {
  auto shared = std::make_unique<Shared>(std::move(scope));
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return fail(cannot_watch(errno));
  shared->watch_end = ends[0];
  shared->child_end = ends[1];
  shared->stop = ::eventfd(0, EFD_CLOEXEC);
  if (shared->stop < 0) return fail(cannot_watch(errno));
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are the business of the thread that builds
  int failure = ::pthread_create(&shared->thread, nullptr, &Shared::watch, shared.get());
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (failure != 0) return fail(cannot_watch(failure));
  shared->is_running = true;
  return AccessWatch(std::move(shared));
}

AccessWatch::AccessWatch(std::unique_ptr<Shared> shared) : shared_(std::move(shared)) {}
AccessWatch::AccessWatch(AccessWatch&&) noexcept = default;
AccessWatch& AccessWatch::operator=(AccessWatch&& other) noexcept {
  std::swap(shared_, other.shared_);
  return *this;
}
AccessWatch::~AccessWatch() {
  if (shared_) shared_->join();
}

int AccessWatch::descriptor() const { return shared_->child_end; }

AccessLog AccessWatch::finish() {
  shared_->join();
  return shared_->notes.take();
}

Result<void> check_can_watch() {
  AccessWatch watch = SINTER_TRY(AccessWatch::start({}));
  pid_t pid = ::fork();
  if (pid == 0) {
    int failure = become_watched(watch.descriptor());
    [[maybe_unused]] int seen = failure == 0 ? ::access("/", F_OK) : 0;
    ::_exit(failure);
  }
  int status = 0;
  while (pid > 0 && ::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  bool is_seen = !watch.finish().files.empty();
  if (pid < 0) return fail(cannot_watch(EAGAIN));
  if (!WIFEXITED(status)) return fail(cannot_watch(EPERM));
  if (WEXITSTATUS(status) != 0) return fail(cannot_watch(WEXITSTATUS(status)));
  if (!is_seen) return fail(cannot_watch(EACCES));  // its memory may not be read
  return {};
}

}  // namespace sinter
