// A file's parts, put together by what one wants to know: by function, by section, by
// namespace. Whatever the view, its rows add up to the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "binary/parts.h"
#include "binary/source_ranges.h"
#include "size/compressed_shares.h"
#include "size/part_graph.h"

namespace sinter {

enum class ViewBy : std::uint8_t {
  function,
  section,
  data,
  import,
  export_entry,
  name_space,
  template_name,
  producer,
  source,
  directory
};

/// "function"; nothing for an unknown name.
std::string_view view_name(ViewBy by);
std::optional<ViewBy> parse_view(std::string_view name);

struct ViewRow {
  std::string name;
  std::string kind;    // "function", "section", ...: what the name is the name of
  std::string symbol;  // of a function: its name as the file has it, if that is another one
  std::uint64_t size_bytes = 0;
  std::uint64_t part_count = 0;
  std::uint64_t largest_bytes = 0;  // of its parts
  std::uint64_t gzip_bytes = 0;     // of the compressed file; 0 if that was not asked for
  std::uint64_t brotli_bytes = 0;
};

struct View {
  ViewBy by = ViewBy::function;
  std::vector<ViewRow> rows;  // the largest first
  bool has_compressed = false;
};

/// What views are made of. Those by export need the graph.
struct ViewSource {
  const FileParts& file;
  const PartGraph* graph = nullptr;
  const CompressedShares* shares = nullptr;
};

/// The `top` largest rows; the rest are one last row of kind "rest". By export, a part
/// belongs to the one without which nothing would need it.
View make_view(const ViewSource& source, ViewBy by, std::size_t top);

/// The same by source file or directory: code belongs to what it was compiled from, also
/// where a function is made of several files. All else is as in the view by section.
View make_source_view(const FileParts& file, ViewBy by, std::size_t top, const SourceRanges& sources);

}  // namespace sinter
