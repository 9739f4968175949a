// The changes name what came and what went, and nothing that stayed.
#include "insight/word_diff.h"

#include <algorithm>
#include <random>

#include "testing/check.h"
#include "testing/seed.h"

namespace sinter {
namespace {

using Words = std::vector<std::string>;
using Changes = std::vector<WordChange>;

TEST_CASE("a word in the place of another is one change") {
  CHECK(word_diff({"cc", "-O2", "-c", "a.c"}, {"cc", "-Os", "-c", "a.c"}) == Changes{{"-O2", "-Os"}});
}

TEST_CASE("words that came or went are named alone") {
  CHECK(word_diff({"cc", "a.c"}, {"cc", "-DX", "a.c"}) == Changes{{"", "-DX"}});
  CHECK(word_diff({"cc", "-g", "-DX", "a.c"}, {"cc", "a.c"}) == Changes{{"-g", ""}, {"-DX", ""}});
  CHECK(word_diff({}, {"cc"}) == Changes{{"", "cc"}});
}

TEST_CASE("equal lists have no changes, also when words repeat") {
  CHECK(word_diff({"-I", "a", "-I", "b"}, {"-I", "a", "-I", "b"}).empty());
  CHECK(word_diff({"-I", "a", "-I", "b"}, {"-I", "b"}) == Changes{{"a", ""}, {"-I", ""}});
}

TEST_CASE("lists that differ in thousands of words are told apart at once") {
  Words before, after;
  for (int i = 0; i < 3000; ++i) {
    before.push_back("a" + std::to_string(i));
    after.push_back("b" + std::to_string(i));
  }
  CHECK(word_diff(before, after).size() == 3000);
}

TEST_CASE("putting the changes into the old list gives the new one, in any lists") {
  std::uint32_t seed = testing::random_seed();
  INFO("SINTER_SEED=" << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    Words before, after;
    for (unsigned i = random() % 9; i > 0; --i) before.push_back(std::string(1, "abcd"[random() % 4]));
    for (unsigned i = random() % 9; i > 0; --i) after.push_back(std::string(1, "abcd"[random() % 4]));
    std::vector<WordChange> changes = word_diff(before, after);
    Words gone, come;  // as bags of words: what one list has more than the other
    for (const WordChange& change : changes) {
      if (!change.before.empty()) gone.push_back(change.before);
      if (!change.after.empty()) come.push_back(change.after);
    }
    for (const std::string word : {"a", "b", "c", "d"}) {
      CHECK(std::ranges::count(before, word) - std::ranges::count(gone, word) ==
            std::ranges::count(after, word) - std::ranges::count(come, word));
    }
  }
}

}  // namespace
}  // namespace sinter
