#include "binary/source_ranges.h"

#include <algorithm>

#include "base/ranges.h"
#include "binary/code_ranges.h"
#include "binary/debug_sections.h"
#include "dwarf/wasm_sections.h"
#include "wasm/sections.h"

namespace sinter {
namespace {

/// Joins rows of one file to ranges.
class RangeSink final : public dwarf::LineSink {
 public:
  explicit RangeSink(std::uint64_t ranges_max) : ranges_max_(ranges_max) {}

  void accept(const dwarf::LineRow& row) override {
    if (!is_inside_) is_left_out_ = row.address == 0;  // what the linker left out begins at 0
    else if (!is_left_out_ && row.address > last_.address) add(row.address);
    is_inside_ = !row.is_end;
    last_ = row;
  }
  bool is_full() const { return is_full_; }
  std::vector<SourceRange> take() && { return std::move(ranges_); }

 private:
  void add(std::uint64_t end) {
    SourceRange* before = ranges_.empty() ? nullptr : &ranges_.back();
    bool goes_on =
        before != nullptr && before->source == last_.file && before->begin + before->size_bytes == last_.address;
    is_full_ = is_full_ || (!goes_on && ranges_.size() == ranges_max_);
    if (goes_on) before->size_bytes += end - last_.address;
    else if (!is_full_) ranges_.push_back({last_.address, end - last_.address, last_.file});
  }

  std::uint64_t ranges_max_;
  std::vector<SourceRange> ranges_;
  bool is_full_ = false;
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

/// `line_offset`: where the section of lines is in the file, which has `file_bytes`.
std::expected<SourceRanges, BinaryFault> placed_sources(const dwarf::Sections& sections, std::uint64_t line_offset,
                                                        std::vector<CodeRange> code, std::uint64_t file_bytes) {
  constexpr std::uint64_t few = 100'000;
  auto sources = ranges_of_lines(sections, std::max(few, file_bytes / 16));
  if (!sources) {
    return std::unexpected(BinaryFault{dwarf::describe(sources.error().problem), line_offset + sources.error().offset});
  }
  place_in_file(std::move(code), sources->ranges);
  remove_overlaps(sources->ranges);
  drop_unused_files(*sources);
  return *std::move(sources);
}

/// Of one machine, which is empty but in fat files.
std::expected<SourceRanges, BinaryFault> native_source_ranges(std::string_view bytes, const FileParts& file,
                                                              std::string_view machine) {
  auto debug = debug_sections(bytes, file, machine);
  if (!debug) return std::unexpected(debug.error());
  auto sources = placed_sources(debug->sections, debug->line_offset, code_ranges(file, machine), bytes.size());
  if (!sources && !debug->unpacked.empty()) sources.error().offset = debug->line_offset;  // the rest is not in the file
  return sources;
}

/// In a fat file each machine has lines of its own.
std::expected<SourceRanges, BinaryFault> all_source_ranges(std::string_view bytes, const FileParts& file) {
  SourceRanges all;
  std::vector<std::string_view> machines = code_machines(file);
  for (std::string_view machine : machines) {
    auto sources = native_source_ranges(bytes, file, machine);
    if (!sources || machines.size() == 1) return sources;
    std::vector<std::uint32_t> place;
    for (std::string& path : sources->files) {
      auto known = ranges::find(all.files, path);
      place.push_back(static_cast<std::uint32_t>(known - all.files.begin()));
      if (known == all.files.end()) all.files.push_back(std::move(path));
    }
    for (SourceRange range : sources->ranges)
      all.ranges.push_back({range.begin, range.size_bytes, place[range.source]});
  }
  remove_overlaps(all.ranges);
  return all;
}

std::expected<SourceRanges, BinaryFault> wasm_source_ranges(std::string_view bytes) {
  auto sections = wasm::read_sections(bytes);
  if (!sections) return std::unexpected(BinaryFault{wasm::describe(sections.error().problem), sections.error().offset});
  dwarf::Sections found = dwarf_sections(*sections);
  std::uint64_t line_offset = found.line.empty() ? 0 : static_cast<std::uint64_t>(found.line.data() - bytes.data());
  return placed_sources(found, line_offset, code_ranges(*sections), bytes.size());
}

}  // namespace

std::expected<SourceRanges, dwarf::Fault> ranges_of_lines(const dwarf::Sections& sections, std::uint64_t ranges_max) {
  RangeSink sink(ranges_max);
  auto files = dwarf::read_lines(sections, sink);
  if (!files) return std::unexpected(files.error());
  if (sink.is_full()) return std::unexpected(dwarf::Fault{dwarf::Problem::rows_too_many, ".debug_line", 0});
  return SourceRanges{.files = *std::move(files), .ranges = std::move(sink).take()};
}

std::expected<SourceRanges, BinaryFault> source_ranges(std::string_view bytes, const FileParts& file) {
  if (bytes.starts_with(std::string_view("\0asm", 4))) return wasm_source_ranges(bytes);
  if (is_elf_object(bytes)) return SourceRanges{};
  return all_source_ranges(bytes, file);
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
