// What a core module declares and holds: its types, imports, exports, counts, memories,
// and where in the file each function body and data segment lies.
//
// The reader is strict and bounded: it accepts only modules whose structure is whole and
// whose indices name something, never reads outside the bytes, and asks for no more
// memory than a small multiple of them. Function bodies are cut into instructions whose
// indices name something; that their operands have the right types, an engine checks.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wasm/sections.h"
#include "wasm/types.h"

namespace sinter::wasm {

enum class ExternalKind : std::uint8_t { function = 0, table = 1, memory = 2, global = 3, tag = 4 };

std::string_view kind_name(ExternalKind kind);

/// A part of the file.
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;

  std::uint64_t end() const { return offset + size_bytes; }
  bool operator==(const ByteRange&) const = default;
};

struct Import {
  std::string_view module;
  std::string_view name;
  ExternalKind kind;
  std::uint32_t index;  // which function, table, ... of the module it becomes
};

struct Export {
  std::string_view name;
  ExternalKind kind;
  std::uint32_t index;
};

enum class SegmentMode : std::uint8_t { active, passive, declared };

struct DataSegment {
  SegmentMode mode = SegmentMode::active;
  std::uint32_t memory = 0;              // of an active segment
  std::optional<std::uint64_t> address;  // of an active segment, when it is a plain number
  ByteRange bytes;                       // the contents, without the segment's header
};

struct ElementSegment {
  SegmentMode mode = SegmentMode::active;
  std::uint32_t table = 0;               // of an active segment
  std::optional<std::uint64_t> address;  // of an active segment, when it is a plain number
  std::uint32_t first_function = 0;      // its functions are a run of Module::element_functions
  std::uint32_t function_count = 0;
  ByteRange entry;  // all of it in the file
};

/// The views point into the bytes given to read_module(). Each index space holds the
/// imports first, then what the module defines.
struct Module {
  std::vector<Section> sections;
  std::vector<Type> types;
  std::vector<ValueType> value_types;  // that those take and return
  std::vector<Import> imports;
  std::vector<Export> exports;
  std::vector<std::uint32_t> functions;  // type index of each
  std::vector<Table> tables;
  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<std::uint32_t> tags;  // type index of each
  std::vector<ByteRange> bodies;    // of the defined functions, in order, without the length
  std::vector<DataSegment> data_segments;
  std::vector<ElementSegment> element_segments;
  /// What the element segments name, one segment after the other; a null is left out.
  std::vector<std::uint32_t> element_functions;
  /// What the first values of globals and tables name.
  std::vector<std::uint32_t> value_functions;
  std::optional<std::uint32_t> data_count;  // as the section of that name says
  std::optional<std::uint32_t> start_function;

  std::uint32_t imported_function_count() const { return static_cast<std::uint32_t>(functions.size() - bodies.size()); }
  bool has_names() const { return !custom_sections(sections, "name").empty(); }
  FunctionType signature_of(const Type& type) const {
    const ValueType* values = value_types.data() + type.first_value;
    return {{values, type.parameter_count}, {values + type.parameter_count, type.result_count}};
  }
  FunctionType function_type(std::uint32_t function) const { return signature_of(types[functions[function]]); }
  /// What an import or export is, for people: a signature, limits or a type.
  std::string signature(ExternalKind kind, std::uint32_t index) const;
};

/// `later`: whoever asks walks through all code before anything is believed, and finds its
/// faults then; walking twice is most of the work.
enum class CodeCheck : std::uint8_t { now, later };

std::expected<Module, Fault> read_module(std::string_view bytes, CodeCheck check = CodeCheck::now);

}  // namespace sinter::wasm
