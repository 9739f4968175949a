// Where the code of a file is in memory and in the file, which is how what DWARF says of
// addresses finds its bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "binary/parts.h"
#include "binary/source_ranges.h"
#include "wasm/sections.h"

namespace sinter {

struct CodeRange {
  std::uint64_t address;
  std::uint64_t size_bytes;
  std::uint64_t offset;
};

/// In wasm an address counts from the first byte of what the code section holds.
std::vector<CodeRange> code_ranges(std::span<const wasm::Section> sections);
/// Of one machine, which is empty but in fat files.
std::vector<CodeRange> code_ranges(const FileParts& file, std::string_view machine);
/// The machines that a native file has code for.
std::vector<std::string_view> code_machines(const FileParts& file);

/// What of the ranges, which are of addresses, lies in code, by offsets in the file.
void place_in_file(std::vector<CodeRange> code, std::vector<SourceRange>& ranges);
/// Sorts, and takes from each range what one before it has.
void remove_overlaps(std::vector<SourceRange>& ranges);

/// An ELF object file's addresses are the linker's to fill in.
bool is_elf_object(std::string_view bytes);

}  // namespace sinter
