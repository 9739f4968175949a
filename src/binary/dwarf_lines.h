// Which source file each piece of code was compiled from, as the line table of DWARF says
// (versions 2 to 5). Lines and columns are left out: only the files own bytes.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "binary/dwarf_units.h"
#include "binary/fields.h"

namespace sinter {

/// The sections of one program that its line table is made of. Missing ones are empty.
struct LineSections {
  std::string_view file;        // the whole file; the others are parts of it
  std::string_view lines;       // .debug_line
  std::string_view line_texts;  // .debug_line_str
  std::string_view texts;       // .debug_str
  ByteOrder order = ByteOrder::little;
  std::vector<UnitFolder> folders = {};  // of units before version 5
};

/// Code from one source file.
struct SourceRange {
  std::uint64_t begin = 0;  // an address, or where said so an offset in the file
  std::uint64_t size_bytes = 0;
  std::uint32_t source = 0;  // in SourceRanges::files

  bool operator==(const SourceRange&) const = default;
};

struct SourceRanges {
  std::vector<std::string> files;
  std::vector<SourceRange> ranges;
};

/// The ranges by address, in the order of the table: they may overlap, and some may be of
/// code that the linker left out.
std::expected<SourceRanges, BinaryFault> read_dwarf_lines(const LineSections& sections);

}  // namespace sinter
