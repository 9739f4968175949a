// Text from outside, made fit for a screen. Names lose whatever could move the cursor or
// reverse the direction of writing; what compilers print keeps its colours and nothing
// else that a terminal would obey. Widths are columns: a letter of Chinese has two.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sinter {

/// One line for a name, a path or a cause: control characters, line ends and marks that
/// change the direction of writing are shown as `\x1b` or `\u{202e}`, bytes that are no
/// UTF-8 as `\xff`.
std::string screen_name(std::string_view name);

/// What a program printed: lines, tabs and colours stay. What a carriage return would have
/// overwritten is left out, other controls are shown as in a name.
std::string screen_output(std::string_view output);

/// The text without the escape sequences that colour it, or do anything else.
std::string without_colours(std::string_view text);

/// Columns of one line that screen_name() made.
std::size_t screen_width(std::string_view text);

/// At most `width` columns of one line that screen_name() made: what is too long loses its
/// middle, because names differ at both ends.
std::string fit(std::string_view text, std::size_t width);

/// The same at the end only.
std::string fit_start(std::string_view text, std::size_t width);

}  // namespace sinter
