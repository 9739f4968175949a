// The thread that decides is let in at once; what it starts is treated as ever.
#include "os/short_turns.h"

#include "os/process.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

TEST_CASE("turns are short for a while, and not those of children") {
  Turns before = turns_of(0);
  if (before.length_ns == 0) return;  // Linux before 6.12 does not tell
  {
    ShortTurns turns;
    CHECK(turns_of(0).length_ns < before.length_ns);
    CHECK(turns_of(0).nice == before.nice);
    Process child =
        must(Process::start({.argv = {"sleep", "60"}, .environment = inherited_environment(), .turns = turns.usual()}));
    CHECK(turns_of(child.pid()).length_ns == before.length_ns);
    CHECK(turns_of(child.pid()).nice == before.nice);
  }
  CHECK(turns_of(0).length_ns == before.length_ns);
}

}  // namespace
}  // namespace sinter
