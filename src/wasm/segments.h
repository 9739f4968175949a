// The three parts of a module that hold its weight: function bodies, data and element
// segments. Read for where they lie in the file, and refused when they are not whole.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wasm/constant_expression.h"
#include "wasm/instructions.h"
#include "wasm/module.h"

namespace sinter::wasm {

struct SegmentBounds {
  ConstantBounds constants;
  std::uint32_t tables = 0;
  std::uint32_t memories = 0;
};

/// Each body's range in the file; unless that comes later, every instruction in it is read once.
std::vector<ByteRange> read_bodies(ByteReader& reader, std::string_view file, const CodeBounds& bounds,
                                   CodeCheck check);
std::vector<DataSegment> read_data_segments(ByteReader& reader, const SegmentBounds& bounds);
/// Fills the segments and the functions they name.
void read_element_segments(ByteReader& reader, const SegmentBounds& bounds, Module& module);

}  // namespace sinter::wasm
