#include "wasm/opcodes.h"

#include <array>
#include <span>

namespace sinter::wasm {
namespace {

using enum Immediate;

/// Instructions that follow each other and have the same parts.
struct Run {
  std::uint16_t first;
  std::uint16_t last;
  Immediate immediate;
};

constexpr std::array plain_runs = std::to_array<Run>({
    {0x00, 0x01, none},
    {0x02, 0x04, block},
    {0x05, 0x05, otherwise},
    {0x06, 0x06, block},
    {0x07, 0x07, older_catch},
    {0x08, 0x08, tag},
    {0x09, 0x09, label},
    {0x0A, 0x0A, none},
    {0x0B, 0x0B, end},
    {0x0C, 0x0D, label},
    {0x0E, 0x0E, labels},
    {0x0F, 0x0F, none},
    {0x10, 0x10, function},
    {0x11, 0x11, type_table},
    {0x12, 0x12, function},
    {0x13, 0x13, type_table},
    {0x14, 0x15, type},
    {0x18, 0x18, delegate},
    {0x19, 0x19, older_catch_all},
    {0x1A, 0x1B, none},
    {0x1C, 0x1C, value_types},
    {0x1F, 0x1F, catches},
    {0x20, 0x22, local},
    {0x23, 0x24, global},
    {0x25, 0x26, table},
    {0x28, 0x3E, memory_argument},
    {0x3F, 0x40, memory},
    {0x41, 0x41, i32},
    {0x42, 0x42, i64},
    {0x43, 0x43, f32},
    {0x44, 0x44, f64},
    {0x45, 0xC4, none},
    {0xD0, 0xD0, heap_type},
    {0xD1, 0xD1, none},
    {0xD2, 0xD2, function},
    {0xD3, 0xD4, none},
    {0xD5, 0xD6, label},
});

constexpr std::array collected_runs = std::to_array<Run>({
    // structures and arrays
    {0x00, 0x01, type},
    {0x02, 0x05, type_field},
    {0x06, 0x07, type},
    {0x08, 0x08, type_count},
    {0x09, 0x09, type_data},
    {0x0A, 0x0A, type_element},
    {0x0B, 0x0E, type},
    {0x0F, 0x0F, none},
    {0x10, 0x10, type},
    {0x11, 0x11, type_type},
    {0x12, 0x12, type_data},
    {0x13, 0x13, type_element},
    // casts, and references that are small numbers
    {0x14, 0x17, heap_type},
    {0x18, 0x19, cast},
    {0x1A, 0x1E, none},
});

constexpr std::array bulk_runs = std::to_array<Run>({
    {0x00, 0x07, none},
    {0x08, 0x08, data_memory},
    {0x09, 0x09, data},
    {0x0A, 0x0A, memory_memory},
    {0x0B, 0x0B, memory},
    {0x0C, 0x0C, element_table},
    {0x0D, 0x0D, element},
    {0x0E, 0x0E, table_table},
    {0x0F, 0x11, table},
    {0x13, 0x16, none},
});

constexpr std::array vector_runs = std::to_array<Run>({
    {0x00, 0x0B, memory_argument},
    {0x0C, 0x0C, v128},
    {0x0D, 0x0D, shuffle},
    {0x0E, 0x14, none},
    {0x15, 0x22, lane},
    {0x23, 0x53, none},
    {0x54, 0x5B, memory_argument_lane},
    {0x5C, 0x5D, memory_argument},
    // The numbers left out belonged to instructions that the standard dropped.
    {0x5E, 0x99, none},
    {0x9B, 0xA1, none},
    {0xA3, 0xA4, none},
    {0xA7, 0xAE, none},
    {0xB1, 0xB1, none},
    {0xB5, 0xBA, none},
    {0xBC, 0xC1, none},
    {0xC3, 0xC4, none},
    {0xC7, 0xCE, none},
    {0xD1, 0xD1, none},
    {0xD5, 0xE1, none},
    {0xE3, 0xED, none},
    {0xEF, 0xFF, none},
    {0x100, 0x113, none},
});

constexpr std::array atomic_runs = std::to_array<Run>({
    {0x00, 0x02, memory_argument},
    {0x03, 0x03, zero_byte},
    {0x10, 0x4E, memory_argument},
});

Immediate find(std::span<const Run> runs, std::uint32_t number) {
  for (const Run& run : runs) {
    if (number >= run.first && number <= run.last) return run.immediate;
  }
  return unknown;
}

/// The instructions of one byte are nearly all there are, so theirs is a table.
constexpr auto plain = [] {
  std::array<Immediate, 256> table = {};
  for (const Run& run : plain_runs) {
    for (std::uint32_t number = run.first; number <= run.last; ++number) table[number] = run.immediate;
  }
  return table;
}();

}  // namespace

const std::array<Immediate, 256>& plain_immediates() { return plain; }

Immediate immediate_of(std::uint32_t prefix, std::uint32_t number) {
  switch (prefix) {
    case 0: return number < plain.size() ? plain[number] : unknown;
    case 0xFB: return find(collected_runs, number);
    case 0xFC: return find(bulk_runs, number);
    case 0xFD: return find(vector_runs, number);
    case 0xFE: return find(atomic_runs, number);
    default: return unknown;
  }
}

}  // namespace sinter::wasm
