#include "os/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "os/clock.h"
#include "os/interrupt.h"

namespace sinter {
namespace {

int lost_output_errno = 0;  // of this process's one standard output, as ferror() keeps it

/// Who does not read what we say is waited for, but after a request to end not longer than this, in sum.
constexpr std::uint64_t patience_ns = 1'000'000'000;
constexpr suseconds_t alarm_us = 50'000;

std::uint64_t patience_ends_ns = 0;  // once a request to end was seen while nobody read
bool is_given_up[STDERR_FILENO + 1] = {};

/// While one exists, a call that waits comes back now and again, so that requests to end are
/// noticed, which do not end it.
class Alarm {
 public:
  Alarm() : is_set_(end_may_be_asked()) {
    if (!is_set_) return;
    struct sigaction wake = {};
    wake.sa_handler = [](int) {};  // without SA_RESTART
    ::sigaction(SIGALRM, &wake, nullptr);
    set(alarm_us);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() {
    if (is_set_) set(0);
  }

 private:
  static void set(suseconds_t period_us) {
    itimerval timer = {.it_interval = {0, period_us}, .it_value = {0, period_us}};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
  }
  bool is_set_;
};

bool is_out_of_patience() {
  if (!end_was_asked()) return false;
  if (patience_ends_ns == 0) patience_ends_ns = monotonic_ns() + patience_ns;
  return monotonic_ns() >= patience_ends_ns;
}

/// Returns errno, or 0: ECANCELED when nobody reads and we are asked to end.
int write_text(int descriptor, std::string_view text) {
  if (is_given_up[descriptor]) return ECANCELED;
  Alarm alarm;
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    if (count >= 0) continue;
    if (errno != EINTR && errno != EAGAIN) return errno;
    pollfd room = {descriptor, POLLOUT, 0};
    if (errno == EAGAIN) ::poll(&room, 1, -1);  // a caller has made it so
    is_given_up[descriptor] = is_out_of_patience();
    if (is_given_up[descriptor]) return ECANCELED;
  }
  return 0;
}

}  // namespace

Terminal::Terminal(ColourChoice choice, TerminalHints hints) {
  is_terminal_ = ::isatty(STDERR_FILENO) == 1;
  is_live_ = is_terminal_ && !hints.is_dumb && !hints.is_ci;
  bool is_wanted = is_terminal_ && !hints.is_dumb && !hints.no_colour;
  has_colour_ = choice == ColourChoice::always || (choice == ColourChoice::automatic && is_wanted);
}

ScreenSize Terminal::size() const {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {80, 24};
  return {size.ws_col, size.ws_row};
}

// Nobody can be told that standard error is gone, so losing what went there is no error.
void Terminal::write(std::string_view text) { write_text(STDERR_FILENO, text); }

void write_output(std::string_view text) {
  int number = write_text(STDOUT_FILENO, text);
  if (number != 0 && number != EPIPE && number != ECANCELED) lost_output_errno = number;
}

Result<void> output_arrived() {
  if (lost_output_errno == 0) return {};
  return fail(Error{.code = Code::file_unwritable,
                    .what = "cannot write to standard output",
                    .why = {std::string("what was to be said there is lost: ") + std::strerror(lost_output_errno)},
                    .next = "make room where it goes, or send it elsewhere"});
}

}  // namespace sinter
