// The three parts of a module that hold its weight: function bodies, data and element
// segments. Read for where they lie in the file, not for what their code does.
#pragma once

#include <cstdint>
#include <vector>

#include "wasm/constant_expression.h"
#include "wasm/module.h"

namespace sinter::wasm {

struct SegmentBounds {
  ConstantBounds constants;
  std::uint32_t tables = 0;
  std::uint32_t memories = 0;
};

/// Each body's range; its local variables are read, and its last byte must be `end`.
std::vector<ByteRange> read_bodies(ByteReader& reader, std::uint32_t types);
std::vector<DataSegment> read_data_segments(ByteReader& reader, const SegmentBounds& bounds);
/// Returns how many there are.
std::uint32_t read_element_segments(ByteReader& reader, const SegmentBounds& bounds);

}  // namespace sinter::wasm
