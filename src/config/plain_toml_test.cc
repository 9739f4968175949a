// The short way reads what toml++ reads, with the same places, or leaves the text alone.
// toml++ gets the text with a comment below that is not ASCII: the short way never takes that.
#include "config/plain_toml.h"

#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

TomlValue read_by_library(const std::string& text) {
  std::string marked = text + "\n# \xc3\xa9\n";
  REQUIRE(!read_plain_toml(marked));
  return must(parse_toml(marked, "sinter.toml"));
}

TEST_CASE("plain TOML is read as toml++ reads it, places included") {
  for (std::string text : {
           "",
           "\n\n",
           "# only a comment",
           "a = 1",
           "name = \"x\"  # why\n\n[step.one]\nrun = [\"./mix\", \"out\"]\n[step.two]\n  inputs=[ ]\t\nlast = true",
           "[a.b.c]\nx = 0\n[a.b.d]\nx = 1\n",
           "[a]\nx = false\n[a.b]\ny = [1, [2, 3], [], [\"x\", true],]\n[c]\n[a.e]\n",
           "many = [\n  1,  # one\n\n  2\n]\nnext = 9223372036854775807\n",
           "[z]\nb = 1\na = 2\n[a-0_1]\n1 = \"\"\n[z.y]\n",
           "a = \"# [no] 'comment'\"\n",
       }) {
    CAPTURE(text);
    std::optional<TomlValue> plain = read_plain_toml(text);
    REQUIRE(plain);
    CHECK(*plain == read_by_library(text));
  }
}

TEST_CASE("what is a mistake, or not plain, is left to toml++") {
  for (std::string_view text : {"a",
                                "a =",
                                "a = 1 2",
                                "a = \"x",
                                "a = \"\\n\"",
                                "a = \"\"\"x\"\"\"",
                                "a = 'x'",
                                "a = 1.5",
                                "a = 01",
                                "a = +1",
                                "a = 9223372036854775808",
                                "a = 1979-05-27",
                                "a = {b = 1}",
                                "a.b = 1",
                                "\"a\" = 1",
                                "a = [1 2]",
                                "a = [,]",
                                "a = [1",
                                "a = truely",
                                "a = 1\na = 2",
                                "a = 1\n[a]",
                                "a = 1\n[a.b]",
                                "[a]\n[a]",
                                "[a.b]\n[a]",
                                "[a]\nb = 1\n[a.b]",
                                "[[a]]",
                                "[ a ]",
                                "[a.]",
                                "[]",
                                "[a",
                                "[a] b = 1",
                                "a = 1\r\n",
                                "a = \"\t\"",
                                "# \x01",
                                "[a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q]"}) {
    CAPTURE(text);
    CHECK(!read_plain_toml(text));
  }
  CHECK(!read_plain_toml("a = " + std::string(17, '[') + std::string(17, ']')));
}

}  // namespace
}  // namespace sinter
