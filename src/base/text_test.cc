// Messages quote, count and suggest with these; a wrong suggestion is worse than none.
#include "base/text.h"

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("a count has the plural of its noun") {
  CHECK(count_of(1, "entry") == "1 entry");
  CHECK(count_of(2, "entry") == "2 entries");
  CHECK(count_of(0, "file") == "0 files");
  CHECK(count_of(3, "day") == "3 days");
}

TEST_CASE("a slip of one letter is recognised, a different word is not") {
  std::vector<std::string> keys = {"sources", "include", "exclude"};
  CHECK(nearest("source", keys) == "sources");
  CHECK(nearest("inclde", keys) == "include");
  CHECK(!nearest("banana", keys));
  CHECK(nearest("biuld", std::vector<std::string>{"bind", "build"}) == "build");
}

TEST_CASE("sizes and durations carry their unit") {
  CHECK(size_text(812) == "812 B");
  CHECK(size_text(23'962) == "23.4 KiB");
  CHECK(duration_text(3'200'000) == "3.2 ms");
  CHECK(duration_text(1'240'000'000) == "1.24 s");
  CHECK(duration_text(125'000'000'000) == "2 min 5 s");
}

TEST_CASE("a command is quoted so that a shell reads back the same words") {
  std::vector<std::string> argv = {"echo", "it's", "a b", ""};
  CHECK(shell_quote(argv) == "echo 'it'\\''s' 'a b' ''");
}

}  // namespace
}  // namespace sinter
