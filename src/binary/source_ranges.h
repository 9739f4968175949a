// Which source file each byte of a program's code was compiled from, where the program
// still says so: ELF with DWARF, and wasm whose DWARF was not stripped.
#pragma once

#include <expected>
#include <string_view>

#include "binary/dwarf_lines.h"
#include "binary/parts.h"

namespace sinter {

/// By offsets in the file: sorted, without overlaps, all inside sections of code. None
/// when the file has no line table. `file`: the parts of `bytes`.
std::expected<SourceRanges, BinaryFault> source_ranges(std::string_view bytes, const FileParts& file);

}  // namespace sinter
