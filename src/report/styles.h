// The escape sequences that colour our own text.
#pragma once

#include <string_view>

namespace sinter::style {

inline constexpr std::string_view red = "\x1b[31m";
inline constexpr std::string_view bold = "\x1b[1m";
inline constexpr std::string_view dim = "\x1b[2m";
inline constexpr std::string_view plain = "\x1b[0m";

}  // namespace sinter::style
