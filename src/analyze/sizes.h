// How many bytes a file is, and how many travel when it is served compressed. Each at
// the strongest setting that a server or a build step uses for files made once.
#pragma once

#include <cstdint>
#include <string_view>

namespace sinter {

struct Sizes {
  std::uint64_t raw_bytes = 0;
  std::uint64_t gzip_bytes = 0;    // level 9, with header and checksum
  std::uint64_t brotli_bytes = 0;  // quality 11, window up to 16 MiB
  std::uint64_t zstd_bytes = 0;    // level 19

  bool operator==(const Sizes&) const = default;
};

/// One of them: "raw", "gzip" or "brotli".
std::uint64_t measure_size(std::string_view bytes, std::string_view kind);

/// Compresses `bytes` three times and forgets the results: about four CPU seconds a megabyte.
Sizes measure_sizes(std::string_view bytes);

}  // namespace sinter
