// The numbers are those of the formats: an empty file has a known size in each of them,
// and what cannot be compressed costs no more than the formats' own headers.
#include "analyze/sizes.h"

#include <string>

#include "testing/check.h"
#include "testing/noise.h"

namespace sinter {
namespace {

using testing::noise;

TEST_CASE("nothing has the size of each format's frame") {
  CHECK(measure_sizes("") == Sizes{.raw_bytes = 0, .gzip_bytes = 20, .brotli_bytes = 1, .zstd_bytes = 9});
}

TEST_CASE("what repeats becomes small in every format, more than one output buffer becomes whole") {
  Sizes repeated = measure_sizes(std::string(1'000'000, 'a'));
  CHECK(repeated.raw_bytes == 1'000'000);
  CHECK(repeated.gzip_bytes < 1'100);
  CHECK(repeated.brotli_bytes < 50);
  CHECK(repeated.zstd_bytes < 150);

  Sizes noisy = measure_sizes(noise(600'000));  // more than two output buffers
  for (std::uint64_t size_bytes : {noisy.gzip_bytes, noisy.brotli_bytes, noisy.zstd_bytes}) {
    CHECK(size_bytes >= 600'000);
    CHECK(size_bytes < 600'300);
  }
}

}  // namespace
}  // namespace sinter
