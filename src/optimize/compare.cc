#include "optimize/compare.h"

#include <vector>

#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

using wasm::ExternalKind;
using wasm::Module;

/// A line that is equal for equal exports. Limits of tables and memories may be refined
/// by an optimiser; the signature of a function may not.
std::string export_line(const Module& module, const wasm::Export& entry) {
  std::string line = std::string(kind_name(entry.kind)) + " " + quote(entry.name);
  if (entry.kind == ExternalKind::function) line += " " + module.signature(entry.kind, entry.index);
  return line;
}

std::string import_line(const Module& module, const wasm::Import& entry) {
  std::string line =
      std::string(kind_name(entry.kind)) + " " + quote(std::string(entry.module) + "." + std::string(entry.name));
  if (entry.kind == ExternalKind::function) line += " " + module.signature(entry.kind, entry.index);
  return line;
}

std::vector<std::string> export_lines(const Module& module) {
  std::vector<std::string> lines;
  for (const wasm::Export& entry : module.exports) lines.push_back(export_line(module, entry));
  ranges::sort(lines);
  return lines;
}

std::vector<std::string> import_lines(const Module& module) {
  std::vector<std::string> lines;
  for (const wasm::Import& entry : module.imports) lines.push_back(import_line(module, entry));
  ranges::sort(lines);
  return lines;
}

/// The first of the sorted `lines` that the sorted `others` do not hold.
std::optional<std::string> first_missing(const std::vector<std::string>& lines,
                                         const std::vector<std::string>& others) {
  for (const std::string& line : lines) {
    if (!ranges::binary_search(others, line)) return line;
  }
  return std::nullopt;
}

/// Whether somebody outside sees memory that is not zero from the start.
bool has_visible_data(const ReadModule& read) {
  auto is_memory = [](const auto& external) { return external.kind == ExternalKind::memory; };
  const Module& module = read.module;
  bool is_visible = ranges::any_of(module.exports, is_memory) || ranges::any_of(module.imports, is_memory);
  return is_visible && ranges::any_of(module.data_segments, [&](const wasm::DataSegment& segment) {
           std::string_view contents = read.bytes.substr(segment.bytes.offset, segment.bytes.size_bytes);
           bool is_zero = contents.find_first_not_of('\0') == std::string_view::npos;
           return segment.mode == wasm::SegmentMode::active && !is_zero;
         });
}

}  // namespace

std::optional<std::string> interface_difference(const ReadModule& before, const ReadModule& after) {
  std::vector<std::string> exports_before = export_lines(before.module);
  std::vector<std::string> exports_after = export_lines(after.module);
  if (auto missing = first_missing(exports_before, exports_after)) return "the export " + *missing + " is gone";
  if (auto added = first_missing(exports_after, exports_before)) return "the export " + *added + " is new";
  if (auto added = first_missing(import_lines(after.module), import_lines(before.module))) {
    return "the import " + *added + " is new";
  }
  // Data is the last part of a module: a file cut off right before it looks whole.
  if (has_visible_data(before) && after.module.data_segments.empty()) return "the contents of memory are gone";
  return std::nullopt;
}

}  // namespace sinter
