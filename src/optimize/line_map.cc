#include "optimize/line_map.h"

#include <algorithm>

#include "base/ranges.h"
#include "base/text.h"
#include "binary/source_ranges.h"
#include "dwarf/line_table.h"

namespace sinter {
namespace {

/// Turns rows into mappings. Addresses of wasm count from the contents of the code
/// section. A sequence at 0 is of a function that the linker dropped: there is the count
/// of functions, never code.
class MappingSink final : public dwarf::LineSink {
 public:
  MappingSink(std::uint64_t code_begin, std::uint64_t code_bytes) : begin_(code_begin), bytes_(code_bytes) {}

  void accept(const dwarf::LineRow& row) override {
    if (is_first_) is_dropped_ = row.address == 0 || row.address >= bytes_;
    is_first_ = row.is_end;
    if (is_dropped_ || row.address > bytes_) return;
    wasm::Mapping mapping{.offset = begin_ + row.address};
    if (!row.is_end) {
      // Line 0 is code that belongs to no single line: it stays with the one before it.
      if (row.line != 0) line_ = row.line;
      else if (row.file != file_) line_ = 1;
      file_ = row.file;
      mapping.source = row.file;
      mapping.line = std::max(line_, 1U);
      mapping.column = row.column == 0 ? 0 : row.column - 1;
    }
    mappings.push_back(mapping);
  }

  std::vector<wasm::Mapping> mappings;

 private:
  std::uint64_t begin_;
  std::uint64_t bytes_;
  bool is_first_ = true;
  bool is_dropped_ = false;
  std::uint32_t line_ = 1;
  std::uint32_t file_ = wasm::no_source;
};

/// Of several mappings of one place the last one holds, but the end of a sequence never
/// covers the begin of the next.
void keep_one_of_each_place(std::vector<wasm::Mapping>& mappings) {
  auto is_end = [](const wasm::Mapping& mapping) { return mapping.source == wasm::no_source; };
  ranges::sort(mappings, [&](const wasm::Mapping& left, const wasm::Mapping& right) {
    return left.offset != right.offset ? left.offset < right.offset : is_end(left) && !is_end(right);
  });
  std::size_t kept = 0;
  for (std::size_t index = 0; index < mappings.size(); ++index) {
    bool is_covered = index + 1 < mappings.size() && mappings[index + 1].offset == mappings[index].offset;
    if (!is_covered) mappings[kept++] = mappings[index];
  }
  mappings.resize(kept);
}

/// Where the mappings of one function go.
class FunctionTransfer {
 public:
  FunctionTransfer(std::string_view from_body, std::uint64_t from_offset, std::string_view to_body,
                   std::uint64_t to_offset)
      : from_offset_(from_offset), to_offset_(to_offset), from_bytes_(from_body.size()), to_bytes_(to_body.size()) {
    std::size_t shorter = std::min(from_body.size(), to_body.size());
    while (begin_ < shorter && from_body[begin_] == to_body[begin_]) ++begin_;
    while (end_ < shorter - begin_ && from_body[from_bytes_ - 1 - end_] == to_body[to_bytes_ - 1 - end_]) ++end_;
  }

  std::uint64_t moved(std::uint64_t offset) const {
    std::uint64_t inside = offset - from_offset_;
    if (inside > begin_ && inside >= from_bytes_ - end_) inside = to_bytes_ - (from_bytes_ - inside);
    else if (inside > begin_) {
      inside = begin_ + (inside - begin_) * (to_bytes_ - begin_ - end_) / (from_bytes_ - begin_ - end_);
    }
    return to_offset_ + inside;
  }

