// A size report for people: as a table, and as Markdown.
#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "report/aligned_table.h"
#include "report/screen_text.h"
#include "report/size_report.h"

namespace sinter {
namespace {

std::string percent(std::uint64_t part, std::uint64_t whole) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%",
                whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

/// "code" is told from a function of that name by what stands after it.
std::string row_name(const ViewRow& row, ViewBy by) {
  std::string name = screen_name(row.name);
  if (row.kind == "rest" || row.kind == view_name(by)) return name;
  return name + " (" + row.kind + ")";
}

std::vector<TableRow> view_rows(const View& view, std::uint64_t whole_bytes) {
  std::vector<TableRow> rows = {{std::string(view_name(view.by)), "bytes", "share"}};
  for (const ViewRow& row : view.rows) {
    rows.push_back({row_name(row, view.by), std::to_string(row.size_bytes), percent(row.size_bytes, whole_bytes)});
  }
  rows.push_back({"total", std::to_string(whole_bytes), percent(whole_bytes, whole_bytes)});
  return rows;
}

std::string external_name(const ExternalSummary& external) {
  std::string name = screen_name(external.name);
  return external.module.empty() ? name : screen_name(external.module) + "." + name;
}

/// The first ones only: some modules export thousands.
std::string external_table(std::string_view title, const std::vector<ExternalSummary>& externals,
                           std::size_t columns_max) {
  constexpr std::size_t shown_max = 20;
  std::string text = "\n" + count_of(externals.size(), title) + "\n";
  std::vector<TableRow> rows;
  for (const ExternalSummary& external : externals) {
    if (rows.size() == shown_max) break;
    rows.push_back({"  " + external_name(external), external.kind, external.signature});
  }
  if (!rows.empty()) text += aligned_table(std::move(rows), 3, {}, columns_max);
  if (externals.size() > shown_max) {
    text += "  and " + count_of(externals.size() - shown_max, "other") + ": --by " + std::string(title) + "\n";
  }
  return text;
}

std::string sizes_text(const SizeReport& report) {
  std::string text = screen_name(report.path) + ": " + size_text(report.size_bytes);
  if (!report.sizes) return text + "; --compressed measures gzip, brotli and zstd\n";
  return text + ", gzip " + size_text(report.sizes->gzip_bytes) + ", brotli " + size_text(report.sizes->brotli_bytes) +
         ", zstd " + size_text(report.sizes->zstd_bytes) + "\n";
}

std::string module_text(const ModuleSummary& module) {
  std::string text = count_of(module.function_count, "function") + " (" + size_text(module.function_bytes) + "), " +
                     size_text(module.data_bytes) + " of data";
  if (!module.has_names) text += ", no names";
  if (!module.features.empty()) text += ", features: " + screen_name(join(module.features, ", "));
  return text + "\n";
}

/// Indented by two columns, as everything below a heading is.
std::string view_table(const View& view, std::uint64_t whole_bytes, std::size_t columns_max) {
  std::vector<TableRow> rows = view_rows(view, whole_bytes);
  for (TableRow& row : rows) row.front().insert(0, "  ");
  return aligned_table(std::move(rows), 1, {}, columns_max);
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (char letter : text) {
    if (std::string_view("|\\`<>*_[]").contains(letter)) out += '\\';
    out += letter;
  }
  return out;
}

}  // namespace

std::string size_table(const SizeReport& report, std::size_t columns_max) {
  std::string text = sizes_text(report) + module_text(report.module);
  for (const View& view : report.views) text += "\n" + view_table(view, report.size_bytes, columns_max);
  if (!report.is_default) return text;
  text += external_table("export", report.module.exports, columns_max);
  text += external_table("import", report.module.imports, columns_max);
  return text;
}

std::string size_markdown(const SizeReport& report) {
  std::string text = "**" + markdown_cell(screen_name(report.path)) + "**: " + size_text(report.size_bytes);
  if (report.sizes) {
    text += ", gzip " + size_text(report.sizes->gzip_bytes) + ", brotli " + size_text(report.sizes->brotli_bytes) +
            ", zstd " + size_text(report.sizes->zstd_bytes);
  }
  text += "\n";
  for (const View& view : report.views) {
    std::vector<TableRow> rows = view_rows(view, report.size_bytes);
    text += "\n| " + rows.front()[0] + " | bytes | share |\n|---|---:|---:|\n";
    for (std::size_t i = 1; i < rows.size(); ++i) {
      text += "| " + markdown_cell(rows[i][0]) + " | " + rows[i][1] + " | " + rows[i][2] + " |\n";
    }
  }
  return text;
}

}  // namespace sinter
