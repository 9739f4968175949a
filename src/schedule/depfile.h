// Reads the Makefile fragments in which compilers list what they have read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sinter {

/// The prerequisites of all rules in `text`, as written, each once, sorted; but what lies in
/// /proc/self/cwd lay in the command's own working folder. Understands
/// what GCC and Clang write: `\` before a newline, `\ ` `\#` `\\` and `$$` escapes, and
/// phony rules (`header.h:`). `name` is what errors call the file.
Result<std::vector<std::string>> parse_depfile(std::string_view text, std::string_view name);

}  // namespace sinter
