// What `sinter size` says of one file without compressing it: also of use where there is
// nothing but files (src/analysis/).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "binary/parts.h"
#include "binary/source_ranges.h"
#include "command_line.h"
#include "report/size_report.h"
#include "size/compressed_shares.h"
#include "size/part_graph.h"
#include "size/side_files.h"
#include "wasm/module.h"

namespace sinter {

/// A file, as far as its format lets it be known. What is known of it points into its
/// bytes, so it stays where it is.
struct ReadBinary {
  std::string path;
  std::string bytes;
  FileParts file;
  std::optional<wasm::Module> module;
  SideFiles side;

  std::vector<std::uint64_t> fingerprints() const;
};

/// `path`: that of the command, or of a file that it compares with.
Result<std::unique_ptr<ReadBinary>> read_binary(const std::string& path, const SizeCommand& command);

Result<SourceRanges> sources_of(const ReadBinary& binary);

/// Of a wasm file that is asked for its graph; all others have none.
Result<std::optional<PartGraph>> graph_of(const ReadBinary& binary, const SizeCommand& command);

/// What is known beside the file; null for what is not.
struct SizeAids {
  const PartGraph* graph = nullptr;
  const CompressedShares* shares = nullptr;
};

/// What the file is. Refuses what cannot be told of it.
Result<SizeReport> begin_size_report(const SizeCommand& command, const ReadBinary& binary);
/// Adds what the command asks for: views, reasons, advice and comparisons.
Result<void> complete_size_report(SizeReport& report, const SizeCommand& command, const ReadBinary& binary,
                                  const SizeAids& aids);

/// What would make it smaller; `graph` may be null.
std::vector<Advice> advice_of(const ReadBinary& binary, const PartGraph* graph);

/// How many rows to show: "20", "all", or "" for what is shown unasked.
Result<std::size_t> parse_top(const std::string& text);

/// As `--format` says, but for html.
std::string rendered_size(const SizeReport& report, const std::string& format, std::size_t columns);

}  // namespace sinter
