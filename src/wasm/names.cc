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

void set_name(std::vector<std::string_view>& names, std::size_t count, std::uint32_t index, std::string_view name) {
  if (index >= count) return;
  names.resize(count);
  if (names[index].empty()) names[index] = name;
}

/// One symbol of an object file. Its name is left out where it is that of an import.
void read_symbol(ByteReader& reader, const Module& module, Names& names) {
  enum Kind : std::uint8_t { function = 0, data = 1, global = 2, section = 3 };
  constexpr std::uint32_t is_undefined = 0x10;
  constexpr std::uint32_t has_name = 0x40;
  std::uint8_t kind = reader.byte();
  std::uint32_t flags = reader.u32();
  bool is_defined = (flags & is_undefined) == 0;
  if (kind == data) {
    reader.name();
    if (!is_defined) return;
    reader.u32();  // the segment, and where in it
    reader.u64();
    reader.u64();
    return;
  }
  std::uint32_t index = reader.u32();
  if (kind == section || (!is_defined && (flags & has_name) == 0)) return;
  std::string_view name = reader.name();
  if (!reader.is_ok()) return;
  if (kind == function) set_name(names.functions, module.functions.size(), index, name);
  if (kind == global) set_name(names.globals, module.globals.size(), index, name);
}

/// What the linker is told of an object file, which has no `name` section.
void read_linking(ByteReader reader, const Module& module, Names& names) {
  enum Part : std::uint8_t { segments = 5, symbols = 8 };
  reader.u32();  // the version
  while (!reader.is_done()) {
    std::uint8_t part = reader.byte();
    ByteReader inside(reader.take(reader.u32()), 0);
    if (!reader.is_ok() || (part != segments && part != symbols)) continue;
    std::uint32_t count = inside.count(2);
    for (std::uint32_t i = 0; i < count && inside.is_ok(); ++i) {
      if (part == symbols) {
        read_symbol(inside, module, names);
        continue;
      }
      std::string_view name = inside.name();
      inside.u32();  // its alignment
      inside.u32();  // flags
      if (inside.is_ok()) set_name(names.data_segments, module.data_segments.size(), i, name);
    }
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
  for (const Section& section : custom_sections(module.sections, "linking")) {
    read_linking(ByteReader(section.payload, 0), module, names);
  }
  return names;
}

}  // namespace sinter::wasm
