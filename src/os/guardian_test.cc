// What is noted with the guardian can be taken back, and places are used again. That it
// kills what still runs when we are killed is for tests/e2e/kill.test.mjs: we would be, too.
#include "os/guardian.h"

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("a place that was released is given out again, and one that is taken is not") {
  Guardian guardian = testing::must(Guardian::start());
  pid_t* first = guardian.place();
  REQUIRE(first != nullptr);
  CHECK(guardian.place() == first);  // nobody has noted anything there
  constexpr pid_t nobody = 1 << 30;  // larger than process numbers are
  *first = nobody;
  guardian.watch(nobody + 1);
  pid_t* third = guardian.place();
  CHECK(third == first + 2);
  guardian.release(nobody);
  CHECK(guardian.place() == first);
  guardian.release(nobody + 1);
  CHECK(first[1] == 0);
}

}  // namespace
}  // namespace sinter
