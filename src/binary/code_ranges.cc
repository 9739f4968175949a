#include "binary/code_ranges.h"

#include <algorithm>

#include "base/ranges.h"
#include "binary/fields.h"

namespace sinter {

std::vector<CodeRange> code_ranges(std::span<const wasm::Section> sections) {
  std::vector<CodeRange> code;
  for (const wasm::Section& section : sections) {
    if (section.id == wasm::SectionId::code) code.push_back({0, section.payload.size(), section.payload_offset()});
  }
  return code;
}

std::vector<CodeRange> code_ranges(const FileParts& file, std::string_view machine) {
  std::vector<CodeRange> code;
  for (const PartSection& section : file.sections) {
    if (section.is_code && section.machine == machine)
      code.push_back({section.address, section.size_bytes, section.offset});
  }
  return code;
}

std::vector<std::string_view> code_machines(const FileParts& file) {
  std::vector<std::string_view> machines;
  for (const PartSection& section : file.sections) {
    if (section.is_code && !ranges::contains(machines, section.machine)) machines.push_back(section.machine);
  }
  return machines;
}

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

bool is_elf_object(std::string_view bytes) {
  bool is_elf = bytes.starts_with(
      "\x7F"
      "ELF");
  if (!is_elf) return false;
  constexpr std::size_t order_at = 5;
  constexpr char big = 2;
  constexpr std::size_t type_at = 16;
  constexpr std::uint16_t type_relocatable = 1;
  ByteOrder order = bytes[order_at] == big ? ByteOrder::big : ByteOrder::little;
  return Fields(bytes, order, true).u16(type_at) == type_relocatable;
}

}  // namespace sinter
