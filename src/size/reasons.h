// Why the parts of a file are there: what each one keeps in the file, the ways that lead
// to it, and what no way leads to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "binary/parts.h"
#include "size/part_graph.h"

namespace sinter {

/// A part, or what stands for several, as people see it.
struct PartLabel {
  std::string name;
  std::string kind;
  std::uint64_t size_bytes = 0;      // its own
  std::uint64_t retained_bytes = 0;  // its own and what only it needs
};

struct DominatorRow {
  PartLabel what;
  std::uint32_t depth = 0;  // below a row of one less
};

/// The nodes that retain most, as a tree: each stands below the one without which it would
/// not be needed. At most `top` of them, not counting the file itself.
std::vector<DominatorRow> dominator_rows(const FileParts& file, const PartGraph& graph, std::size_t top);

/// Why one part is there: from each export, or the file, a shortest way to it.
struct Reason {
  PartLabel what;
  std::vector<std::vector<std::string>> ways;  // names; the part itself is the last of each
  std::uint64_t ways_left_out = 0;
};

/// Of each function, data segment or import that has the name, readable or as the file has
/// it; if there is none, of those whose name contains it. At most `top` of them, with at
/// most as many ways.
std::vector<Reason> find_reasons(const FileParts& file, const PartGraph& graph, std::string_view name, std::size_t top);

struct Garbage {
  std::vector<PartLabel> parts;  // the largest first, at most as many as wanted
  std::uint64_t part_count = 0;
  std::uint64_t size_bytes = 0;  // of all of them
};

/// What nothing needs, neither the host nor what the host can reach.
Garbage find_garbage(const FileParts& file, const PartGraph& graph, std::size_t top);

}  // namespace sinter
