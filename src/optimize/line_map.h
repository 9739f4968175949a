// Keeps the source lines of a module true through wasm-opt: DWARF becomes a source map,
// which wasm-opt carries along without being hindered by it, as DWARF would.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "wasm/module.h"
#include "wasm/source_map.h"

namespace sinter {

/// The lines of the functions of `bytes` by its DWARF sections, with the calls that were
/// inlined; empty when it has none. The outermost call of code in a function with a name
/// is that function itself, called from nowhere, so that it is known wherever wasm-opt
/// puts it: own_calls() takes it out again. `path` is what errors call it.
Result<wasm::SourceMap> lines_of_dwarf(std::string_view bytes, const wasm::Module& module, const std::string& path);

/// `map` as wasm-opt reads it, which knows nothing of calls: each mapping has the one source
/// and a line that stands for its entry in `places`, which has each once.
wasm::SourceMap numbered_places(const wasm::SourceMap& map, std::vector<wasm::Mapping>& places);
/// And back, of what wasm-opt wrote; sources and calls are those of `original`.
wasm::SourceMap without_numbers(const wasm::SourceMap& carried, const std::vector<wasm::Mapping>& places,
                                const wasm::SourceMap& original);

/// `map` without calls that say no more than which function of `bytes` the code is in, and
/// without those that are of no use any more. `names`: as of a NamedModule.
wasm::SourceMap own_calls(wasm::SourceMap map, std::string_view bytes, std::string_view names);

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
