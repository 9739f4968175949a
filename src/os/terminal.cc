#include "os/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace sinter {
namespace {

int lost_output_errno = 0;  // of this process's one standard output, as ferror() keeps it

/// Returns errno, or 0.
int write_text(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(count));
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
  if (number != 0 && number != EPIPE) lost_output_errno = number;
}

Result<void> output_arrived() {
  if (lost_output_errno == 0) return {};
  return fail(Error{.code = Code::file_unwritable,
                    .what = "cannot write to standard output",
                    .why = {std::string("what was to be said there is lost: ") + std::strerror(lost_output_errno)},
                    .next = "make room where it goes, or send it elsewhere"});
}

}  // namespace sinter
