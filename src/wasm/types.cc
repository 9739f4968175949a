#include "wasm/types.h"

#include "base/text.h"

namespace sinter::wasm {
namespace {

constexpr std::uint8_t function_form = 0x60;
constexpr std::uint8_t structure_form = 0x5F;
constexpr std::uint8_t array_form = 0x5E;
constexpr std::uint8_t sub_form = 0x50;
constexpr std::uint8_t sub_final_form = 0x4F;
constexpr std::uint8_t group_form = 0x4E;

constexpr std::uint64_t memory_pages_max_32 = std::uint64_t{1} << 16;
constexpr std::uint64_t memory_pages_max_64 = std::uint64_t{1} << 48;
constexpr std::uint64_t table_entries_max_32 = UINT32_MAX;

constexpr std::uint8_t flag_maximum = 1;
constexpr std::uint8_t flag_shared = 2;
constexpr std::uint8_t flag_64_bit = 4;
constexpr std::uint8_t flag_page_size = 8;

/// The short name of a number, vector or abstract reference type; null for other bytes.
const char* simple_type_name(std::uint8_t code) {
  switch (code) {
    case 0x7F: return "i32";
    case 0x7E: return "i64";
    case 0x7D: return "f32";
    case 0x7C: return "f64";
    case 0x7B: return "v128";
    case 0x74: return "nullexnref";
    case 0x73: return "nullfuncref";
    case 0x72: return "nullexternref";
    case 0x71: return "nullref";
    case 0x70: return "funcref";
    case 0x6F: return "externref";
    case 0x6E: return "anyref";
    case 0x6D: return "eqref";
    case 0x6C: return "i31ref";
    case 0x6B: return "structref";
    case 0x6A: return "arrayref";
    case 0x69: return "exnref";
    default: return nullptr;
  }
}

bool is_abstract_heap_type(std::uint8_t code) { return code <= 0x74 && simple_type_name(code) != nullptr; }

/// What a field of a structure or array may be: a value type, or one of two packed ones.
void read_field(ByteReader& reader, IndexBound types) {
  constexpr std::uint8_t packed_i8 = 0x78;
  constexpr std::uint8_t packed_i16 = 0x77;
  ByteReader ahead = reader;
  std::uint8_t code = ahead.byte();
  if (code == packed_i8 || code == packed_i16) {
    reader.byte();
  } else {
    read_value_type(reader, types);
  }
  std::uint64_t offset = reader.offset();
  if (reader.byte() > 1) reader.fail(Problem::flags_unknown, offset);
}

std::uint16_t read_value_types(ByteReader& reader, IndexBound types, std::vector<ValueType>& values) {
  std::uint32_t count = reader.count(1, function_values_max);
  for (std::uint32_t i = 0; i < count && reader.is_ok(); ++i) values.push_back(read_value_type(reader, types));
  return static_cast<std::uint16_t>(count);
}

/// One type without its group: optional supertypes, then the form.
Type read_type(ByteReader& reader, IndexBound types, std::vector<ValueType>& values) {
  std::uint64_t offset = reader.offset();
  std::uint8_t form = reader.byte();
  if (form == sub_form || form == sub_final_form) {
    std::uint32_t supertypes = reader.count();
    for (std::uint32_t i = 0; i < supertypes && reader.is_ok(); ++i) {
      std::uint64_t place = reader.offset();
      if (reader.u32() >= types) reader.fail(Problem::index_out_of_range, place);
    }
    offset = reader.offset();
    form = reader.byte();
  }
  Type type;
  if (form == function_form) {
    type.first_value = static_cast<std::uint32_t>(values.size());
    type.parameter_count = read_value_types(reader, types, values);
    type.result_count = read_value_types(reader, types, values);
  } else if (form == structure_form) {
    type.form = TypeForm::structure;
    constexpr std::uint64_t field_bytes_min = 2;
    std::uint32_t fields = reader.count(field_bytes_min);
    for (std::uint32_t i = 0; i < fields && reader.is_ok(); ++i) read_field(reader, types);
  } else if (form == array_form) {
    type.form = TypeForm::array;
    read_field(reader, types);
  } else {
    reader.fail(Problem::type_unknown, offset);
  }
  return type;
}

Limits read_limits(ByteReader& reader, std::uint8_t flags) {
  Limits limits = {.is_shared = (flags & flag_shared) != 0, .has_64_bit_addresses = (flags & flag_64_bit) != 0};
  std::uint64_t offset = reader.offset();
  limits.minimum = limits.has_64_bit_addresses ? reader.u64() : reader.u32();
  if ((flags & flag_maximum) != 0) limits.maximum = limits.has_64_bit_addresses ? reader.u64() : reader.u32();
  if (limits.maximum && *limits.maximum < limits.minimum) reader.fail(Problem::limits_reversed, offset);
  return limits;
}

}  // namespace

ValueType read_heap_type(ByteReader& reader, IndexBound types) {
  std::uint64_t offset = reader.offset();
  std::int64_t heap = reader.s33();
  if (heap >= 0) {
    if (heap >= types) reader.fail(Problem::index_out_of_range, offset);
    return {.code = ref_null_code, .heap = static_cast<std::uint32_t>(heap)};
  }
  // An abstract heap type is one byte, written as a negative number of seven bits.
  auto code = static_cast<std::uint8_t>(heap & 0x7F);
  if (heap < -64 || !is_abstract_heap_type(code)) reader.fail(Problem::type_unknown, offset);
  return {.code = ref_null_code, .heap_is_abstract = true, .heap = code};
}

ValueType read_value_type(ByteReader& reader, IndexBound types) {
  std::uint64_t offset = reader.offset();
  std::uint8_t code = reader.byte();
  if (code == ref_code || code == ref_null_code) {
    ValueType type = read_heap_type(reader, types);
    type.code = code;
    return type;
  }
  if (simple_type_name(code) == nullptr) reader.fail(Problem::type_unknown, offset);
  return {.code = code};
}

ValueType read_reference_type(ByteReader& reader, IndexBound types) {
  std::uint64_t offset = reader.offset();
  ValueType type = read_value_type(reader, types);
  bool is_reference = type.code == ref_code || type.code == ref_null_code || is_abstract_heap_type(type.code);
  if (!is_reference) reader.fail(Problem::type_unknown, offset);
  return type;
}

void read_type_group(ByteReader& reader, std::vector<Type>& types, std::vector<ValueType>& values) {
  ByteReader ahead = reader;
  std::uint32_t group = 1;
  if (ahead.byte() == group_form) {
    reader.byte();
    constexpr std::uint64_t type_bytes_min = 2;
    group = reader.count(type_bytes_min);
  }
  if (types.size() + group > list_entries_max) reader.fail(Problem::limit_reached);
  auto bound = static_cast<IndexBound>(types.size() + group);
  for (std::uint32_t i = 0; i < group && reader.is_ok(); ++i) types.push_back(read_type(reader, bound, values));
}

Memory read_memory(ByteReader& reader) {
  std::uint64_t offset = reader.offset();
  std::uint8_t flags = reader.byte();
  if (flags > (flag_maximum | flag_shared | flag_64_bit | flag_page_size)) reader.fail(Problem::flags_unknown, offset);
  // Threads must agree on where a shared memory ends, so it needs a maximum.
  if ((flags & flag_shared) != 0 && (flags & flag_maximum) == 0) reader.fail(Problem::flags_unknown, offset);
  Memory memory = {.limits = read_limits(reader, flags)};
  std::uint64_t pages_max = memory.limits.has_64_bit_addresses ? memory_pages_max_64 : memory_pages_max_32;
  if ((flags & flag_page_size) != 0) {
    std::uint64_t place = reader.offset();
    std::uint32_t page_bits = reader.u32();
    if (page_bits != 0 && page_bits != 16) reader.fail(Problem::flags_unknown, place);
    if (page_bits == 0) {
      memory.page_bytes = 1;
      pages_max = memory.limits.has_64_bit_addresses ? UINT64_MAX : std::uint64_t{1} << 32;
    }
  }
  std::uint64_t largest = memory.limits.maximum.value_or(memory.limits.minimum);
  if (largest > pages_max) reader.fail(Problem::limits_too_large, offset);
  return memory;
}

Table read_table(ByteReader& reader, IndexBound types) {
  Table table = {.element = read_reference_type(reader, types)};
  std::uint64_t offset = reader.offset();
  std::uint8_t flags = reader.byte();
  if ((flags & ~(flag_maximum | flag_64_bit)) != 0) reader.fail(Problem::flags_unknown, offset);
  table.limits = read_limits(reader, flags);
  if (!table.limits.has_64_bit_addresses && table.limits.minimum > table_entries_max_32) {
    reader.fail(Problem::limits_too_large, offset);
  }
  return table;
}

Global read_global(ByteReader& reader, IndexBound types) {
  ValueType type = read_value_type(reader, types);
  std::uint64_t offset = reader.offset();
  std::uint8_t mutability = reader.byte();
  if (mutability > 1) reader.fail(Problem::flags_unknown, offset);
  return {.type = type, .is_mutable = mutability == 1};
}

std::string text_of(ValueType type) {
  if (const char* name = simple_type_name(type.code)) return name;
  std::string heap = std::to_string(type.heap);
  if (type.heap_is_abstract) {
    heap = simple_type_name(static_cast<std::uint8_t>(type.heap));
    heap.resize(heap.size() - std::string_view("ref").size());
  }
  return std::string(type.code == ref_null_code ? "(ref null " : "(ref ") + heap + ")";
}

std::string text_of(const FunctionType& type) {
  auto list = [](std::span<const ValueType> types) {
    std::vector<std::string> names;
    for (ValueType value : types) names.push_back(text_of(value));
    return join(names, ", ");
  };
  std::string results = list(type.results);
  return "(" + list(type.parameters) + ") -> " + (type.results.size() == 1 ? results : "(" + results + ")");
}

std::string text_of(const Memory& memory) {
  const Limits& limits = memory.limits;
  std::string_view unit = memory.page_bytes == 1 ? "byte" : "page";
  std::string text = limits.maximum ? std::to_string(limits.minimum) + ".." + count_of(*limits.maximum, unit)
                                    : "at least " + count_of(limits.minimum, unit);
  if (limits.is_shared) text += ", shared";
  if (limits.has_64_bit_addresses) text += ", 64-bit";
  return text;
}

std::string text_of(const Table& table) {
  std::string maximum = table.limits.maximum ? std::to_string(*table.limits.maximum) : "";
  return text_of(table.element) + "[" + std::to_string(table.limits.minimum) + ".." + maximum + "]";
}

std::string text_of(const Global& global) { return (global.is_mutable ? "mutable " : "") + text_of(global.type); }

}  // namespace sinter::wasm
