// What a unit of .debug_line says before its rows: how they are written, and which files
// they name (DWARF 5, 6.2.4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dwarf/dwarf_reader.h"
#include "dwarf/line_table.h"

namespace sinter::dwarf {

struct LineHeader {
  struct Entry {
    std::string_view path;
    std::uint64_t directory = 0;
  };

  std::uint16_t version = 0;
  std::uint8_t instruction_bytes_min = 1;
  std::uint8_t line_range = 1;
  std::int8_t line_base = 0;
  std::uint8_t opcode_base = 1;
  std::string_view operand_counts;  // of the opcodes from 1 to opcode_base - 1
  std::uint64_t first_file = 1;     // file numbers began at 1 before DWARF 5
  std::vector<Entry> directories;   // the first is that of the compiler
  std::vector<Entry> files;         // each with a directory that is in the list

  /// Bytes that the path of a file takes at most; what is named need not be short.
  std::uint64_t path_bytes_max(std::uint64_t index) const;
  /// The path of a file, from 0.
  void write_path(std::uint64_t index, std::string& path) const;
};

/// Reads it from the content of a unit, and stops where the rows begin. `folder`: that of
/// the compiler, which tables before DWARF 5 do not name.
std::optional<Problem> read_line_header(const Sections& sections, DwarfReader& unit, OffsetSize offset_size,
                                        std::string_view folder, LineHeader& header);

}  // namespace sinter::dwarf
