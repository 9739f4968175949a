#include "binary/wasm_parts.h"

#include "wasm/constant_expression.h"
#include "wasm/names.h"

namespace sinter {
namespace {

using wasm::ByteReader;
using wasm::SectionId;

/// The module was read once already, so its indices are known to be right.
constexpr wasm::ConstantBounds any_index = {.types = UINT32_MAX, .functions = UINT32_MAX, .globals = UINT32_MAX};

/// Parts of one section, each from where the one before ended to `end`.
class SectionParts {
 public:
  SectionParts(FileParts& file, const wasm::Section& section)
      : file_(file), begin_(section.offset), section_(static_cast<std::uint32_t>(file.sections.size() - 1)) {}

  void add(PartKind kind, std::string_view name, std::uint32_t index, std::uint64_t end) {
    if (end == begin_) return;
    file_.parts.push_back({.offset = begin_,
                           .size_bytes = end - begin_,
                           .name = name,
                           .section = section_,
                           .index = index,
                           .kind = kind});
    begin_ = end;
  }

 private:
  FileParts& file_;
  std::uint64_t begin_;
  std::uint32_t section_;
};

void skip_import_kind(ByteReader& reader) {
  switch (static_cast<wasm::ExternalKind>(reader.byte())) {
    case wasm::ExternalKind::function: reader.u32(); return;
    case wasm::ExternalKind::table: wasm::read_table(reader, UINT32_MAX); return;
    case wasm::ExternalKind::memory: wasm::read_memory(reader); return;
    case wasm::ExternalKind::global: wasm::read_global(reader, UINT32_MAX); return;
    case wasm::ExternalKind::tag:
      reader.byte();
      reader.u32();
      return;
  }
}

std::string_view name_at(const std::vector<std::string_view>& names, std::size_t index) {
  return index < names.size() ? names[index] : std::string_view();
}

class WasmParts {
 public:
  WasmParts(const wasm::Module& module, std::string_view bytes, wasm::Names names)
      : module_(module), names_(std::move(names)) {
    file_.size_bytes = bytes.size();
    // A function without a name goes by that of its first export.
    if (names_.functions.empty()) names_.functions.resize(module.functions.size());
    for (const wasm::Export& entry : module.exports) {
      if (entry.kind != wasm::ExternalKind::function) continue;
      std::string_view& name = names_.functions[entry.index];
      if (name.empty()) name = entry.name;
    }
  }

  FileParts run() && {
    file_.sections.push_back({.name = "header", .offset = 0, .size_bytes = wasm::header_size_bytes});
    file_.parts.push_back(
        {.offset = 0, .size_bytes = wasm::header_size_bytes, .section = 0, .kind = PartKind::structure});
    for (const wasm::Section& section : module_.sections) {
      file_.sections.push_back(
          {.name = section_name(section), .offset = section.offset, .size_bytes = section.size_bytes});
      add_section(section);
    }
    check_parts(file_);
    return std::move(file_);
  }

 private:
  void add_section(const wasm::Section& section) {
    SectionParts parts(file_, section);
    std::uint64_t end = section.offset + section.size_bytes;
    ByteReader reader(section.payload, section.payload_offset());
    switch (section.id) {
      case SectionId::custom: return parts.add(PartKind::custom, section.name, 0, end);
      case SectionId::import: add_imports(parts, reader); break;
      case SectionId::exports: add_exports(parts, reader); break;
      case SectionId::global: add_globals(parts, reader); break;
      case SectionId::element: add_elements(parts, reader); break;
      case SectionId::code: add_functions(parts, reader); break;
      case SectionId::data: add_data(parts, reader); break;
      default: break;
    }
    parts.add(PartKind::structure, {}, 0, end);
  }

  void add_imports(SectionParts& parts, ByteReader& reader) const {
    reader.u32();
    parts.add(PartKind::structure, {}, 0, reader.offset());
    for (std::uint32_t i = 0; i < module_.imports.size(); ++i) {
      reader.take(reader.u32());
      reader.take(reader.u32());
      skip_import_kind(reader);
      parts.add(PartKind::import_entry, module_.imports[i].name, i, reader.offset());
    }
  }

  void add_exports(SectionParts& parts, ByteReader& reader) const {
    reader.u32();
    parts.add(PartKind::structure, {}, 0, reader.offset());
    for (std::uint32_t i = 0; i < module_.exports.size(); ++i) {
      reader.take(reader.u32());
      reader.byte();
      reader.u32();
      parts.add(PartKind::export_entry, module_.exports[i].name, i, reader.offset());
    }
  }

  void add_globals(SectionParts& parts, ByteReader& reader) const {
    std::uint32_t count = reader.u32();
    parts.add(PartKind::structure, {}, 0, reader.offset());
    auto first = static_cast<std::uint32_t>(module_.globals.size() - count);
    for (std::uint32_t i = first; i < module_.globals.size(); ++i) {
      wasm::read_global(reader, UINT32_MAX);
      wasm::read_constant_expression(reader, any_index);
      parts.add(PartKind::global, name_at(names_.globals, i), i, reader.offset());
    }
  }

  void add_elements(SectionParts& parts, ByteReader& reader) const {
    reader.u32();
    parts.add(PartKind::structure, {}, 0, reader.offset());
    std::uint32_t index = 0;
    for (const wasm::ElementSegment& segment : module_.element_segments) {
      parts.add(PartKind::element, {}, index++, segment.entry.end());
    }
  }

  void add_functions(SectionParts& parts, ByteReader& reader) const {
    reader.u32();
    parts.add(PartKind::structure, {}, 0, reader.offset());
    std::uint32_t index = module_.imported_function_count();
    for (const wasm::ByteRange& body : module_.bodies) {
      parts.add(PartKind::function, name_at(names_.functions, index), index, body.offset + body.size_bytes);
      ++index;
    }
  }

  void add_data(SectionParts& parts, ByteReader& reader) const {
    reader.u32();
    parts.add(PartKind::structure, {}, 0, reader.offset());
    std::uint32_t index = 0;
    for (const wasm::DataSegment& segment : module_.data_segments) {
      std::uint64_t end = segment.bytes.offset + segment.bytes.size_bytes;
      parts.add(PartKind::data, name_at(names_.data_segments, index), index, end);
      ++index;
    }
  }

  const wasm::Module& module_;
  wasm::Names names_;
  FileParts file_;
};

}  // namespace

FileParts wasm_parts(const wasm::Module& module, std::string_view bytes) {
  return wasm_parts(module, bytes, read_names(module));
}

FileParts wasm_parts(const wasm::Module& module, std::string_view bytes, wasm::Names names) {
  return WasmParts(module, bytes, std::move(names)).run();
}

}  // namespace sinter
