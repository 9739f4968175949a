// The door to the terminal: whether there is one, how wide it is, and writing to it.
#pragma once

#include <cstdint>
#include <string_view>

namespace sinter {

enum class ColourChoice : std::uint8_t { automatic, always, never };

class Terminal {
 public:
  /// Standard error. `no_colour` and `dumb` come from the environment (NO_COLOR, TERM).
  Terminal(ColourChoice choice, bool no_colour, bool dumb);

  bool is_live() const { return is_live_; }  // one line can be drawn over and over
  bool has_colour() const { return has_colour_; }
  std::size_t width() const;          // in columns
  void write(std::string_view text);  // to standard error, at once

 private:
  bool is_live_;
  bool has_colour_;
};

/// Writes to standard output, at once.
void write_output(std::string_view text);

}  // namespace sinter
