// Where functions begin and end, as the table for unwinding the stack says (.eh_frame):
// programs keep it when their symbols are stripped.
#pragma once

#include <cstdint>
#include <vector>

#include "binary/fields.h"

namespace sinter {

struct AddressRange {
  std::uint64_t begin = 0;
  std::uint64_t size_bytes = 0;
};

/// A table that lies at `offset` of the file and at `address` in memory. What cannot be
/// read of it is left out: its faults are not faults of the file.
std::vector<AddressRange> read_unwind_table(Fields fields, std::uint64_t offset, std::uint64_t size_bytes,
                                            std::uint64_t address);

}  // namespace sinter
