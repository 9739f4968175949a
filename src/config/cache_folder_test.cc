#include "config/cache_folder.h"

#include "testing/check.h"

namespace sinter {

TEST_CASE("cache folder: the variable made for it, the project, then where the system keeps such things") {
  Environment environment = {{"SINTER_CACHE", "own"}, {"XDG_CACHE_HOME", "/x"}, {"HOME", "/h"}};
  auto chosen = [&](const std::string& configured = "") { return choose_cache_folder(environment, configured).path; };
  CHECK(chosen("of/the/project") == "own");
  environment["SINTER_CACHE"] = "";
  CHECK(chosen("of/the/project") == "of/the/project");
  CHECK(chosen() == "/x/sinter");
  environment.erase("XDG_CACHE_HOME");
  CHECK(chosen() == "/h/.cache/sinter");
  CHECK(choose_cache_folder(environment, "").variable == "HOME");
}

TEST_CASE("cache folder: relative folders of the system are ignored") {
  CHECK(choose_cache_folder({{"XDG_CACHE_HOME", "x"}, {"HOME", "/h"}}, "").path == "/h/.cache/sinter");
  CHECK(choose_cache_folder({{"XDG_CACHE_HOME", "./x"}, {"HOME", "h"}}, "").path == ".sinter/cache");
  CHECK(choose_cache_folder({}, "").path == ".sinter/cache");
}

}  // namespace sinter
