// Which source file each byte of a program's code was compiled from, where something
// still says so: ELF, Mach-O, PE or wasm whose DWARF was not stripped, a source map.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "binary/fields.h"
#include "binary/parts.h"
#include "dwarf/line_table.h"
#include "wasm/sections.h"
#include "wasm/source_map.h"

namespace sinter {

/// Code from one source file.
struct SourceRange {
  std::uint64_t begin = 0;  // an offset in the file, unless said otherwise
  std::uint64_t size_bytes = 0;
  std::uint32_t source = 0;  // of SourceRanges::files

  bool operator==(const SourceRange&) const = default;
};

struct SourceRanges {
  std::vector<std::string> files;
  std::vector<SourceRange> ranges;
};

/// By offsets in the file: sorted, without overlaps, all inside sections of code; files
/// that own nothing are not listed. None when the file has no line table. `file`: the
/// parts of `bytes`.
std::expected<SourceRanges, BinaryFault> source_ranges(std::string_view bytes, const FileParts& file);

/// The same by a source map; the last mapping reaches to `end`.
SourceRanges source_ranges(const wasm::SourceMap& map, std::uint64_t end);

/// By addresses, in the order of the table: ranges may overlap, and some may be of code
/// that the linker left out. More than `ranges_max` are refused: what is packed may be made
/// so that it unpacks to any number.
std::expected<SourceRanges, dwarf::Fault> ranges_of_lines(const dwarf::Sections& sections, std::uint64_t ranges_max);

}  // namespace sinter
