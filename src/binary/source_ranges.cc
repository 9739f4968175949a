#include "binary/source_ranges.h"

#include <algorithm>

#include "base/ranges.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// Code in memory, and where it is in the file.
struct CodeRange {
  std::uint64_t address;
  std::uint64_t size_bytes;
  std::uint64_t offset;
};

/// What of the ranges lies in code, by offsets in the file.
void place_in_file(std::vector<CodeRange> code, std::vector<SourceRange>& ranges) {
  ranges::sort(code, {}, &CodeRange::address);
  std::size_t kept = 0;
  for (SourceRange range : ranges) {
    auto after = ranges::lower_bound(code, range.begin + 1, {}, &CodeRange::address);
    if (after == code.begin() || range.begin == UINT64_MAX) continue;
    const CodeRange& home = *std::prev(after);
    std::uint64_t position = range.begin - home.address;
    if (position >= home.size_bytes) continue;
    range.size_bytes = std::min(range.size_bytes, home.size_bytes - position);
    range.begin = home.offset + position;
    ranges[kept++] = range;
  }
  ranges.resize(kept);
}

/// Sorts, and takes from each range what one before it has.
void remove_overlaps(std::vector<SourceRange>& ranges) {
  ranges::sort(ranges, {}, &SourceRange::begin);
  std::uint64_t taken = 0;
  std::size_t kept = 0;
  for (SourceRange range : ranges) {
    std::uint64_t end = range.begin + range.size_bytes;
    if (end <= taken) continue;
    range.begin = std::max(range.begin, taken);
    range.size_bytes = end - range.begin;
    taken = end;
    ranges[kept++] = range;
  }
  ranges.resize(kept);
}

/// A section of a native binary, by the name it has in ELF.
std::string_view section_bytes(std::string_view bytes, const FileParts& file, std::string_view name) {
  for (const PartSection& section : file.sections) {
    if (section.name == name) return bytes.substr(section.offset, section.size_bytes);
  }
  return {};
}

std::expected<SourceRanges, BinaryFault> elf_source_ranges(std::string_view bytes, const FileParts& file) {
  constexpr std::size_t order_at = 5;
  constexpr char big = 2;
  constexpr std::size_t type_at = 16;
  constexpr std::uint16_t type_relocatable = 1;
  ByteOrder order = bytes[order_at] == big ? ByteOrder::big : ByteOrder::little;
  // An object file's addresses are the linker's to fill in.
  if (Fields(bytes, order, true).u16(type_at) == type_relocatable) return SourceRanges{};
  std::vector<CodeRange> code;
  for (const PartSection& section : file.sections) {
    if (section.is_code) code.push_back({section.address, section.size_bytes, section.offset});
    if (section.is_compressed && section.name == ".debug_line") {
      return std::unexpected(BinaryFault{"its line table is compressed", section.offset});
    }
  }
  std::string_view texts = section_bytes(bytes, file, ".debug_str");
  UnitSections units = {.file = bytes,
                        .units = section_bytes(bytes, file, ".debug_info"),
                        .abbreviations = section_bytes(bytes, file, ".debug_abbrev"),
                        .texts = texts,
                        .order = order};
  auto sources = read_dwarf_lines({.file = bytes,
                                   .lines = section_bytes(bytes, file, ".debug_line"),
                                   .line_texts = section_bytes(bytes, file, ".debug_line_str"),
                                   .texts = texts,
                                   .order = order,
                                   .folders = read_unit_folders(units)});
  if (sources) place_in_file(std::move(code), sources->ranges);
  return sources;
}

/// In wasm an address counts from the first byte of what the code section holds.
std::expected<SourceRanges, BinaryFault> wasm_source_ranges(std::string_view bytes) {
  auto sections = wasm::read_sections(bytes);
  if (!sections) return std::unexpected(BinaryFault{wasm::describe(sections.error().problem), sections.error().offset});
  LineSections lines = {.file = bytes, .lines = {}, .line_texts = {}, .texts = {}};
  UnitSections units = {.file = bytes, .units = {}, .abbreviations = {}, .texts = {}};
  std::vector<CodeRange> code;
  for (const wasm::Section& section : *sections) {
    if (section.id == wasm::SectionId::code) code.push_back({0, section.payload.size(), section.payload_offset()});
    if (section.name == ".debug_line") lines.lines = section.payload;
    if (section.name == ".debug_line_str") lines.line_texts = section.payload;
    if (section.name == ".debug_str") lines.texts = section.payload;
    if (section.name == ".debug_info") units.units = section.payload;
    if (section.name == ".debug_abbrev") units.abbreviations = section.payload;
  }
  units.texts = lines.texts;
  lines.folders = read_unit_folders(units);
  auto sources = read_dwarf_lines(lines);
  if (sources) place_in_file(std::move(code), sources->ranges);
  return sources;
}

}  // namespace

std::expected<SourceRanges, BinaryFault> source_ranges(std::string_view bytes, const FileParts& file) {
  std::expected<SourceRanges, BinaryFault> sources = SourceRanges{};
  if (bytes.starts_with("\x7F"
                        "ELF"))
    sources = elf_source_ranges(bytes, file);
  if (bytes.starts_with(std::string_view("\0asm", 4))) sources = wasm_source_ranges(bytes);
  if (sources) remove_overlaps(sources->ranges);
  return sources;
}

}  // namespace sinter
