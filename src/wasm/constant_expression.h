// Constant expressions: the few instructions that give a global its first value and a
// segment its address. They are read only to find their end, what they name, and the
// address when it is a plain number.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "wasm/byte_reader.h"

namespace sinter::wasm {

/// What an index in a constant expression may name.
struct ConstantBounds {
  std::uint32_t types = 0;
  std::uint32_t functions = 0;
  std::uint32_t globals = 0;
};

/// Reads up to and including the `end`. Returns the value when the expression is one
/// `i32.const` or `i64.const`, as the unsigned number that addresses are. Functions that
/// it names are added to `functions`, if there is one.
std::optional<std::uint64_t> read_constant_expression(ByteReader& reader, const ConstantBounds& bounds,
                                                      std::vector<std::uint32_t>* functions = nullptr);

}  // namespace sinter::wasm
