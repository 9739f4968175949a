// The hashes are other people's inventions: what counts is that the values are theirs. The
// values for every length class are in vectors/; here are the published ones, and the one
// property vectors cannot show: reading stays inside the input.
#include "hash.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "bytes.h"

namespace sinter::text {
namespace {

TEST_CASE("FNV-1a gives the values its authors publish") {
  // test_fnv.c of the reference code by Landon Curt Noll.
  CHECK(fnv1a32("") == 0x811c9dc5);
  CHECK(fnv1a32("a") == 0xe40c292c);
  CHECK(fnv1a32("foobar") == 0xbf9cf968);
  CHECK(fnv1a64("") == 0xcbf29ce484222325);
  CHECK(fnv1a64("a") == 0xaf63dc4c8601ec8c);
  CHECK(fnv1a64("foobar") == 0x85944171f73967e8);
}

TEST_CASE("XXH3 of each length class has the value of the reference library, and a seed changes it") {
  CHECK(xxh3_64("") == 0x2d06800538d394c2);
  CHECK(xxh3_64(std::string(3, 'x')) == 0x75920d64d617a183);
  CHECK(xxh3_64(std::string(3, 'x'), 7) == 0xac9ba096376c0687);
  CHECK(xxh3_64(std::string(8, 'x')) == 0x4267e87c9cb0bc97);
  CHECK(xxh3_64(std::string(8, 'x'), 7) == 0x6bd666f88fdbfb6d);
  CHECK(xxh3_64(std::string(16, 'x')) == 0xdf76ff0d7f0d9edf);
  CHECK(xxh3_64(std::string(16, 'x'), 7) == 0xc40869573b147103);
  CHECK(xxh3_64(std::string(128, 'x')) == 0x4ca37e83f6cddd17);
  CHECK(xxh3_64(std::string(128, 'x'), 7) == 0xe8045af67bff655e);
  CHECK(xxh3_64(std::string(240, 'x')) == 0x3e16ca8a0c6ccb68);
  CHECK(xxh3_64(std::string(240, 'x'), 7) == 0x254f2536df67300);
  CHECK(xxh3_64(std::string(1000, 'x')) == 0xc0a4877b962cba82);
  CHECK(xxh3_64(std::string(1000, 'x'), 7) == 0xa6b046c257309584);
  CHECK(xxh3_64(std::string(5000, 'x')) == 0x8d8567cbc9ee3d90);
  CHECK(xxh3_64(std::string(5000, 'x'), 7) == 0x2f0ac8b060217e69);
  CHECK(xxh3_64("", 0) == xxh3_64(""));
  CHECK(xxh3_64("", 1) != xxh3_64(""));
}

TEST_CASE("text and its bytes have one hash, bytes above 127 included") {
  std::string text = "Grüße, 世界";
  std::vector<std::uint8_t> bytes(text.begin(), text.end());
  CHECK(fnv1a32(text) == fnv1a32_bytes(bytes));
  CHECK(fnv1a64(text) == fnv1a64_bytes(bytes));
  CHECK(xxh3_64(text, 7) == xxh3_64_bytes(bytes, 7));
}

TEST_CASE("no length makes XXH3 depend on its surroundings or on alignment") {
  // The sanitizer build sees a read past either end: each copy fills its allocation.
  std::vector<std::uint8_t> source(2200);
  for (std::size_t index = 0; index < source.size(); ++index)
    source[index] = static_cast<std::uint8_t>(index * index * 31 + index * 7);
  for (std::size_t size = 0; size < 2100; size += size < 300 ? 1 : 61) {
    auto exact = std::make_unique<std::uint8_t[]>(size);
    std::copy_n(source.begin() + 3, size, exact.get());
    Bytes shifted = Bytes(source).subspan(3, size);
    CAPTURE(size);
    CHECK(xxh3_64_bytes({exact.get(), size}, 42) == xxh3_64_bytes(shifted, 42));
  }
}

}  // namespace
}  // namespace sinter::text
