// Which part of a file needs which: so, what would go with it, why it is there, and what
// nothing needs.
//
// An edge is drawn wherever a need cannot be ruled out. So what is said to be garbage is
// garbage, and what a part is said to retain is at least that.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "binary/parts.h"
#include "size/digraph.h"
#include "wasm/fault.h"
#include "wasm/module.h"

namespace sinter {

/// Node 0 is the file itself, which needs what its host can reach and what the format
/// asks for. Then come the parts in the order of the file, then nodes without bytes that
/// stand for several: all functions of one type in one table.
struct PartGraph {
  Digraph graph;
  std::vector<std::uint64_t> weights;  // of each node, in bytes
  std::uint32_t part_count = 0;
  std::vector<std::string> group_names;  // of the nodes after the parts
};

inline constexpr Node file_node = 0;
inline Node part_node(std::size_t part) { return static_cast<Node>(part + 1); }

/// `file` is that of `module`, and both of `bytes`.
///
/// Needs are: calls, `ref.func`, the exported and the start function; from an indirect
/// call to each function of that type in that table; from everything that moves entries
/// of a table to all in it; from a table that is exported or imported, likewise; from an
/// instruction that names a segment to it; and from one that holds a number to the data
/// segment at that address. Data segments without such a need belong to the file.
///
/// Walks through all code once. A fault there is possible only if nobody did so before.
std::expected<PartGraph, wasm::Fault> wasm_part_graph(const wasm::Module& module, const FileParts& file,
                                                      std::string_view bytes);

}  // namespace sinter
