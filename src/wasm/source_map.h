// Source maps of wasm files: version 3, everything on one generated line whose columns
// are byte offsets in the file, as browsers and Binaryen have them. Ours also say through
// which inlined calls code came to where it is: docs/side-files.md.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sinter::wasm {

inline constexpr std::uint32_t no_source = 0xffffffff;
inline constexpr std::uint32_t no_call = 0xffffffff;

/// A call in whose place the called function was put.
struct MappedCall {
  std::uint32_t outer = no_call;     // the call whose function this one was in, of SourceMap::calls: an earlier one
  std::uint32_t source = no_source;  // where it was, as far as that is known; line 0 is no line
  std::uint32_t line = 0;
  std::string function;  // that was called, as the linker or the compiler names it

  bool operator==(const MappedCall&) const = default;
};

/// From `offset` up to the next mapping's, the bytes come from this place.
struct Mapping {
  std::uint64_t offset = 0;
  std::uint32_t source = no_source;  // of SourceMap::sources
  std::uint32_t line = 0;            // from 1, where there is a source
  std::uint32_t column = 0;          // from 0, as in the format
  std::uint32_t call = no_call;      // the innermost one, of SourceMap::calls

  bool operator==(const Mapping&) const = default;
};

struct SourceMap {
  std::vector<std::string> sources;
  std::vector<Mapping> mappings;  // by offset
  std::vector<MappedCall> calls = {};

  bool operator==(const SourceMap&) const = default;
};

/// The JSON text. Mappings that say what the one before says are left out.
std::string write_source_map(const SourceMap& map);

/// Reads the text of a map; `path` is what errors call it. Mappings come out sorted.
Result<SourceMap> read_source_map(std::string_view text, const std::string& path);

}  // namespace sinter::wasm
