#include "wasm/names.h"

#include "wasm/byte_reader.h"

namespace sinter::wasm {
namespace {

enum Subsection : std::uint8_t { functions = 1, globals = 7, data_segments = 9 };

void read_name_map(std::string_view bytes, std::size_t count, std::vector<std::string_view>& names) {
  ByteReader reader(bytes, 0);
  constexpr std::uint64_t entry_bytes_min = 2;
  std::uint32_t entries = reader.count(entry_bytes_min);
  if (entries != 0) names.resize(count);
  for (std::uint32_t i = 0; i < entries && reader.is_ok(); ++i) {
    std::uint32_t index = reader.u32();
    std::string_view name = reader.name();
    if (reader.is_ok() && index < names.size()) names[index] = name;
  }
}

}  // namespace

Names read_names(const Module& module) {
  Names names;
  for (const Section& section : custom_sections(module.sections, "name")) {
    ByteReader reader(section.payload, 0);
    while (!reader.is_done()) {
      std::uint8_t kind = reader.byte();
      std::string_view content = reader.take(reader.u32());
      if (!reader.is_ok()) break;
      if (kind == functions) read_name_map(content, module.functions.size(), names.functions);
      if (kind == globals) read_name_map(content, module.globals.size(), names.globals);
      if (kind == data_segments) read_name_map(content, module.data_segments.size(), names.data_segments);
    }
  }
  return names;
}

}  // namespace sinter::wasm
