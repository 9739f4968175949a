// The door to the terminal: whether there is one, how large it is, and writing to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace sinter {

enum class ColourChoice : std::uint8_t { automatic, always, never };

/// What the environment says about terminals.
struct TerminalHints {
  bool no_colour = false;  // NO_COLOR
  bool is_dumb = false;    // TERM=dumb
  bool is_ci = false;      // CI: somebody reads a log later, even if this is a terminal
};

struct ScreenSize {
  std::size_t columns;
  std::size_t rows;
};

class Terminal {
 public:
  /// Standard error.
  Terminal(ColourChoice choice, TerminalHints hints);

  bool is_live() const { return is_live_; }  // lines can be drawn over and over
  bool is_terminal() const { return is_terminal_; }
  bool has_colour() const { return has_colour_; }
  ScreenSize size() const;            // as it is now; 80 by 24 where nothing says it
  void write(std::string_view text);  // to standard error, at once

 private:
  bool is_terminal_;
  bool is_live_;
  bool has_colour_;
};

/// Writes to standard output, at once.
void write_output(std::string_view text);

/// Fails once anything that went to standard output was lost. A reader that has gone, as
/// `head` does, is no fault.
Result<void> output_arrived();

}  // namespace sinter
