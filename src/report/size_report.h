// What `sinter size` found, as text: a table for people, JSON for programs, Markdown for
// a comment on a pull request. docs/size.md documents the JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/sizes.h"
#include "analyze/summary.h"
#include "size/advice.h"
#include "size/diff.h"
#include "size/duplicates.h"
#include "size/inlined_tree.h"
#include "size/reasons.h"
#include "size/views.h"

namespace sinter {

struct SizeReport {
  std::string path;
  std::uint64_t size_bytes = 0;
  std::string_view format;              // "wasm", "ELF", ...
  const FileParts* file = nullptr;      // for the sections; it outlives the report
  std::optional<ModuleSummary> module;  // of wasm
  bool names_are_beside = false;        // the file has none, but a side file does
  std::optional<Sizes> sizes;           // when it was asked for
  std::optional<Sizes> sizes_before;    // of the file that this one was made from
  std::vector<View> views;
  std::optional<std::vector<DominatorRow>> dominators;
  std::optional<InlinedTree> inlined;
  std::optional<std::vector<Reason>> reasons;
  std::optional<Garbage> garbage;
  std::optional<Diff> diff;
  std::string diff_path;  // of the file before
  std::optional<Duplicates> duplicates;
  std::optional<std::vector<Advice>> advice;  // when it was looked for
  bool is_default = false;                    // nothing particular was asked for: exports and imports are listed, too
};

/// Schema `sinter.size/2`, indented, with a final newline.
std::string size_json(const SizeReport& report);

/// Lines of up to `columns_max`.
std::string size_table(const SizeReport& report, std::size_t columns_max);

std::string size_markdown(const SizeReport& report);

}  // namespace sinter
