// Explanations as people see them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/event.h"

namespace sinter {

/// "command", "input": a word for people and programs.
std::string_view part_name(Change::Part part);
/// One change: "command -O2 -> -Os", "command + -DX", "variable MODE: fast -> slow",
/// "input a.cc: 3f2a1b9c77d0 -> 61b0a2f4c0de".
std::string explanation_text(const ActionExplained::Line& line);
/// A line for each, up to a limit.
std::string explanation_lines(const std::vector<ActionExplained::Line>& lines, std::size_t indent_size = 4);

}  // namespace sinter
