#include "report/aligned_table.h"

#include <algorithm>

#include "base/ranges.h"
#include "report/screen_text.h"

namespace sinter {
namespace {

constexpr std::size_t gap = 2;

std::vector<std::size_t> column_widths(const std::vector<TableRow>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const TableRow& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], screen_width(row[i]));
  }
  return widths;
}

std::size_t whole_width(const std::vector<TableRow>& rows) {
  std::size_t whole = 0;
  for (std::size_t width : column_widths(rows)) whole += width + gap;
  return whole - gap;
}

}  // namespace

std::string aligned_table(std::vector<TableRow> rows, std::size_t left_count,
                          std::span<const std::string_view> dispensable, std::size_t columns_max) {
  for (std::string_view name : dispensable) {
    if (whole_width(rows) <= columns_max) break;
    std::ptrdiff_t index = ranges::find(rows.front(), name) - rows.front().begin();
    if (static_cast<std::size_t>(index) < left_count) --left_count;
    for (TableRow& row : rows) row.erase(row.begin() + index);
  }
  if (std::size_t whole = whole_width(rows); whole > columns_max) {
    std::size_t first = column_widths(rows).front();
    std::size_t room = first - std::min(first - 1, whole - columns_max);
    for (TableRow& row : rows) row.front() = fit(row.front(), room);
  }
  std::vector<std::size_t> widths = column_widths(rows);
  std::string text;
  for (const TableRow& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string padding(widths[i] - screen_width(row[i]), ' ');
      line += i < left_count ? row[i] + padding : padding + row[i];
      line.append(gap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace sinter
