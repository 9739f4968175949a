#include "binary/source_ranges.h"

#include <algorithm>

#include "base/ranges.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// Joins rows of one file to ranges.
class RangeSink final : public dwarf::LineSink {
 public:
  void accept(const dwarf::LineRow& row) override {
    if (!is_inside_) is_left_out_ = row.address == 0;  // what the linker left out begins at 0
    else if (!is_left_out_ && row.address > last_.address) add(row.address);
    is_inside_ = !row.is_end;
    last_ = row;
  }
  std::vector<SourceRange> take() && { return std::move(ranges_); }

 private:
  void add(std::uint64_t end) {
    SourceRange* before = ranges_.empty() ? nullptr : &ranges_.back();
    bool goes_on =
        before != nullptr && before->source == last_.file && before->begin + before->size_bytes == last_.address;
    if (goes_on) before->size_bytes += end - last_.address;
    else ranges_.push_back({last_.address, end - last_.address, last_.file});
  }

  std::vector<SourceRange> ranges_;
  dwarf::LineRow last_;
  bool is_inside_ = false;
  bool is_left_out_ = false;
};

/// Files that own nothing are not listed.
void drop_unused_files(SourceRanges& sources) {
  constexpr std::uint32_t unused = UINT32_MAX;
  std::vector<std::uint32_t> place(sources.files.size(), unused);
  std::vector<std::string> files;
  for (SourceRange& range : sources.ranges) {
    std::uint32_t& kept = place[range.source];
    if (kept == unused) {
      kept = static_cast<std::uint32_t>(files.size());
      files.push_back(std::move(sources.files[range.source]));
    }
    range.source = kept;
  }
  sources.files = std::move(files);
}

/// Where in the file the mistake is.
BinaryFault fault_in_file(const dwarf::Fault& fault, std::string_view bytes, const dwarf::Sections& sections) {
  return {dwarf::describe(fault.problem),
          static_cast<std::uint64_t>(sections.line.data() - bytes.data()) + fault.offset};
}

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

std::expected<SourceRanges, BinaryFault> placed_sources(const dwarf::Sections& sections, std::string_view bytes,
                                                        std::vector<CodeRange> code) {
  auto sources = ranges_of_lines(sections);
  if (!sources) return std::unexpected(fault_in_file(sources.error(), bytes, sections));
  place_in_file(std::move(code), sources->ranges);
  remove_overlaps(sources->ranges);
  drop_unused_files(*sources);
  return *std::move(sources);
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
  return placed_sources({.line = section_bytes(bytes, file, ".debug_line"),
                         .line_text = section_bytes(bytes, file, ".debug_line_str"),
                         .text = section_bytes(bytes, file, ".debug_str"),
                         .information = section_bytes(bytes, file, ".debug_info"),
                         .abbreviations = section_bytes(bytes, file, ".debug_abbrev"),
                         .is_big_endian = order == ByteOrder::big},
                        bytes, std::move(code));
}

/// In wasm an address counts from the first byte of what the code section holds.
std::expected<SourceRanges, BinaryFault> wasm_source_ranges(std::string_view bytes) {
  auto sections = wasm::read_sections(bytes);
  if (!sections) return std::unexpected(BinaryFault{wasm::describe(sections.error().problem), sections.error().offset});
  std::vector<CodeRange> code;
  for (const wasm::Section& section : *sections) {
    if (section.id == wasm::SectionId::code) code.push_back({0, section.payload.size(), section.payload_offset()});
  }
  return placed_sources(dwarf_sections(*sections), bytes, std::move(code));
}

}  // namespace

std::expected<SourceRanges, dwarf::Fault> ranges_of_lines(const dwarf::Sections& sections) {
  RangeSink sink;
  auto files = dwarf::read_lines(sections, sink);
  if (!files) return std::unexpected(files.error());
  return SourceRanges{.files = *std::move(files), .ranges = std::move(sink).take()};
}

dwarf::Sections dwarf_sections(std::span<const wasm::Section> sections) {
  dwarf::Sections found;
  for (const wasm::Section& section : sections) {
    if (section.name == ".debug_line") found.line = section.payload;
    if (section.name == ".debug_line_str") found.line_text = section.payload;
    if (section.name == ".debug_str") found.text = section.payload;
    if (section.name == ".debug_info") found.information = section.payload;
    if (section.name == ".debug_abbrev") found.abbreviations = section.payload;
  }
  return found;
}

std::expected<SourceRanges, BinaryFault> source_ranges(std::string_view bytes, const FileParts& file) {
  if (bytes.starts_with("\x7F"
                        "ELF")) {
    return elf_source_ranges(bytes, file);
  }
  if (bytes.starts_with(std::string_view("\0asm", 4))) return wasm_source_ranges(bytes);
  return SourceRanges{};
}

SourceRanges source_ranges(const wasm::SourceMap& map, std::uint64_t end) {
  SourceRanges sources{.files = map.sources};
  for (std::size_t index = 0; index < map.mappings.size(); ++index) {
    const wasm::Mapping& mapping = map.mappings[index];
    std::uint64_t next = index + 1 < map.mappings.size() ? map.mappings[index + 1].offset : end;
    bool is_range = mapping.source != wasm::no_source && mapping.offset < std::min(next, end);
    if (is_range) sources.ranges.push_back({mapping.offset, std::min(next, end) - mapping.offset, mapping.source});
  }
  drop_unused_files(sources);
  return sources;
}

}  // namespace sinter
