// The types of wasm: what values, functions, memories, tables and globals are declared
// as, how they are read, and how people write them ("(i32, i32) -> f64").
//
// Of garbage-collected types (structures, arrays) only the shape is checked: nothing
// here needs their fields, but a module that declares them must still be readable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wasm/byte_reader.h"

namespace sinter::wasm {

/// A value type. `code` is its byte in the file. For the two forms of a typed reference
/// (`ref_code`, `ref_null_code`) `heap` is a type index, or an abstract heap type's byte
/// when `heap_is_abstract`.
struct ValueType {
  std::uint8_t code = 0;
  bool heap_is_abstract = false;
  std::uint32_t heap = 0;

  bool operator==(const ValueType&) const = default;
};

inline constexpr std::uint8_t ref_null_code = 0x63;
inline constexpr std::uint8_t ref_code = 0x64;

/// Views of the list of a module's value types.
struct FunctionType {
  std::span<const ValueType> parameters;
  std::span<const ValueType> results;
};

/// Engines accept no more parameters, and no more results.
inline constexpr std::uint32_t function_values_max = 1000;

enum class TypeForm : std::uint8_t { function, structure, array };

/// An entry of the type section, groups flattened: what a type index names. The parameters
/// and then the results are a run of the module's value types; empty unless form is function.
struct Type {
  TypeForm form = TypeForm::function;
  std::uint16_t parameter_count = 0;
  std::uint16_t result_count = 0;
  std::uint32_t first_value = 0;
};

/// Units: 64 KiB pages for a memory (unless its page size differs), entries for a table.
struct Limits {
  std::uint64_t minimum = 0;
  std::optional<std::uint64_t> maximum;
  bool is_shared = false;
  bool has_64_bit_addresses = false;

  bool operator==(const Limits&) const = default;
};

struct Memory {
  Limits limits;
  std::uint64_t page_bytes = 65536;

  bool operator==(const Memory&) const = default;
};

struct Table {
  ValueType element;
  Limits limits;

  bool operator==(const Table&) const = default;
};

struct Global {
  ValueType type;
  bool is_mutable = false;

  bool operator==(const Global&) const = default;
};

/// Bounds what an index may name; a type index in a type may also name what follows in
/// the same group, so the bound is the group's end.
using IndexBound = std::uint32_t;

ValueType read_value_type(ByteReader& reader, IndexBound types);
ValueType read_reference_type(ByteReader& reader, IndexBound types);
/// A heap type alone, as `ref.null` has it.
ValueType read_heap_type(ByteReader& reader, IndexBound types);
/// One entry of the type section, which may be a group of several types; appends them, and
/// what they take and return to `values`.
void read_type_group(ByteReader& reader, std::vector<Type>& types, std::vector<ValueType>& values);
Memory read_memory(ByteReader& reader);
/// Without the initial value that a table's definition may have.
Table read_table(ByteReader& reader, IndexBound types);
Global read_global(ByteReader& reader, IndexBound types);

/// "i32", "funcref", "(ref null 3)".
std::string text_of(ValueType type);
/// "(i32, f64) -> i32", "() -> ()".
std::string text_of(const FunctionType& type);
/// "1..16 pages, shared", "at least 2 pages".
std::string text_of(const Memory& memory);
/// "funcref[1..8]", "funcref[1..]".
std::string text_of(const Table& table);
/// "i32", "mutable i32".
std::string text_of(const Global& global);

}  // namespace sinter::wasm
