#include "size/views.h"

#include <functional>
#include <map>

#include "base/error.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

constexpr std::string_view view_names[] = {"function", "section", "data", "import", "export"};

/// What the parts of one row have in common. Parts that are rows of their own differ in `part`.
struct RowKey {
  std::string_view kind;
  std::string_view name;
  std::uint64_t part = 0;

  auto operator<=>(const RowKey&) const = default;
};

bool is_alone(ViewBy by, PartKind kind) {
  switch (by) {
    case ViewBy::section: return false;
    case ViewBy::function: return kind == PartKind::function || kind == PartKind::data;
    case ViewBy::data: return kind == PartKind::data;
    case ViewBy::import: return kind == PartKind::import_entry;
    case ViewBy::export_entry: return kind == PartKind::export_entry;
  }
  return false;
}

}  // namespace

std::string_view view_name(ViewBy by) { return view_names[static_cast<std::size_t>(by)]; }

std::optional<ViewBy> parse_view(std::string_view name) {
  const auto* found = ranges::find(view_names, name);
  if (found == std::end(view_names)) return std::nullopt;
  return static_cast<ViewBy>(found - std::begin(view_names));
}

View make_view(const FileParts& file, ViewBy by) {
  View view{.by = by};
  std::vector<std::size_t> row_of_section(file.sections.size(), SIZE_MAX);
  for (const Part& part : file.parts) {
    if (is_alone(by, part.kind)) {
      view.rows.push_back({.name = part_name(part),
                           .kind = std::string(kind_name(part.kind)),
                           .size_bytes = part.size_bytes,
                           .part_count = 1});
      continue;
    }
    std::size_t& row = row_of_section[part.section];
    if (row == SIZE_MAX) {
      row = view.rows.size();
      view.rows.push_back({.name = std::string(file.sections[part.section].name), .kind = "section"});
    }
    view.rows[row].size_bytes += part.size_bytes;
    ++view.rows[row].part_count;
  }
  ranges::sort(view.rows, std::greater{}, &ViewRow::size_bytes);
  std::uint64_t total = 0;
  for (const ViewRow& row : view.rows) total += row.size_bytes;
  SINTER_ASSERT(total == file.size_bytes);
  return view;
}

void keep_largest(View& view, std::size_t count) {
  if (view.rows.size() <= count || view.rows.size() - count == 1) return;
  ViewRow rest{.kind = "rest"};
  for (std::size_t i = count; i < view.rows.size(); ++i) {
    rest.size_bytes += view.rows[i].size_bytes;
    rest.part_count += view.rows[i].part_count;
  }
  rest.name = count_of(view.rows.size() - count, "other");
  view.rows.resize(count);
  view.rows.push_back(std::move(rest));
}

}  // namespace sinter
