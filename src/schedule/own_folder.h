// "/proc/self/cwd/a.h": what a process calls a file below its own working folder. Clang does,
// of the files that a precompiled header was made of (compile/precompilation.h). Nobody else
// has that folder there.
#pragma once

#include <string>
#include <string_view>

namespace sinter {

constexpr std::string_view own_folder = "/proc/self/cwd/";

/// What a process printed, with paths below its folder relative to it.
std::string without_own_folder(std::string output);

}  // namespace sinter
