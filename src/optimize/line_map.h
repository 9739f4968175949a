// Keeps the source lines of a module true through wasm-opt: DWARF becomes a source map,
// which wasm-opt carries along without being hindered by it, as DWARF would.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "wasm/module.h"
#include "wasm/source_map.h"

namespace sinter {

/// The lines of the functions of `bytes` by its DWARF sections; empty when it has none.
/// `path` is what errors call it.
Result<wasm::SourceMap> lines_of_dwarf(std::string_view bytes, const wasm::Module& module, const std::string& path);

/// The form wasm-opt reads: each mapping has a source. What has none gets the source "".
wasm::SourceMap with_empty_source(wasm::SourceMap map);
/// And back, of what wasm-opt wrote.
wasm::SourceMap without_empty_source(wasm::SourceMap map);

/// `map` for a file in which the code section's contents begin elsewhere.
void move_code(wasm::SourceMap& map, std::uint64_t from, std::uint64_t to);

/// A module with its names (the section `name`, or nothing) and its lines.
struct MappedModule {
  std::string_view bytes;
  std::string_view names;
  const wasm::SourceMap& lines;
};
struct NamedModule {
  std::string_view bytes;
  std::string_view names;
};

/// The lines of `to`, which was made from the same code as `from` and differs from it in
/// a few functions. A function that is alike keeps its lines exactly; in one that is not,
/// bytes alike from its begin and its end keep theirs, and those between are stretched.
/// Without lines if the two do not hold the same functions.
wasm::SourceMap transferred_lines(const MappedModule& from, const NamedModule& to);

/// Where the contents of the code section begin; 0 without one.
std::uint64_t code_offset(const wasm::Module& module);

}  // namespace sinter
