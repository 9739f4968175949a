// The options of `sinter test --differential`. Only command_line.cc sees them, as CLI11.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command_line.h"
#include "command_line_library.h"

namespace sinter {

/// To be called when `test` has its other options: none of them goes with these.
inline void add_differential(CLI::App& test, DifferentialCommand& command) {
  std::vector<CLI::Option*> others = test.get_options();
  CLI::Option* differential =
      test.add_option("--differential", command.module,
                      "give all implementations of a module the same arguments (docs/differential.md)");
  differential->type_name("MODULE");
  for (CLI::Option* other : others) {
    if (other != test.get_help_ptr()) differential->excludes(other);
  }
  auto add_number = [&](const char* name, std::string& value, std::uint32_t least, const char* text) {
    test.add_option(name, value, text)->check(CLI::Range(least, UINT32_MAX))->type_name("N")->needs(differential);
  };
  add_number("--seconds", command.seconds, 1, "how long to go on (default: 10)");
  add_number("--seed", command.seed, 0, "what decides the arguments (default: another each time)");
}

}  // namespace sinter
