// A table of aligned columns that never breaks its lines: on a narrow screen the columns
// that matter least are left out, and then the names are cut.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

using TableRow = std::vector<std::string>;

/// The first row is the head. The first `left_count` columns are aligned to the left. Up
/// to `columns_max` wide: the columns named in `dispensable` go first, in that order.
std::string aligned_table(std::vector<TableRow> rows, std::size_t left_count,
                          std::span<const std::string_view> dispensable, std::size_t columns_max);

}  // namespace sinter
