#include "dwarf/wasm_sections.h"

#include <vector>

#include "testing/check.h"

namespace sinter {

TEST_CASE("debugging sections of wasm: each is found by its name, and others are not taken for them") {
  std::vector<wasm::Section> sections;
  auto add = [&](std::string_view name) {
    sections.push_back({.id = wasm::SectionId{}, .name = name, .payload = name, .offset = 0, .size_bytes = 0});
  };
  add(".debug_lines");
  CHECK(dwarf_sections(sections).line.empty());
  for (const char* name : {".debug_line", ".debug_line_str", ".debug_str", ".debug_info", ".debug_abbrev",
                           ".debug_ranges", ".debug_rnglists", ".debug_addr", ".debug_str_offsets"}) {
    add(name);
  }
  dwarf::Sections found = dwarf_sections(sections);
  CHECK(found.line == ".debug_line");
  CHECK(found.line_text == ".debug_line_str");
  CHECK(found.text == ".debug_str");
  CHECK(found.information == ".debug_info");
  CHECK(found.abbreviations == ".debug_abbrev");
  CHECK(found.ranges == ".debug_ranges");
  CHECK(found.range_lists == ".debug_rnglists");
  CHECK(found.addresses == ".debug_addr");
  CHECK(found.text_offsets == ".debug_str_offsets");
}

}  // namespace sinter
