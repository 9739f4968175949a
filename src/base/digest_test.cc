// Digests name bytes for every machine and every tool, so they are checked against the
// standard's own values (FIPS 180-4, examples), and fields against running into each other.
#include "base/digest.h"

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("the standard's examples come out") {
  CHECK(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256(std::string(1'000'000, 'a')).hex() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a digest is read back from its name and from nothing else") {
  std::string name = sha256("abc").hex();
  CHECK(digest_from_hex(name) == sha256("abc"));
  CHECK(!digest_from_hex(name.substr(1)));
  CHECK(!digest_from_hex(name + "0"));
  name[7] = 'g';
  CHECK(!digest_from_hex(name));
  name[7] = 'A';  // one spelling only
  CHECK(!digest_from_hex(name));
}

TEST_CASE("raw bytes are one stream, fields are kept apart") {
  CHECK(Hasher().bytes("ab").bytes("c").finish() == sha256("abc"));
  CHECK(Hasher().field("ab").field("c").finish() != Hasher().field("a").field("bc").finish());
  CHECK(Hasher().field("").field("a").finish() != Hasher().field("a").field("").finish());
}

}  // namespace
}  // namespace sinter
