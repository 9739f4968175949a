// How much each part of a file costs when the file is compressed: not by compressing it
// alone, which would miss what it has in common with the rest, but by asking the whole
// file's own compressed form which bits it takes to write each byte.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "binary/parts.h"

namespace sinter {

/// What each part of a file costs of the compressed file; each adds up to it.
struct CompressedShares {
  std::vector<std::uint64_t> gzip_bytes;
  std::vector<std::uint64_t> brotli_bytes;  // in the proportions of gzip's
};

/// For each part its bytes in a gzip file of level 9. Every bit of it is some part's: a
/// literal's its byte's, a copy's those of the bytes it writes, a code table's those of
/// the bytes of its block. The parts add up to the file that is measured, frame included.
std::vector<std::uint64_t> gzip_shares(const FileParts& file, std::string_view bytes);

/// Shares of another total in the same proportions, adding up to it.
std::vector<std::uint64_t> scaled_shares(const std::vector<std::uint64_t>& shares, std::uint64_t total);

}  // namespace sinter
