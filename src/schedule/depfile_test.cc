// Compilers write depfiles; we read every name in them exactly, or say that we cannot.
#include "schedule/depfile.h"

#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;
using Paths = std::vector<std::string>;

TEST_CASE("names over several lines are read, each once") {
  CHECK(must(parse_depfile("a.o: a.cc b.h \\\n  c.h b.h\n", "a.d")) == Paths{"a.cc", "b.h", "c.h"});
}

TEST_CASE("blanks, number signs and dollars in names are unescaped") {
  CHECK(must(parse_depfile("a.o: my\\ file.h x\\#y.h cost$$.h\n", "a.d")) == Paths{"cost$.h", "my file.h", "x#y.h"});
}

TEST_CASE("backslashes in names are read as gcc writes them") {
  // Of `a\ b.h`, `c\d.h`, `e\\ f.h`, `g\#h.h` and, with a tab, `i j.h`: gcc -MD.
  CHECK(must(parse_depfile(R"(y.o: a\\\ b.h c\d.h e\\\\\ f.h g\\#h.h )"
                           "\\\n i\\\tj.h\n",
                           "y.d")) == Paths{R"(a\ b.h)", R"(c\d.h)", R"(e\\ f.h)", R"(g\#h.h)", "i\tj.h"});
  CHECK(must(parse_depfile("y.o: ends\\\\ b.h c\\\\\\\n d.h\n", "y.d")) == Paths{"b.h", "c\\", "d.h", "ends\\"});
}

TEST_CASE("what the command found in its working folder is named from there") {
  CHECK(must(parse_depfile("a.o: /proc/self/cwd/b.h /proc/self/cwde.h /proc/self/cwd/c\\ d.h\n", "a.d")) ==
        Paths{"/proc/self/cwde.h", "b.h", "c d.h"});
  CHECK(must(parse_depfile("a.o: /proc/self/cwd/ /proc/self/cwd//b.h\n", "a.d")) ==
        Paths{"/proc/self/cwd/", "/proc/self/cwd//b.h"});
}

TEST_CASE("phony rules add nothing") { CHECK(must(parse_depfile("a.o: b.h\n\nb.h:\n", "a.d")) == Paths{"b.h"}); }

TEST_CASE("a drive letter or a name with a colon is no end of targets") {
  CHECK(must(parse_depfile("out:x.o: c:/b.h\n", "a.d")) == Paths{"c:/b.h"});
}

TEST_CASE("text that is no rule is an error with its line") {
  Result<Paths> paths = parse_depfile("a.o: b.h\nnot a rule\n", "a.d");
  REQUIRE(!paths.has_value());
  CHECK(paths.error().where.line == 3);
}

}  // namespace
}  // namespace sinter
