// Which code of a file came from functions that were inlined, and through which calls:
// from a source map of ours, or from DWARF that was not stripped.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "binary/fields.h"
#include "binary/parts.h"
#include "binary/source_ranges.h"
#include "wasm/source_map.h"

namespace sinter {

struct InlinedCode {
  std::vector<std::string> files;
  std::vector<wasm::MappedCall> calls;  // `source` is of `files`
  /// By offsets in the file, sorted, without overlaps; `source` is the innermost call.
  std::vector<SourceRange> ranges;
  bool is_known = false;  // something says what was inlined, even if nothing was
};

/// By a source map; the last mapping reaches to `end`.
InlinedCode inlined_code(const wasm::SourceMap& map, std::uint64_t end);

/// By its DWARF. `file`: the parts of `bytes`. An object file says nothing yet.
std::expected<InlinedCode, BinaryFault> inlined_code(std::string_view bytes, const FileParts& file);

}  // namespace sinter
