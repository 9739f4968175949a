// How text that somebody else chose is shown on one line: names of files and arguments may
// hold anything, and none of it may move the cursor, recolour a terminal or turn letters
// around.
#pragma once

#include <string>
#include <string_view>

namespace sinter {

/// `text` with control characters, bytes that are not UTF-8 and marks that change the
/// direction of writing spelt out: "\n", "\x1b", "\xff", "\u202e".
std::string visible(std::string_view text);

}  // namespace sinter
