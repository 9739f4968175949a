#include "os/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace sinter {
namespace {

/// Nobody can be told that the terminal is gone, so failing to write to it is no error.
void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
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

void Terminal::write(std::string_view text) { write_all(STDERR_FILENO, text); }

void write_output(std::string_view text) { write_all(STDOUT_FILENO, text); }

}  // namespace sinter
