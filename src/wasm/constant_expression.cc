#include "wasm/constant_expression.h"

#include "wasm/types.h"

namespace sinter::wasm {
namespace {

constexpr std::uint8_t op_end = 0x0B;
constexpr std::uint8_t op_global_get = 0x23;
constexpr std::uint8_t op_i32_const = 0x41;
constexpr std::uint8_t op_i64_const = 0x42;
constexpr std::uint8_t op_f32_const = 0x43;
constexpr std::uint8_t op_f64_const = 0x44;
constexpr std::uint8_t op_i32_add = 0x6A;
constexpr std::uint8_t op_i32_sub = 0x6B;
constexpr std::uint8_t op_i32_mul = 0x6C;
constexpr std::uint8_t op_i64_add = 0x7C;
constexpr std::uint8_t op_i64_sub = 0x7D;
constexpr std::uint8_t op_i64_mul = 0x7E;
constexpr std::uint8_t op_ref_null = 0xD0;
constexpr std::uint8_t op_ref_func = 0xD2;
constexpr std::uint8_t op_prefix_gc = 0xFB;
constexpr std::uint8_t op_prefix_simd = 0xFD;

void read_gc_instruction(ByteReader& reader, const ConstantBounds& bounds) {
  std::uint64_t offset = reader.offset();
  switch (reader.u32()) {
    case 0x00:  // struct.new
    case 0x01:  // struct.new_default
    case 0x06:  // array.new
    case 0x07:  // array.new_default
      reader.index(bounds.types);
      return;
    case 0x08:  // array.new_fixed
      reader.index(bounds.types);
      reader.u32();
      return;
    case 0x1A:  // any.convert_extern
    case 0x1B:  // extern.convert_any
    case 0x1C:  // ref.i31
      return;
    default: reader.fail(Problem::opcode_unknown, offset);
  }
}

void read_simd_instruction(ByteReader& reader) {
  constexpr std::uint32_t v128_const = 0x0C;
  constexpr std::uint64_t v128_bytes = 16;
  std::uint64_t offset = reader.offset();
  if (reader.u32() != v128_const) reader.fail(Problem::opcode_unknown, offset);
  reader.take(v128_bytes);
}

}  // namespace

std::optional<std::uint64_t> read_constant_expression(ByteReader& reader, const ConstantBounds& bounds,
                                                      std::vector<std::uint32_t>* functions) {
  std::optional<std::uint64_t> value;
  for (std::uint64_t instructions = 0; reader.is_ok(); ++instructions) {
    std::uint64_t offset = reader.offset();
    std::uint8_t opcode = reader.byte();
    if (opcode == op_end) return instructions == 1 ? value : std::nullopt;
    switch (opcode) {
      case op_i32_const: value = static_cast<std::uint32_t>(reader.s32()); break;
      case op_i64_const: value = static_cast<std::uint64_t>(reader.s64()); break;
      case op_f32_const: reader.take(4); break;
      case op_f64_const: reader.take(8); break;
      case op_global_get: reader.index(bounds.globals); break;
      case op_ref_func: {
        std::uint32_t function = reader.index(bounds.functions);
        if (functions != nullptr && reader.is_ok()) functions->push_back(function);
        break;
      }
      case op_ref_null: read_heap_type(reader, bounds.types); break;
      case op_prefix_gc: read_gc_instruction(reader, bounds); break;
      case op_prefix_simd: read_simd_instruction(reader); break;
      case op_i32_add:
      case op_i32_sub:
      case op_i32_mul:
      case op_i64_add:
      case op_i64_sub:
      case op_i64_mul: break;
      default: reader.fail(Problem::opcode_unknown, offset);
    }
  }
  return std::nullopt;
}

}  // namespace sinter::wasm
