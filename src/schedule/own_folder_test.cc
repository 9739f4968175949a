#include "schedule/own_folder.h"

#include "testing/check.h"

namespace sinter {

TEST_CASE("own folder: what a process printed names its files as the project does") {
  CHECK(without_own_folder("") == "");
  CHECK(without_own_folder("a.cc:1:2: error: no\n") == "a.cc:1:2: error: no\n");
  CHECK(without_own_folder("\x1b[1m/proc/self/cwd/a.h:3:4: in /proc/self/cwd/b.h and /proc/self/cwd") ==
        "\x1b[1ma.h:3:4: in b.h and /proc/self/cwd");
}

}  // namespace sinter
