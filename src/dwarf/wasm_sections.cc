#include "dwarf/wasm_sections.h"

namespace sinter {

dwarf::Sections dwarf_sections(std::span<const wasm::Section> sections) {
  dwarf::Sections found;
  for (const wasm::Section& section : sections) {
    if (section.name == ".debug_line") found.line = section.payload;
    if (section.name == ".debug_line_str") found.line_text = section.payload;
    if (section.name == ".debug_str") found.text = section.payload;
    if (section.name == ".debug_info") found.information = section.payload;
    if (section.name == ".debug_abbrev") found.abbreviations = section.payload;
    if (section.name == ".debug_ranges") found.ranges = section.payload;
    if (section.name == ".debug_rnglists") found.range_lists = section.payload;
    if (section.name == ".debug_addr") found.addresses = section.payload;
    if (section.name == ".debug_str_offsets") found.text_offsets = section.payload;
  }
  return found;
}

}  // namespace sinter
