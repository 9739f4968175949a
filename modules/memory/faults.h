// Everything the operations of this module can refuse, as one list.
#pragma once

#include <cstdint>

#include "sinter/fault.h"

namespace sinter::memory {

enum class MemoryFault : std::uint8_t {
  empty_input,      // there is nothing to summarise
  not_a_number,     // offset: index of the first NaN
  out_of_range,     // offset: the first place wanted that does not exist
  out_of_memory,    // offset: 0
  bad_size,         // a size of 0, or one whose total does not fit in memory
  bad_alignment,    // not a power of two from 1 to 16
  unknown_pool,     // no pool of that name
  pool_exists,      // a pool of that name is there already
  pool_exhausted,   // all its blocks are taken
  block_not_taken,  // offset: the number of the block
  unknown_arena,    // offset: the handle
};

template <class T>
using Fallible = sinter::Fallible<T, MemoryFault>;

[[nodiscard]] inline std::unexpected<Fault<MemoryFault>> fault(MemoryFault code, std::uint32_t offset = 0) {
  return std::unexpected(Fault<MemoryFault>{code, offset});
}

}  // namespace sinter::memory
