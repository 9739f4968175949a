// Where a command's one text goes: standard output, or the file that -o names.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace sinter {

/// Writes `text` to standard output when `output` is empty; else into that file, whose folders are made. A path that
/// is not absolute is relative to `given_in`.
Result<void> write_answer(std::string_view text, const std::string& output, const std::string& given_in);

}  // namespace sinter
