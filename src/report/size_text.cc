// A size report for people: as a table, and as Markdown.
#include <algorithm>

#include "base/text.h"
#include "report/aligned_table.h"
#include "report/screen_text.h"
#include "report/size_report.h"

namespace sinter {
namespace {

std::string percent(std::uint64_t part, std::uint64_t whole) {
  std::uint64_t tenths = whole == 0 ? 0 : (part * 1000 + whole / 2) / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

/// "code" is told from a function of that name by what stands after it.
std::string row_name(const ViewRow& row, ViewBy by) {
  std::string name = screen_name(row.name);
  if (row.kind == "rest" || row.kind == view_name(by)) return name;
  return name + " (" + row.kind + ")";
}

std::vector<TableRow> view_rows(const View& view, std::uint64_t whole_bytes) {
  bool is_grouped = view.by == ViewBy::template_name;
  std::vector<TableRow> rows = {{std::string(view_name(view.by)), "bytes", "share"}};
  if (view.has_compressed) rows.front().insert(rows.front().end(), {"gzip", "brotli"});
  if (is_grouped) rows.front().insert(rows.front().end(), {"count", "if merged"});
  std::uint64_t gzip_bytes = 0;
  std::uint64_t brotli_bytes = 0;
  for (const ViewRow& row : view.rows) {
    rows.push_back({row_name(row, view.by), std::to_string(row.size_bytes), percent(row.size_bytes, whole_bytes)});
    if (view.has_compressed) rows.back().push_back(std::to_string(row.gzip_bytes));
    if (view.has_compressed) rows.back().push_back(std::to_string(row.brotli_bytes));
    gzip_bytes += row.gzip_bytes;
    brotli_bytes += row.brotli_bytes;
    if (!is_grouped) continue;
    bool has_saving = row.kind == "template" && row.part_count > 1;
    rows.back().push_back(std::to_string(row.part_count));
    rows.back().push_back(has_saving ? "-" + std::to_string(row.size_bytes - row.largest_bytes) : "");
  }
  rows.push_back({"total", std::to_string(whole_bytes), percent(whole_bytes, whole_bytes)});
  if (view.has_compressed) rows.back().push_back(std::to_string(gzip_bytes));
  if (view.has_compressed) rows.back().push_back(std::to_string(brotli_bytes));
  rows.back().resize(rows.front().size());
  return rows;
}

std::string label_name(const PartLabel& label) {
  std::string name = screen_name(label.name);
  return label.kind == "function" || label.kind == "group" ? name : name + " (" + label.kind + ")";
}

std::vector<TableRow> dominator_table(const std::vector<DominatorRow>& dominators, std::uint64_t whole_bytes) {
  std::vector<TableRow> rows = {{"keeps", "retained", "share", "own bytes"}};
  for (const DominatorRow& row : dominators) {
    rows.push_back({std::string(2 * std::size_t{row.depth}, ' ') + label_name(row.what),
                    std::to_string(row.what.retained_bytes), percent(row.what.retained_bytes, whole_bytes),
                    std::to_string(row.what.size_bytes)});
  }
  return rows;
}

std::string inlined_name(const InlinedRow& row) {
  std::string name = screen_name(row.name);
  if (row.depth == 0) return name;
  if (row.file.empty()) return name + ", by the optimiser";
  return name + " at " + screen_name(row.file) + (row.line == 0 ? "" : ":" + std::to_string(row.line));
}

std::vector<TableRow> inlined_table(const InlinedTree& tree, std::uint64_t whole_bytes) {
  std::vector<TableRow> rows = {{"function, and what is inlined into it", "bytes", "share", "own bytes"}};
  for (const InlinedRow& row : tree.rows) {
    rows.push_back({std::string(2 * std::size_t{row.depth}, ' ') + inlined_name(row), std::to_string(row.size_bytes),
                    percent(row.size_bytes, whole_bytes), std::to_string(row.own_bytes)});
  }
  if (tree.left_out_count != 0) rows.push_back({count_of(tree.left_out_count, "smaller one"), "", "", ""});
  rows.push_back({"inlined in all", std::to_string(tree.inlined_bytes), percent(tree.inlined_bytes, whole_bytes), ""});
  return rows;
}

std::vector<TableRow> garbage_table(const Garbage& garbage, std::uint64_t whole_bytes) {
  std::vector<TableRow> rows = {{"needed by nothing", "bytes", "share"}};
  for (const PartLabel& part : garbage.parts) {
    rows.push_back({label_name(part), std::to_string(part.size_bytes), percent(part.size_bytes, whole_bytes)});
  }
  rows.push_back({count_of(garbage.part_count, "part"), std::to_string(garbage.size_bytes),
                  percent(garbage.size_bytes, whole_bytes)});
  return rows;
}

std::string signed_text(std::int64_t value) { return (value > 0 ? "+" : "") + std::to_string(value); }

std::vector<TableRow> diff_table(const Diff& diff) {
  std::vector<TableRow> rows = {{"what changed", "growth", "before", "now", "change"}};
  for (const DiffRow& row : diff.rows) {
    rows.push_back({label_name({.name = row.name, .kind = row.kind}), signed_text(row.growth_bytes()),
                    std::to_string(row.before_bytes), std::to_string(row.after_bytes),
                    std::string(change_name(row.change))});
  }
  if (diff.left_out_count != 0) {
    rows.push_back({count_of(diff.left_out_count, "other"), signed_text(diff.left_out_bytes), "", "", ""});
  }
  rows.push_back({"total", signed_text(static_cast<std::int64_t>(diff.after_bytes - diff.before_bytes)),
                  std::to_string(diff.before_bytes), std::to_string(diff.after_bytes), ""});
  return rows;
}

std::string diff_text(const SizeReport& report) {
  std::string text =
      "against " + screen_name(report.diff_path) + ": " + std::to_string(report.diff->same_count) + " the same";
  for (PartChange change :
       {PartChange::added, PartChange::grown, PartChange::shrunk, PartChange::gone, PartChange::changed}) {
    std::uint64_t count = report.diff->counts[static_cast<std::size_t>(change)];
    if (count != 0) text += ", " + std::to_string(count) + " " + std::string(change_name(change));
  }
  return text + "\n";
}

std::vector<TableRow> duplicate_table(const Duplicates& duplicates) {
  std::vector<TableRow> rows = {{"repeated", "bytes", "count", "each", "files"}};
  for (const DuplicateGroup& group : duplicates.groups) {
    rows.push_back({label_name({.name = group.name, .kind = group.kind}), std::to_string(group.repeated_bytes()),
                    std::to_string(group.count), std::to_string(group.size_bytes), std::to_string(group.files.size())});
  }
  rows.push_back({count_of(duplicates.group_count, "group"), std::to_string(duplicates.repeated_bytes), "", "", ""});
  return rows;
}

std::string reason_text(const Reason& reason) {
  const PartLabel& what = reason.what;
  std::string text =
      label_name(what) + ": " + size_text(what.size_bytes) + ", retains " + size_text(what.retained_bytes) + "\n";
  for (const std::vector<std::string>& way : reason.ways) {
    std::string line;
    for (const std::string& name : way) line += (line.empty() ? "  " : " -> ") + screen_name(name);
    text += line + "\n";
  }
  if (reason.ways.empty()) text += "  needed by nothing\n";
  if (reason.ways_left_out != 0) text += "  and " + count_of(reason.ways_left_out, "other way") + "\n";
  return text;
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

std::string module_text(const ModuleSummary& module, bool names_are_beside) {
  std::string text = count_of(module.function_count, "function") + " (" + size_text(module.function_bytes) + "), " +
                     size_text(module.data_bytes) + " of data";
  if (!module.has_names) text += names_are_beside ? ", names from beside it" : ", no names";
  if (!module.features.empty()) text += ", features: " + screen_name(join(module.features, ", "));
  if (!module.producers.empty()) text += "\nmade by " + screen_name(join(module.producers, ", "));
  if (!module.libraries.empty()) text += "\nneeds " + screen_name(join(module.libraries, ", "));
  if (!module.source_map.empty()) text += "\nsource map: " + screen_name(module.source_map);
  if (!module.debug_file.empty()) text += "\ndebug data: " + screen_name(module.debug_file);
  return text + "\n";
}

/// The same of a native binary.
std::string binary_text(const SizeReport& report) {
  std::uint64_t functions = 0;
  std::uint64_t function_bytes = 0;
  for (const Part& part : report.file->parts) {
    if (part.kind != PartKind::function) continue;
    ++functions;
    function_bytes += part.size_bytes;
  }
  return std::string(report.format) + ", " + count_of(functions, "function") + " (" + size_text(function_bytes) + ")\n";
}

/// Beside other answers only what is worth most.
std::string advice_text(const std::vector<Advice>& advice, std::uint64_t whole_bytes, bool is_beside_others) {
  constexpr std::size_t beside_others_max = 3;
  if (advice.empty()) return is_beside_others ? "" : "\nnothing was found that would make it smaller\n";
  std::string text = "\nwhat would make it smaller\n";
  std::size_t shown = is_beside_others ? std::min(advice.size(), beside_others_max) : advice.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const Advice& one = advice[i];
    text += "  -" + std::to_string(one.saved_bytes) + " B, " + std::string(percent(one.saved_bytes, whole_bytes)) +
            ": " + one.what + "\n    next: " + one.next + "\n";
  }
  if (shown < advice.size()) text += "  and " + std::to_string(advice.size() - shown) + " more: --advice\n";
  return text;
}

/// Indented by two columns, as everything below a heading is.
std::string indented_table(std::vector<TableRow> rows, std::size_t columns_max) {
  for (TableRow& row : rows) row.front().insert(0, "  ");
  return "\n" + aligned_table(std::move(rows), 1, {}, columns_max);
}

/// The tables of a report, in their order.
std::vector<std::vector<TableRow>> tables_of(const SizeReport& report) {
  std::vector<std::vector<TableRow>> tables;
  for (const View& view : report.views) tables.push_back(view_rows(view, report.size_bytes));
  if (report.dominators) tables.push_back(dominator_table(*report.dominators, report.size_bytes));
  if (report.inlined) tables.push_back(inlined_table(*report.inlined, report.size_bytes));
  if (report.garbage) tables.push_back(garbage_table(*report.garbage, report.size_bytes));
  if (report.diff) tables.push_back(diff_table(*report.diff));
  if (report.duplicates) tables.push_back(duplicate_table(*report.duplicates));
  return tables;
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
  std::string text = sizes_text(report);
  text += report.module ? module_text(*report.module, report.names_are_beside) : binary_text(report);
  if (report.diff) text += diff_text(report);
  for (std::vector<TableRow>& rows : tables_of(report)) text += indented_table(std::move(rows), columns_max);
  if (report.reasons) {
    for (const Reason& reason : *report.reasons) text += "\n" + reason_text(reason);
  }
  if (report.advice) text += advice_text(*report.advice, report.size_bytes, report.is_default);
  if (!report.is_default || !report.module) return text;
  text += external_table("export", report.module->exports, columns_max);
  text += external_table("import", report.module->imports, columns_max);
  return text;
}

std::string size_markdown(const SizeReport& report) {
  std::string text = "**" + markdown_cell(screen_name(report.path)) + "**: " + size_text(report.size_bytes);
  if (report.sizes) {
    text += ", gzip " + size_text(report.sizes->gzip_bytes) + ", brotli " + size_text(report.sizes->brotli_bytes) +
            ", zstd " + size_text(report.sizes->zstd_bytes);
  }
  text += "\n";
  if (report.diff) text += "\n" + markdown_cell(diff_text(report));
  for (const std::vector<TableRow>& rows : tables_of(report)) {
    std::string rule = "|---|";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      text += i == 0 ? "\n|" : "|";
      for (const std::string& cell : rows[i]) text += " " + markdown_cell(cell) + " |";
      text += "\n";
      for (std::size_t column = 1; i == 0 && column < rows[0].size(); ++column) rule += "---:|";
      if (i == 0) text += rule + "\n";
    }
  }
  if (report.reasons) {
    for (const Reason& reason : *report.reasons) text += "\n```\n" + reason_text(reason) + "```\n";
  }
  return text;
}

}  // namespace sinter
