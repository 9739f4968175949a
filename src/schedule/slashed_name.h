// Finds the file that clang means in a depfile: where a name holds a back-slash, clang writes
// a slash (on Linux, too), so that `c\d.h` is told of as `c/d.h`. Taken for an absent file, a
// change of it would not be seen.
#pragma once

#include <string>

namespace sinter {

/// `path` if something is there, or if nothing is where its slashes may be back-slashes
/// either; else that file. Slashes count as they are where a folder of that name is there.
std::string unslashed(const std::string& path);

}  // namespace sinter
