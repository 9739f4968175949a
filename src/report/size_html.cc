// The page is made of files that editors understand (size_page/) and the picture as one
// JSON text, a list for each thing that is known of the entries. It is compressed, as the
// names of large programs are megabytes that repeat themselves, and in base64, so that no
// name can leave its place; browsers unpack it themselves.
#include "report/size_html.h"

#include <type_traits>

#include "analyze/deflate.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/ranges.h"
#include "report/html_page.h"
#include "report/size_history_text.h"

namespace sinter {
namespace {

constexpr char size_body[] = {
#embed "size_page/page.html"
};
constexpr char size_style[] = {
#embed "size_page/style.css"
};
constexpr char tree_script[] = {
#embed "size_page/trees.js"
};
constexpr char treemap_script[] = {
#embed "size_page/treemap.js"
};
constexpr char table_script[] = {
#embed "size_page/table.js"
};
constexpr char colour_script[] = {
#embed "size_page/colours.js"
};
constexpr char panel_script[] = {
#embed "size_page/panel.js"
};
constexpr char size_script[] = {
#embed "size_page/page.js"
};

/// -1 for what is not there.
std::int64_t place(std::uint32_t index) { return index == no_entry ? -1 : std::int64_t{index}; }

/// A list of what each element has there.
template <class Element, class Value>
void write_column(JsonWriter& json, std::string_view name, const std::vector<Element>& list, Value Element::* member) {
  json.key(name).begin_array();
  for (const Element& element : list) {
    if constexpr (std::is_same_v<Value, bool>) json.number(element.*member ? 1 : 0);
    else if constexpr (std::is_same_v<Value, std::uint32_t>) json.number(place(element.*member));
    else if constexpr (std::is_same_v<Value, std::uint64_t>) json.number(element.*member);
    else json.string(element.*member);
  }
  json.end_array();
}

std::ptrdiff_t function_count(const FileParts& file) {
  return ranges::count(file.parts, PartKind::function, &Part::kind);
}

void write_facts(JsonWriter& json, const SizeReport& report) {
  json.key("file").string(report.path);
  json.key("format").string(report.format);
  json.key("bytes").number(report.size_bytes);
  json.key("function_count").number(static_cast<std::uint64_t>(function_count(*report.file)));
  if (report.sizes) {
    json.key("sizes").begin_object();
    json.key("gzip").number(report.sizes->gzip_bytes);
    json.key("brotli").number(report.sizes->brotli_bytes);
    json.key("zstd").number(report.sizes->zstd_bytes);
    json.end_object();
  }
  json.key("made_by").begin_array();
  if (report.module) {
    for (const std::string& producer : report.module->producers) json.string(producer);
  }
  json.end_array();
  json.key("sections").begin_array();
  for (const PartSection& section : report.file->sections) {
    std::string machine = section.machine.empty() ? "" : std::string(section.machine) + " ";
    json.string(machine + std::string(section.name));
  }
  json.end_array();
}

std::string picture_json(const SizeReport& report, const FilePicture& picture, const SourceRanges* sources,
                         std::span<const SizeRecord> history) {
  JsonWriter json;
  json.begin_object();
  write_facts(json, report);
  json.key("before").string(report.diff_path);
  if (!history.empty()) json.key("history").raw(size_builds_json(history));
  const std::vector<PictureEntry>& entries = picture.entries;
  write_column(json, "names", entries, &PictureEntry::name);
  write_column(json, "kinds", entries, &PictureEntry::kind);
  write_column(json, "section", entries, &PictureEntry::section);
  write_column(json, "scope", entries, &PictureEntry::scope);
  write_column(json, "size", entries, &PictureEntry::size_bytes);
  if (picture.has_keepers) {
    write_column(json, "keeper", entries, &PictureEntry::keeper);
    write_column(json, "needed", entries, &PictureEntry::is_needed);
    write_column(json, "retained", entries, &PictureEntry::retained_bytes);
  }
  if (picture.has_shares) {
    write_column(json, "gzip", entries, &PictureEntry::gzip_bytes);
    write_column(json, "brotli", entries, &PictureEntry::brotli_bytes);
  }
  if (!report.diff_path.empty()) {
    write_column(json, "before_size", entries, &PictureEntry::before_bytes);
    write_column(json, "was_there", entries, &PictureEntry::was_there);
  }
  write_column(json, "scope_names", picture.scopes, &PictureScope::name);
  write_column(json, "scope_parents", picture.scopes, &PictureScope::parent);
  write_column(json, "piece_entries", picture.pieces, &PicturePiece::entry);
  write_column(json, "piece_sources", picture.pieces, &PicturePiece::source);
  write_column(json, "piece_sizes", picture.pieces, &PicturePiece::size_bytes);
  json.key("sources").begin_array();
  if (sources != nullptr) {
    for (const std::string& path : sources->files) json.string(path);
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace

std::string size_html(const SizeReport& report, const FilePicture& picture, const SourceRanges* sources,
                      std::span<const SizeRecord> history) {
  const std::string_view scripts[] = {{tree_script, sizeof tree_script},
                                      {treemap_script, sizeof treemap_script},
                                      {table_script, sizeof table_script},
                                      {colour_script, sizeof colour_script},
                                      trend_script(),
                                      {panel_script, sizeof panel_script},
                                      {size_script, sizeof size_script}};
  std::string style = std::string(trend_style()) + std::string(size_style, sizeof size_style);
  return html_text({.title = "size",
                    .style = style,
                    .body = {size_body, sizeof size_body},
                    .data_type = "application/octet-stream;base64",
                    .data_id = "picture",
                    .data = base64(deflated(picture_json(report, picture, sources, history))),
                    .scripts = scripts});
}

}  // namespace sinter
