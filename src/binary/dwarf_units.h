// The folder that each source file was compiled in, which line tables before version 5
// leave to .debug_info: paths in them are relative to it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "binary/fields.h"

namespace sinter {

struct UnitSections {
  std::string_view file;           // the whole file; the others are parts of it
  std::string_view units;          // .debug_info
  std::string_view abbreviations;  // .debug_abbrev
  std::string_view texts;          // .debug_str
  ByteOrder order = ByteOrder::little;
};

struct UnitFolder {
  std::uint64_t lines = 0;  // where the unit's lines begin in .debug_line
  std::string_view folder;
};

/// Of the units of versions 2 to 4, by the place of their lines. What cannot be read is
/// left out: a path without its folder is better than none.
std::vector<UnitFolder> read_unit_folders(const UnitSections& sections);

}  // namespace sinter
