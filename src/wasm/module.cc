#include "wasm/module.h"

#include <bit>
#include <expected>

#include "base/ranges.h"
#include "wasm/constant_expression.h"
#include "wasm/instructions.h"
#include "wasm/segments.h"

namespace sinter::wasm {
namespace {

template <class T>
std::uint32_t number_of(const std::vector<T>& list) {
  return static_cast<std::uint32_t>(list.size());
}

/// The module as far as it is read, and what must agree once all of it is.
struct Draft {
  Module module;
  std::uint32_t defined_functions = 0;
  CodeCheck check = CodeCheck::now;
};

std::uint32_t index_bound(const Module& module, ExternalKind kind) {
  switch (kind) {
    case ExternalKind::function: return number_of(module.functions);
    case ExternalKind::table: return number_of(module.tables);
    case ExternalKind::memory: return number_of(module.memories);
    case ExternalKind::global: return number_of(module.globals);
    case ExternalKind::tag: return number_of(module.tags);
  }
  return 0;
}

ConstantBounds constant_bounds(const Module& module) {
  return {
      .types = number_of(module.types), .functions = number_of(module.functions), .globals = number_of(module.globals)};
}

std::uint32_t read_function_type_index(ByteReader& reader, const Module& module) {
  std::uint64_t offset = reader.offset();
  std::uint32_t type = reader.u32();
  bool is_function = type < module.types.size() && module.types[type].form == TypeForm::function;
  if (!is_function) reader.fail(Problem::index_out_of_range, offset);
  return type;
}

std::uint32_t read_tag(ByteReader& reader, const Module& module) {
  std::uint64_t offset = reader.offset();
  if (reader.byte() != 0) reader.fail(Problem::flags_unknown, offset);
  return read_function_type_index(reader, module);
}

ExternalKind read_kind(ByteReader& reader) {
  constexpr std::uint8_t kind_max = 4;
  std::uint64_t offset = reader.offset();
  std::uint8_t kind = reader.byte();
  if (kind <= kind_max) return static_cast<ExternalKind>(kind);
  reader.fail(Problem::kind_unknown, offset);
  return ExternalKind::function;
}

void read_types(ByteReader& reader, Module& module) {
  constexpr std::uint64_t entry_bytes_min = 2;
  std::uint32_t count = reader.count(entry_bytes_min);
  module.types.reserve(count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) read_type_group(reader, module.types, module.value_types);
}

void read_imports(ByteReader& reader, Module& module) {
  constexpr std::uint64_t entry_bytes_min = 4;
  std::uint32_t count = reader.count(entry_bytes_min);
  IndexBound types = number_of(module.types);
  module.imports.reserve(count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    Import import = {.module = reader.name(), .name = reader.name(), .kind = read_kind(reader), .index = 0};
    import.index = index_bound(module, import.kind);
    switch (import.kind) {
      case ExternalKind::function: module.functions.push_back(read_function_type_index(reader, module)); break;
      case ExternalKind::table: module.tables.push_back(read_table(reader, types)); break;
      case ExternalKind::memory: module.memories.push_back(read_memory(reader)); break;
      case ExternalKind::global: module.globals.push_back(read_global(reader, types)); break;
      case ExternalKind::tag: module.tags.push_back(read_tag(reader, module)); break;
    }
    module.imports.push_back(import);
  }
}

void read_functions(ByteReader& reader, Draft& draft) {
  draft.defined_functions = reader.count();
  draft.module.functions.reserve(draft.module.functions.size() + draft.defined_functions);
  for (std::uint32_t i = 0; i < draft.defined_functions && reader.is_ok(); ++i) {
    draft.module.functions.push_back(read_function_type_index(reader, draft.module));
  }
}

/// A table may carry the value its entries start with: 0x40 0x00, the table, the value.
void read_tables(ByteReader& reader, Module& module) {
  constexpr std::uint8_t with_value = 0x40;
  constexpr std::uint64_t entry_bytes_min = 3;
  std::uint32_t count = reader.count(entry_bytes_min, small_list_entries_max);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    ByteReader ahead = reader;
    bool has_value = ahead.byte() == with_value;
    if (has_value) {
      reader.byte();
      std::uint64_t offset = reader.offset();
      if (reader.byte() != 0) reader.fail(Problem::flags_unknown, offset);
    }
    module.tables.push_back(read_table(reader, number_of(module.types)));
    // The functions are known by now, and of the globals only the imported ones.
    if (has_value) read_constant_expression(reader, constant_bounds(module), &module.value_functions);
  }
}

void read_memories(ByteReader& reader, Module& module) {
  constexpr std::uint64_t entry_bytes_min = 2;
  std::uint32_t count = reader.count(entry_bytes_min, small_list_entries_max);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) module.memories.push_back(read_memory(reader));
}

void read_globals(ByteReader& reader, Module& module) {
  constexpr std::uint64_t entry_bytes_min = 3;
  std::uint32_t count = reader.count(entry_bytes_min);
  module.globals.reserve(module.globals.size() + count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    Global global = read_global(reader, number_of(module.types));
    // A global's value may name only the globals before it.
    read_constant_expression(reader, constant_bounds(module), &module.value_functions);
    module.globals.push_back(global);
  }
}

