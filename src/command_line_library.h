// CLI11 as command_line.cc wants it, precompiled for that one file (CMakeLists.txt),
// because reading the header is most of what it costs.
#pragma once

#include <CLI/CLI.hpp>
