#include "wasm/tool_sections.h"

#include "wasm/byte_reader.h"

namespace sinter::wasm {
namespace {

void read_producers(ByteReader reader, std::vector<Producer>& producers) {
  constexpr std::uint64_t field_bytes_min = 2;
  constexpr std::uint64_t value_bytes_min = 2;
  std::uint32_t fields = reader.count(field_bytes_min);
  for (std::uint32_t i = 0; i < fields && reader.is_ok(); ++i) {
    std::string_view field = reader.name();
    std::uint32_t values = reader.count(value_bytes_min);
    for (std::uint32_t j = 0; j < values && reader.is_ok(); ++j) {
      std::string_view name = reader.name();
      std::string_view version = reader.name();
      if (reader.is_ok()) producers.push_back({field, name, version});
    }
  }
}

void read_libraries(ByteReader reader, std::vector<std::string_view>& libraries) {
  constexpr std::uint8_t part_needed = 2;
  while (!reader.is_done()) {
    std::uint8_t part = reader.byte();
    std::uint32_t size_bytes = reader.u32();
    std::uint64_t offset = reader.offset();
    ByteReader inside(reader.take(size_bytes), offset);
    if (!reader.is_ok() || part != part_needed) continue;
    std::uint32_t count = inside.count();
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string_view library = inside.name();
      if (inside.is_ok()) libraries.push_back(library);
    }
  }
}

}  // namespace

ToolSections read_tool_sections(std::span<const Section> sections) {
  ToolSections tools;
  for (const Section& section : sections) {
    if (section.id != SectionId::custom) continue;
    ByteReader reader(section.payload, section.payload_offset(), Problem::section_too_short);
    if (section.name == "producers") read_producers(reader, tools.producers);
    if (section.name == "sourceMappingURL") tools.source_map = reader.name();
    if (section.name == "external_debug_info") tools.debug_file = reader.name();
    if (section.name == "dylink.0") read_libraries(reader, tools.libraries);
    if (section.name == "linking") tools.is_object = true;
  }
  return tools;
}

}  // namespace sinter::wasm
