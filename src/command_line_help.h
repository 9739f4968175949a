// How the help of a command shows its options. Only command_line.cc sees it, as CLI11.
#pragma once

#include <algorithm>
#include <string>

#include "command_line_library.h"

namespace sinter {

/// Of options, says what follows them: CLI11 would add the type of every text, and what excludes what.
class OptionFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    std::string type = option->get_type_name();
    if (type == "TEXT") type.clear();
    type.resize(std::min(type.size(), type.find(':')));  // the values it may have, which its text lists
    return (type.empty() ? "" : " " + type) + (option->get_expected_max() > 1 ? " ..." : "");
  }
};

}  // namespace sinter
