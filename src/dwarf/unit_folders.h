// The folder that each unit was compiled in, which line tables before DWARF 5 leave to
// .debug_info: paths in them are relative to it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dwarf/line_table.h"

namespace sinter::dwarf {

struct UnitFolder {
  std::uint64_t lines = 0;  // where the unit's lines begin in .debug_line
  std::string_view folder;
};

/// Of the units of versions 2 to 4, by the place of their lines. What cannot be read is
/// left out: a path without its folder is better than none.
std::vector<UnitFolder> read_unit_folders(const Sections& sections);

}  // namespace sinter::dwarf
