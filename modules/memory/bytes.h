// Copy, compare and fill over spans of bytes, with every place checked before it is touched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "faults.h"

namespace sinter::memory {

struct Range {
  std::uint32_t offset;
  std::uint32_t size_bytes;
};

/// Returns the size of the range if it lies within so many bytes; otherwise out_of_range at
/// its first place outside.
[[nodiscard]] Fallible<std::uint32_t> check(Range range, std::size_t size_bytes);

/// Writes all of `source` from `destination_offset` on and returns how many bytes that is.
/// out_of_range, and nothing written, unless all of them fit. The two may overlap.
Fallible<std::uint32_t> copy(std::span<std::uint8_t> destination, std::span<const std::uint8_t> source,
                             std::uint32_t destination_offset);

/// Moves a range within one buffer to `destination_offset`, right also where both overlap.
Fallible<std::uint32_t> copy_within(std::span<std::uint8_t> bytes, std::uint32_t destination_offset, Range source);

/// -1, 0 or 1: which comes first at the first difference, or which is shorter.
[[nodiscard]] std::int32_t compare(std::span<const std::uint8_t> left, std::span<const std::uint8_t> right);

/// Sets every byte of the range and returns how many bytes that is.
Fallible<std::uint32_t> fill(std::span<std::uint8_t> bytes, std::uint8_t value, Range range);

}  // namespace sinter::memory
