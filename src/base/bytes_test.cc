// What was written comes back; whatever else is on disk is refused without reading past
// its end. The reader is fed by files that anything may have spoilt.
#include "base/bytes.h"

#include "testing/check.h"

namespace sinter {
namespace {

constexpr std::string_view magic = "SNtest01";

TEST_CASE("every kind of value comes back as it was written") {
  ByteWriter out;
  out.u8(255);
  out.u32(0x01020304);
  out.u64(UINT64_MAX - 1);
  out.text(std::string_view("a\0b", 3));
  out.digest(sha256("x"));
  std::string bytes = out.take();
  CHECK(bytes.substr(1, 4) == "\x04\x03\x02\x01");  // little-endian, whatever the machine is

  ByteReader in(bytes);
  CHECK(in.u8() == 255);
  CHECK(in.u32() == 0x01020304);
  CHECK(in.u64() == UINT64_MAX - 1);
  CHECK(in.text() == std::string_view("a\0b", 3));
  CHECK(in.digest() == sha256("x"));
  CHECK(in.finished());
}

TEST_CASE("after the first mistake everything reads as nothing, and it stays a mistake") {
  ByteReader in(std::string_view("\x05\0\0\0abcd", 8));  // promises five bytes, holds four
  CHECK(in.text().empty());
  CHECK(!in.ok());
  CHECK(in.u8() == 0);
  CHECK(in.digest() == Digest{});
  CHECK(!in.finished());
}

TEST_CASE("bytes that are left over are a mistake too") {
  ByteReader in("ab");
  in.u8();
  CHECK(in.ok());
  CHECK(!in.finished());
}

TEST_CASE("a count that cannot fit into the bytes is refused before memory is taken for it") {
  ByteReader fits(std::string_view("\x02\0\0\0abcdefgh", 12));
  CHECK(fits.count(4) == 2);
  ByteReader lies(
      std::string_view("\xff\xff\xff\xff"
                       "abcdefgh",
                       12));
  CHECK(lies.count(1) == 0);
  CHECK(!lies.ok());
}

TEST_CASE("a seal shows another format, a cut and every flipped bit") {
  std::string sealed = seal(magic, "payload");
  CHECK(unseal(magic, sealed) == "payload");
  CHECK(!unseal("SNtest02", sealed));
  for (std::size_t length = 0; length < sealed.size(); ++length) {
    CHECK(!unseal(magic, std::string_view(sealed).substr(0, length)));
  }
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    CHECK(!unseal(magic, flipped));
  }
}

TEST_CASE("an empty payload can be sealed") { CHECK(unseal(magic, seal(magic, "")) == ""); }

}  // namespace
}  // namespace sinter
