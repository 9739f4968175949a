// What follows each instruction's number in the file: the one table that says how code
// is cut into instructions. Core 3.0 with threads, the older exception handling, and
// 128-bit arithmetic, all of which compilers write.
#pragma once

#include <array>
#include <cstdint>

namespace sinter::wasm {

/// The parts after an instruction's number.
enum class Immediate : std::uint8_t {
  unknown,  // there is no such instruction
  none,
  block,        // the type of a block, which this instruction opens
  otherwise,    // `else`
  end,          // closes a block, or the function
  older_catch,  // a tag; begins the next part of a `try`
  older_catch_all,
  delegate,  // a label; closes a `try`
  label,
  labels,   // `br_table`
  catches,  // `try_table`: a block type and its handlers; opens a block
  function,
  type,
  type_table,  // `call_indirect`
  type_field,
  type_count,
  type_data,
  type_element,
  type_type,
  value_types,  // `select` with types
  local,
  global,
  table,
  table_table,
  element_table,
  element,
  memory,
  memory_memory,
  data_memory,
  data,
  tag,
  memory_argument,
  memory_argument_lane,
  lane,
  shuffle,
  i32,
  i64,
  f32,
  f64,
  v128,
  heap_type,
  cast,       // `br_on_cast`: flags, a label, two heap types
  zero_byte,  // `atomic.fence`
};

inline constexpr std::uint32_t prefix_first = 0xFB;
inline constexpr std::uint32_t prefix_last = 0xFE;

/// One number for every instruction: the byte, or the prefix and what follows it.
constexpr std::uint32_t opcode_of(std::uint32_t prefix, std::uint32_t number) { return (prefix << 16) | number; }

/// Of the instructions of one byte, by that byte.
const std::array<Immediate, 256>& plain_immediates();

/// `number` of an instruction after `prefix`, or with prefix 0 its only byte.
Immediate immediate_of(std::uint32_t prefix, std::uint32_t number);

}  // namespace sinter::wasm
