// Shares of a compressed file add up to what zlib makes of it, and go to the bytes that
// cost: what is random pays for itself, what repeats pays little.
#include "size/compressed_shares.h"

#include <numeric>
#include <string>

#include "analyze/sizes.h"
#include "testing/check.h"
#include "testing/noise.h"

namespace sinter {
namespace {

using testing::noise;

FileParts parts_of(std::initializer_list<std::uint64_t> sizes) {
  FileParts file;
  for (std::uint64_t size_bytes : sizes) {
    file.parts.push_back(
        {.offset = file.size_bytes, .size_bytes = size_bytes, .section = 0, .kind = PartKind::function});
    file.size_bytes += size_bytes;
  }
  return file;
}

std::uint64_t sum(const std::vector<std::uint64_t>& shares) {
  return std::accumulate(shares.begin(), shares.end(), std::uint64_t{0});
}

TEST_CASE("the shares add up to the gzip file, of text, noise, stored blocks, one byte and none") {
  std::string words;
  for (int i = 0; words.size() < 200'000; ++i) words += "word" + std::to_string(i * i % 977) + " ";
  for (const std::string& bytes : {words, noise(300'000), words + noise(50'000) + words, std::string("x")}) {
    std::uint64_t half = bytes.size() / 2;
    FileParts file = parts_of({half + bytes.size() % 2, half});
    if (half == 0) file = parts_of({1});
    std::vector<std::uint64_t> shares = gzip_shares(file, bytes);
    std::uint64_t whole = measure_sizes(bytes).gzip_bytes;
    CHECK(sum(shares) == whole);
    CHECK(sum(scaled_shares(shares, 12345)) == 12345);
  }
}

TEST_CASE("who cannot be compressed pays, who repeats does not") {
  std::string bytes = noise(40'000) + std::string(40'000, 'a') + noise(40'000);
  std::vector<std::uint64_t> shares = gzip_shares(parts_of({40'000, 40'000, 40'000}), bytes);
  CHECK(shares[0] >= 40'000);
  CHECK(shares[0] < 40'200);
  CHECK(shares[1] < 250);
  // The same again would be a copy, but lies further back than a copy of gzip reaches.
  CHECK(shares[2] >= 40'000);
}

}  // namespace
}  // namespace sinter
