// A module's summary as text: JSON for programs, a table for people.
#include <algorithm>
#include <cstdio>

#include "analyze/summary.h"
#include "base/json.h"
#include "base/text.h"

namespace sinter {
namespace {

std::string_view kind_text(SectionKind kind) {
  switch (kind) {
    case SectionKind::header: return "header";
    case SectionKind::known: return "known";
    case SectionKind::custom: return "custom";
  }
  return "unknown";
}

void write_externals(JsonWriter& json, const std::vector<ExternalSummary>& externals) {
  json.begin_array();
  for (const ExternalSummary& external : externals) {
    json.begin_object();
    if (!external.module.empty()) json.key("module").string(external.module);
    json.key("name").string(external.name);
    json.key("kind").string(external.kind);
    json.key("signature").string(external.signature);
    json.end_object();
  }
  json.end_array();
}

/// Control characters would move the cursor or recolour a terminal: they become \xNN.
std::string printable(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F, the second block of controls, are C2 80 to C2 9F in UTF-8.
    bool is_second_block = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte >= 0x20 && byte != 0x7F && !is_second_block) {
      out += text[i];
      continue;
    }
    if (is_second_block) byte = static_cast<unsigned char>(text[++i]);
    out += std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
  }
  return out;
}

/// Lines up columns of text: the widest cell decides, the last column is not padded.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::vector<bool> to_the_right) {
  std::vector<std::size_t> widths(to_the_right.size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    text += "  ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string padding(widths[i] - row[i].size(), ' ');
      bool is_last = i + 1 == row.size();
      text += to_the_right[i] ? padding + row[i] : row[i] + (is_last ? "" : padding);
      if (!is_last) text += "  ";
    }
    text += "\n";
  }
  return text;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%",
                whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

std::string section_table(const ModuleSummary& summary) {
  std::uint64_t whole = summary.sizes.raw_bytes;
  std::vector<std::vector<std::string>> rows = {{"section", "bytes", "share"}};
  for (const SectionSummary& section : summary.sections) {
    std::string name = printable(section.name);
    if (section.kind == SectionKind::custom) name += " (custom)";
    rows.push_back({std::move(name), std::to_string(section.size_bytes), percent(section.size_bytes, whole)});
  }
  rows.push_back({"total", std::to_string(whole), percent(whole, whole)});
  return aligned(rows, {false, true, true});
}

std::string external_table(std::string_view title, const std::vector<ExternalSummary>& externals) {
  std::string text = "\n" + count_of(externals.size(), title) + "\n";
  std::vector<std::vector<std::string>> rows;
  for (const ExternalSummary& external : externals) {
    std::string name = printable(external.name);
    if (!external.module.empty()) name.insert(0, printable(external.module) + ".");
    rows.push_back({std::move(name), external.kind, external.signature});
  }
  return text + aligned(rows, {false, false, false});
}

void write_sizes(JsonWriter& json, const Sizes& sizes) {
  json.begin_object();
  json.key("raw_bytes").number(sizes.raw_bytes);
  json.key("gzip_bytes").number(sizes.gzip_bytes);
  json.key("brotli_bytes").number(sizes.brotli_bytes);
  json.key("zstd_bytes").number(sizes.zstd_bytes);
  json.end_object();
}

}  // namespace

std::string summary_json(const ModuleSummary& summary, std::string_view path, const std::optional<Sizes>& before) {
  JsonWriter json(2);
  json.begin_object();
  json.key("schema").string("sinter.size/1");
  json.key("file").string(path);
  json.key("sizes");
  write_sizes(json, summary.sizes);
  if (before) {
    json.key("sizes_before");
    write_sizes(json, *before);
  }
  json.key("sections").begin_array();
  for (const SectionSummary& section : summary.sections) {
    json.begin_object();
    json.key("kind").string(kind_text(section.kind));
    json.key("name").string(section.name);
    json.key("offset").number(section.offset);
    json.key("size_bytes").number(section.size_bytes);
    json.end_object();
  }
  json.end_array();
  json.key("function_count").number(summary.function_count);
  json.key("imported_function_count").number(summary.imported_function_count);
  json.key("function_bytes").number(summary.function_bytes);
  json.key("data_bytes").number(summary.data_bytes);
  json.key("features").begin_array();
  for (const std::string& feature : summary.features) json.string(feature);
  json.end_array();
  json.key("has_names").boolean(summary.has_names);
  json.key("exports");
  write_externals(json, summary.exports);
  json.key("imports");
  write_externals(json, summary.imports);
  json.end_object();
  return json.take();
}

std::string summary_table(const ModuleSummary& summary, std::string_view path) {
  const Sizes& sizes = summary.sizes;
  std::string text = printable(path) + ": " + size_text(sizes.raw_bytes) + ", gzip " + size_text(sizes.gzip_bytes) +
                     ", brotli " + size_text(sizes.brotli_bytes) + ", zstd " + size_text(sizes.zstd_bytes) + "\n";
  text += count_of(summary.function_count, "function") + " (" + size_text(summary.function_bytes) + "), " +
          size_text(summary.data_bytes) + " of data";
  if (!summary.features.empty()) text += ", features: " + printable(join(summary.features, ", "));
  text += "\n\n" + section_table(summary);
  text += external_table("export", summary.exports);
  text += external_table("import", summary.imports);
  return text;
}

}  // namespace sinter