void read_tags(ByteReader& reader, Module& module) {
  constexpr std::uint64_t entry_bytes_min = 2;
  std::uint32_t count = reader.count(entry_bytes_min);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) module.tags.push_back(read_tag(reader, module));
}

/// Whether two names are the same, by a table of hashes: there may be a million.
bool has_repeated_name(const std::vector<Export>& exports) {
  std::vector<std::uint32_t> slots(std::bit_ceil(exports.size() * 2 + 2),
                                   0);  // 0 is free, else one more than the index
  for (std::uint32_t i = 0; i < exports.size(); ++i) {
    std::size_t slot = std::hash<std::string_view>()(exports[i].name);
    for (;; ++slot) {
      std::uint32_t& used = slots[slot & (slots.size() - 1)];
      if (used == 0) {
        used = i + 1;
        break;
      }
      if (exports[used - 1].name == exports[i].name) return true;
    }
  }
  return false;
}

void read_exports(ByteReader& reader, Module& module) {
  constexpr std::uint64_t entry_bytes_min = 3;
  std::uint64_t start = reader.offset();
  std::uint32_t count = reader.count(entry_bytes_min);
  module.exports.reserve(count);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) {
    Export entry = {.name = reader.name(), .kind = read_kind(reader), .index = 0};
    std::uint64_t offset = reader.offset();
    entry.index = reader.u32();
    if (entry.index >= index_bound(module, entry.kind)) reader.fail(Problem::index_out_of_range, offset);
    module.exports.push_back(entry);
  }
  if (reader.is_ok() && has_repeated_name(module.exports)) reader.fail(Problem::export_repeated, start);
}

void read_start(ByteReader& reader, Module& module) {
  std::uint64_t offset = reader.offset();
  std::uint32_t function = reader.u32();
  if (function >= module.functions.size()) {
    reader.fail(Problem::index_out_of_range, offset);
    return;
  }
  FunctionType type = module.function_type(function);
  if (!type.parameters.empty() || !type.results.empty()) reader.fail(Problem::start_signature, offset);
  module.start_function = function;
}

void read_section(ByteReader& reader, SectionId id, std::string_view bytes, Draft& draft) {
  Module& module = draft.module;
  SegmentBounds bounds = {
      .constants = constant_bounds(module), .tables = number_of(module.tables), .memories = number_of(module.memories)};
  switch (id) {
    case SectionId::custom: return;
    case SectionId::type: return read_types(reader, module);
    case SectionId::import: return read_imports(reader, module);
    case SectionId::function: return read_functions(reader, draft);
    case SectionId::table: return read_tables(reader, module);
    case SectionId::memory: return read_memories(reader, module);
    case SectionId::tag: return read_tags(reader, module);
    case SectionId::global: return read_globals(reader, module);
    case SectionId::exports: return read_exports(reader, module);
    case SectionId::start: return read_start(reader, module);
    case SectionId::element: return read_element_segments(reader, bounds, module);
    case SectionId::data_count: module.data_count = reader.u32(); return;
    case SectionId::code: module.bodies = read_bodies(reader, bytes, code_bounds(module), draft.check); return;
    case SectionId::data: module.data_segments = read_data_segments(reader, bounds); return;
  }
}

}  // namespace

std::expected<Module, Fault> read_module(std::string_view bytes, CodeCheck check) {
  auto sections = read_sections(bytes);
  if (!sections) return std::unexpected(sections.error());
  Draft draft{.check = check};
  for (const Section& section : *sections) {
    if (section.id == SectionId::custom) continue;
    ByteReader reader(section.payload, section.payload_offset(), Problem::section_too_short);
    read_section(reader, section.id, bytes, draft);
    if (!reader.is_done()) reader.fail(Problem::section_too_long);
    if (std::optional<Fault> fault = reader.fault()) return std::unexpected(*fault);
  }
  Module& module = draft.module;
  bool data_agrees = !module.data_count || *module.data_count == module.data_segments.size();
  if (module.bodies.size() != draft.defined_functions || !data_agrees) {
    return std::unexpected(Fault{Problem::count_mismatch, bytes.size()});
  }
  module.sections = *std::move(sections);
  return std::move(module);
}

std::string_view kind_name(ExternalKind kind) {
  switch (kind) {
    case ExternalKind::function: return "function";
    case ExternalKind::table: return "table";
    case ExternalKind::memory: return "memory";
    case ExternalKind::global: return "global";
    case ExternalKind::tag: return "tag";
  }
  return "unknown";
}

std::string Module::signature(ExternalKind kind, std::uint32_t index) const {
  switch (kind) {
    case ExternalKind::function: return text_of(function_type(index));
    case ExternalKind::table: return text_of(tables[index]);
    case ExternalKind::memory: return text_of(memories[index]);
    case ExternalKind::global: return text_of(globals[index]);
    case ExternalKind::tag: return text_of(signature_of(types[tags[index]]));
  }
  return {};
}

}  // namespace sinter::wasm
