#include "size/source_pieces.h"

#include <algorithm>

namespace sinter {

std::vector<SourcePiece> source_pieces(const FileParts& file, const SourceRanges& sources) {
  std::vector<SourcePiece> pieces;
  auto range = sources.ranges.begin();
  for (std::uint32_t index = 0; index < file.parts.size(); ++index) {
    const Part& part = file.parts[index];
    std::size_t first = pieces.size();
    std::uint64_t done = part.offset;  // up to here the part has its pieces
    const std::uint64_t end = part.offset + part.size_bytes;
    auto cut = [&](std::uint64_t until, std::uint32_t source) {
      // A line reaches to the next one, also over what fills the room between functions.
      if (part.kind != PartKind::function && part.kind != PartKind::code) source = no_source;
      if (pieces.size() != first && pieces.back().source == source) pieces.back().size_bytes += until - done;
      else pieces.push_back({index, source, until - done});
      done = until;
    };
    while (range != sources.ranges.end() && range->begin < end) {
      // The bytes before the first line of a function, its length and variables in wasm, are
      // of the file that this line is of.
      bool is_front = done == part.offset && part.kind == PartKind::function;
      if (range->begin > done) cut(range->begin, is_front ? range->source : no_source);
      std::uint64_t range_end = range->begin + range->size_bytes;
      if (range_end > done) cut(std::min(range_end, end), range->source);
      if (range_end > end) break;  // it goes on in the next part
      ++range;
    }
    if (done != end) cut(end, no_source);
  }
  return pieces;
}

}  // namespace sinter
