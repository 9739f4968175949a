// What of the environment counts in a key, and that it is worked out once a build.
#include "cache/key.h"

#include <unistd.h>

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

TEST_CASE("of PATH the real folders count, and they are looked for once") {
  testing::Scratch scratch;
  REQUIRE(::symlink("one", "tools") == 0);
  must(make_folders("one"));
  must(make_folders("two"));
  Environment environment = {{"PATH", must(current_folder()) + "/tools"}, {"MODE", "fast"}};
  std::string_view names[] = {"PATH"};
  CHECK(counted_name(Action{.name = "a", .environment = names, .names_path = true}, "PATH") == "PATH");
  std::string_view folders = counted_name(Action{.name = "a"}, "PATH");
  CountedVariables variables(environment);
  CHECK(variables.value(folders) == "{project}/one");

  must(remove_file("tools"));
  REQUIRE(::symlink("two", "tools") == 0);
  CHECK(variables.value(folders) == "{project}/one");
  CHECK(variables.digest(folders) == sha256("{project}/one"));
  CHECK(CountedVariables(environment).value(folders) == "{project}/two");
}

TEST_CASE("a variable counts with its value, and one that is not set with none") {
  Environment environment = {{"MODE", "fast"}};
  CountedVariables variables(environment);
  CHECK(variables.value("MODE") == "fast");
  CHECK(variables.digest("MODE") == sha256("fast"));
  CHECK(!variables.value("ABSENT"));
  CHECK(variables.digest("ABSENT") == Digest{});
}

}  // namespace
}  // namespace sinter
