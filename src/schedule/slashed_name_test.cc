// Of the names that a slash may stand for, the one is meant that is there.
#include "schedule/slashed_name.h"

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

TEST_CASE("a slash in a name that is not there may be a back-slash") {
  testing::Scratch scratch;
  must(make_folders("include/a"));
  must(make_folders("e\\f"));
  for (const char* name : {"c\\d.h", "include/c\\d\\e.h", "e\\f/g.h", "t\\\\u.h", "include/a/b.h"})
    must(write_file(name, ""));
  CHECK(unslashed("c/d.h") == "c\\d.h");
  CHECK(unslashed("include/c/d/e.h") == "include/c\\d\\e.h");
  CHECK(unslashed("e/f/g.h") == "e\\f/g.h");
  CHECK(unslashed("t//u.h") == "t\\\\u.h");
  CHECK(unslashed(scratch.path() + "/c/d.h") == scratch.path() + "/c\\d.h");
  CHECK(unslashed("include/a/b.h") == "include/a/b.h");
  CHECK(unslashed("x/y.h") == "x/y.h");
}

}  // namespace
}  // namespace sinter