 private:
  std::uint64_t from_offset_;
  std::uint64_t to_offset_;
  std::uint64_t from_bytes_;
  std::uint64_t to_bytes_;
  std::size_t begin_ = 0;  // bytes alike at the begin
  std::size_t end_ = 0;    // and at the end, not counting those
};

}  // namespace

std::uint64_t code_offset(const wasm::Module& module) {
  for (const wasm::Section& section : module.sections) {
    if (section.id == wasm::SectionId::code) return section.payload_offset();
  }
  return 0;
}

Result<wasm::SourceMap> lines_of_dwarf(std::string_view bytes, const wasm::Module& module, const std::string& path) {
  dwarf::Sections sections = dwarf_sections(module.sections);
  std::uint64_t begin = code_offset(module);
  if (sections.line.empty() || begin == 0) return wasm::SourceMap{};
  MappingSink sink(begin, bytes.size() - begin);
  auto files = dwarf::read_lines(sections, sink);
  if (!files) {
    const dwarf::Fault& fault = files.error();
    return fail(Error{.code = Code::dwarf_malformed,
                      .what = "the debugging sections of " + quote(path) + " cannot be read",
                      .where = {path},
                      .why = {"in " + std::string(fault.section) + ", the unit at byte " +
                              std::to_string(fault.offset) + ": " + std::string(dwarf::describe(fault.problem))},
                      .next = "build it again; if another tool wrote it, strip its debugging sections"});
  }
  keep_one_of_each_place(sink.mappings);
  return wasm::SourceMap{.sources = *std::move(files), .mappings = std::move(sink.mappings)};
}

wasm::SourceMap with_empty_source(wasm::SourceMap map) {
  auto empty = static_cast<std::uint32_t>(map.sources.size());
  map.sources.emplace_back();
  for (wasm::Mapping& mapping : map.mappings) {
    if (mapping.source == wasm::no_source) mapping = {.offset = mapping.offset, .source = empty, .line = 1};
  }
  return map;
}

wasm::SourceMap without_empty_source(wasm::SourceMap map) {
  auto last = static_cast<std::uint32_t>(map.sources.size()) - 1;
  if (map.sources.empty() || !map.sources.back().empty()) return map;
  for (wasm::Mapping& mapping : map.mappings) {
    if (mapping.source == last) mapping = {.offset = mapping.offset};
  }
  map.sources.pop_back();
  return map;
}

wasm::SourceMap transferred_lines(const MappedModule& from, const NamedModule& to) {
  auto from_module = wasm::read_module(from.bytes);
  auto to_module = wasm::read_module(to.bytes);
  if (!from_module || !to_module || from.names != to.names) return {};
  const std::vector<wasm::ByteRange>& from_bodies = from_module->bodies;
  const std::vector<wasm::ByteRange>& to_bodies = to_module->bodies;
  if (from_bodies.size() != to_bodies.size()) return {};
  wasm::SourceMap lines{.sources = from.lines.sources};
  auto body = [](std::string_view bytes, wasm::ByteRange range) {
    return bytes.substr(range.offset, range.size_bytes);
  };
  std::size_t next = 0;
  const std::vector<wasm::Mapping>& mappings = from.lines.mappings;
  for (std::size_t function = 0; function < from_bodies.size(); ++function) {
    const wasm::ByteRange& range = from_bodies[function];
    FunctionTransfer transfer(body(from.bytes, range), range.offset, body(to.bytes, to_bodies[function]),
                              to_bodies[function].offset);
    while (next < mappings.size() && mappings[next].offset < range.offset) ++next;
    for (; next < mappings.size() && mappings[next].offset < range.offset + range.size_bytes; ++next) {
      wasm::Mapping mapping = mappings[next];
      mapping.offset = transfer.moved(mapping.offset);
      bool is_squeezed = !lines.mappings.empty() && lines.mappings.back().offset == mapping.offset;
      if (is_squeezed) lines.mappings.back() = mapping;
      else lines.mappings.push_back(mapping);
    }
  }
  return lines;
}

void move_code(wasm::SourceMap& map, std::uint64_t from, std::uint64_t to) {
  for (wasm::Mapping& mapping : map.mappings) mapping.offset += to - from;
}

}  // namespace sinter
