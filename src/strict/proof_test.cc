// A proof holds for the checks it was made for and the key it was made with, and a book
// that is lost or damaged proves nothing.
#include "strict/proof.h"

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;
const Digest key = sha256("a key");

TEST_CASE("what was proved is still known after it was saved, and nothing else") {
  testing::Scratch scratch;
  ProofBook book = ProofBook::load("state/proofs", {"strict"});
  CHECK(!book.holds(key));
  book.add(key);
  must(book.save());
  CHECK(ProofBook::load("state/proofs", {"strict"}).holds(key));
  CHECK(!ProofBook::load("state/proofs", {"strict"}).holds(sha256("another key")));
}

TEST_CASE("one check does not prove another") {
  testing::Scratch scratch;
  ProofBook book = ProofBook::load("proofs", {"strict"});
  book.add(key);
  must(book.save());
  CHECK(!ProofBook::load("proofs", {"twice"}).holds(key));
  CHECK(!ProofBook::load("proofs", {"strict", "twice"}).holds(key));
}

TEST_CASE("a damaged book proves nothing") {
  testing::Scratch scratch;
  ProofBook book = ProofBook::load("proofs", {"strict"});
  book.add(key);
  must(book.save());
  std::string text = must(read_file("proofs"));
  text[20] = static_cast<char>(text[20] ^ 1);
  must(write_file("proofs", text));
  CHECK(!ProofBook::load("proofs", {"strict"}).holds(key));
  must(write_file("proofs", text.substr(0, 15)));
  CHECK(!ProofBook::load("proofs", {"strict"}).holds(key));
}

}  // namespace
}  // namespace sinter
