// The compiler for other machines: `zig c++`, one program with the C and C++ libraries of
// all of them.
#pragma once

#include <string>

#include "base/error.h"
#include "graph/graph.h"

namespace sinter {

/// Looks in `search_path` (the value of PATH) for `zig` itself, or for the script that
/// Python's package `ziglang` puts there and whose `zig` lies in that package.
Result<Tool> find_zig(const std::string& search_path);

}  // namespace sinter
