// toml++ as toml.cc wants it: without exceptions, and parsing only. Precompiled for that
// one file (CMakeLists.txt), because reading the header is most of what it costs.
#pragma once

// Its assertions can be reached by bad input (`[.a]`), where the code behind them reports
// an error properly; with NDEBUG some become assumptions, which is worse.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#define TOML_MAX_NESTED_VALUES 32
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <toml++/toml.h>
#pragma clang diagnostic pop
