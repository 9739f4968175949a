#include "binary/inlined_code.h"

#include <algorithm>

#include "base/ranges.h"
#include "binary/code_ranges.h"
#include "binary/debug_sections.h"
#include "dwarf/inlined_calls.h"
#include "dwarf/wasm_sections.h"

namespace sinter {
namespace {

/// Those of one machine, or of a wasm file, added to `code`.
void add_inlined(const dwarf::Sections& sections, std::vector<CodeRange> places, InlinedCode& code) {
  if (sections.information.empty()) return;
  code.is_known = true;
  dwarf::InlinedCalls found = dwarf::read_inlined_calls(sections, 1, UINT64_MAX);
  auto first_file = static_cast<std::uint32_t>(code.files.size());
  auto first_call = static_cast<std::uint32_t>(code.calls.size());
  for (const dwarf::InlinedCall& call : found.calls) {
    bool has_file = !found.files[call.file].empty();
    code.calls.push_back({.outer = call.outer == dwarf::no_call ? wasm::no_call : first_call + call.outer,
                          .source = has_file ? first_file + call.file : wasm::no_source,
                          .line = call.line,
                          .function = std::string(call.function)});
  }
  for (std::string& file : found.files) code.files.push_back(std::move(file));
  std::vector<SourceRange> ranges;
  for (const dwarf::CallRange& range : found.ranges) {
    ranges.push_back({range.begin, range.end - range.begin, first_call + range.call});
  }
  place_in_file(std::move(places), ranges);
  code.ranges.insert(code.ranges.end(), ranges.begin(), ranges.end());
}

}  // namespace

InlinedCode inlined_code(const wasm::SourceMap& map, std::uint64_t end) {
  InlinedCode code{.files = map.sources, .calls = map.calls, .ranges = {}, .is_known = !map.mappings.empty()};
  for (std::size_t index = 0; index < map.mappings.size(); ++index) {
    const wasm::Mapping& mapping = map.mappings[index];
    std::uint64_t next = index + 1 < map.mappings.size() ? map.mappings[index + 1].offset : end;
    bool is_range = mapping.call != wasm::no_call && mapping.offset < std::min(next, end);
    if (is_range) code.ranges.push_back({mapping.offset, std::min(next, end) - mapping.offset, mapping.call});
  }
  return code;
}

std::expected<InlinedCode, BinaryFault> inlined_code(std::string_view bytes, const FileParts& file) {
  InlinedCode code;
  if (bytes.starts_with(std::string_view("\0asm", 4))) {
    auto sections = wasm::read_sections(bytes);
    if (!sections)
      return std::unexpected(BinaryFault{wasm::describe(sections.error().problem), sections.error().offset});
    add_inlined(dwarf_sections(*sections), code_ranges(*sections), code);
    return code;
  }
  if (is_elf_object(bytes)) return code;
  for (std::string_view machine : code_machines(file)) {
    auto debug = debug_sections(bytes, file, machine, DebugWanted::entries);
    if (!debug) return std::unexpected(debug.error());
    add_inlined(debug->sections, code_ranges(file, machine), code);
  }
  remove_overlaps(code.ranges);
  return code;
}

}  // namespace sinter
