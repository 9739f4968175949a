// The parts of a file, cut where the source file changes that they were compiled from.
#pragma once

#include <cstdint>
#include <vector>

#include "binary/parts.h"
#include "binary/source_ranges.h"

namespace sinter {

inline constexpr std::uint32_t no_source = UINT32_MAX;

/// A stretch of one part.
struct SourcePiece {
  std::uint32_t part;    // of FileParts::parts
  std::uint32_t source;  // of SourceRanges::files; no_source where nothing says so, and of all that is no code
  std::uint64_t size_bytes;
};

/// In the order of the file; the pieces of each part add up to it.
std::vector<SourcePiece> source_pieces(const FileParts& file, const SourceRanges& sources);

}  // namespace sinter
