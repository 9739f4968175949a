// What is noted with the guardian can be taken back, and places are used again. That it
// kills what still runs when we are killed is for tests/e2e/kill.test.mjs: we would be, too.
#include "os/guardian.h"

#include <vector>

#include "os/process.h"
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

TEST_CASE("the place of a child is taken when its start returns, whether or not it has come to note itself") {
  Guardian guardian = testing::must(Guardian::start());
  std::vector<Process> children;
  for (int i = 0; i < 20; ++i) {
    Command command{.argv = {"/bin/sleep", "1000"}, .announce_to = guardian.place(), .is_awaited = false};
    children.push_back(testing::must(Process::start(std::move(command))));
  }
  pid_t* next = guardian.place();
  for (int i = 1; i <= 20; ++i) CHECK(next[-i] == children[children.size() - static_cast<std::size_t>(i)].pid());
  for (Process& child : children) guardian.release(child.pid());
}

}  // namespace
}  // namespace sinter
