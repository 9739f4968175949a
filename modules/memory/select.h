// Order statistics: the value that would stand at a rank if the values were sorted.
#pragma once

#include <cstddef>
#include <span>

namespace sinter::memory {

/// Returns the value of this rank (0 is the smallest) and reorders `values` so that none
/// after that place is smaller, none before it larger. No NaN and no -0 among them.
/// O(n), also for inputs made to be slow.
double select(std::span<double> values, std::size_t rank);

}  // namespace sinter::memory
