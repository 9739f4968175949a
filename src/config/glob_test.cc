// A pattern matches what its characters say, on disk it finds exactly those files in
// order, and nothing on disk, be it a loop of links, makes it go astray.
#include "config/glob.h"

#include <unistd.h>

#include <algorithm>

#include "config/inventory.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;
using Strings = std::vector<std::string>;

Strings listed_folders(const Inventory& inventory) {
  Strings paths;
  for (const ListedFolder& folder : inventory.listed_folders()) paths.push_back(folder.path);
  return paths;
}

bool matches(std::string_view pattern, std::string_view path) { return must(parse_glob(pattern)).matches(path); }

TEST_CASE("a star stays within a name") {
  CHECK(matches("*.cc", "a.cc"));
  CHECK(matches("a*b*c", "aXbYbc"));
  CHECK(!matches("a*b*c", "aXbYcd"));
  CHECK(!matches("*.cc", "a/b.cc"));
  CHECK(matches("*", "anything"));
}

TEST_CASE("a question mark is one character, not one byte") {
  CHECK(matches("?.cc", "a.cc"));
  CHECK(matches("?.cc", "ä.cc"));
  CHECK(!matches("?.cc", "ab.cc"));
  CHECK(!matches("?", ""));
}

TEST_CASE("brackets hold members, ranges and their opposite") {
  CHECK(matches("[abc].cc", "b.cc"));
  CHECK(!matches("[abc].cc", "d.cc"));
  CHECK(matches("v[0-9]", "v7"));
  CHECK(matches("[!a]", "b"));
  CHECK(!matches("[!a]", "a"));
  CHECK(matches("[[]id].ts", "[id].ts"));
  CHECK(matches("[]]", "]"));
  CHECK(matches("[a-]", "-"));
}

TEST_CASE("brackets hold characters of any length") {
  CHECK(matches("[äö].cc", "ö.cc"));
  CHECK(!matches("[äö].cc", "ü.cc"));
  CHECK(matches("[α-ω]*", "μ"));
  CHECK(!matches("[α-ω]*", "a"));
  CHECK(matches("[!ä]b", "öb"));
  CHECK(!matches("[!ä]b", "äb"));
  CHECK(!matches("*[!ö]", "ö"));
  CHECK(matches("*[!ö]", "öä"));
}

TEST_CASE("braces are alternatives, also across slashes and within each other") {
  CHECK(matches("{a,b}.cc", "b.cc"));
  CHECK(!matches("{a,b}.cc", "c.cc"));
  CHECK(matches("{a/x,b}/c", "a/x/c"));
  CHECK(matches("{a,b{c,d}}", "bd"));
  CHECK(matches("a{,b}", "a"));
}

TEST_CASE("two stars are any number of folders") {
  CHECK(matches("**/*_test.cc", "a_test.cc"));
  CHECK(matches("**/*_test.cc", "x/y/a_test.cc"));
  CHECK(matches("a/**/b", "a/b"));
  CHECK(matches("a/**/b", "a/x/y/b"));
  CHECK(!matches("a/**/b", "a/x/y/c"));
  CHECK(matches("a/**", "a/x/y"));
  CHECK(!matches("a/**", "a"));
  CHECK(matches("**/x/**/z", "x/q/x/y/z"));
}

TEST_CASE("braces that multiply beyond the limit are refused") {
  std::string pattern;
  for (int i = 0; i < 9; ++i) pattern += "{a,b}";
  Result<Glob> glob = parse_glob(pattern);
  REQUIRE(!glob.has_value());
  CHECK(glob.error().code == Code::config_glob);
  CHECK(parse_glob(pattern.substr(5)).has_value());
}

TEST_CASE("an alternative that leaves the project is refused") {
  Result<Glob> glob = parse_glob("{a,../b}/*.cc");
  REQUIRE(!glob.has_value());
  CHECK(glob.error().code == Code::config_path_outside);
}

struct Fixture {
  testing::Scratch scratch;
  Fixture() { must(make_folders("project")); }

  void file(const std::string& path) {
    must(make_folders("project/" + path.substr(0, path.rfind('/'))));
    must(write_file("project/" + path, ""));
  }
  void link(const char* target, const std::string& path) {
    REQUIRE(::symlink(target, ("project/" + path).c_str()) == 0);
  }
  Strings expand(std::string_view pattern) { return must(Inventory("project", 1000).expand(pattern)); }
};

TEST_CASE_FIXTURE(Fixture, "matches come sorted and once") {
  for (const char* path : {"b/2.cc", "b/10.cc", "a/1.cc", "a/1.h"}) file(path);
  CHECK(expand("**/*.cc") == Strings{"a/1.cc", "b/10.cc", "b/2.cc"});
  CHECK(expand("{a,b}/*.cc") == Strings{"a/1.cc", "b/10.cc", "b/2.cc"});
  CHECK(expand("**/**/{1,?}.cc") == Strings{"a/1.cc", "b/2.cc"});
  CHECK(expand("./a/../a/*") == Strings{"a/1.cc", "a/1.h"});
}

TEST_CASE_FIXTURE(Fixture, "hidden files and made folders are matched only by name") {
  for (const char* path :
       {"x/a.cc", "x/.b.cc", "x/.git/c.cc", "x/dist/d.cc", "x/node_modules/e.cc", "x/.sinter/f.cc", "x/.github/g.cc"}) {
    file(path);
  }
  CHECK(expand("x/**") == Strings{"x/a.cc"});
  CHECK(expand("x/{*,*/*}.cc") == Strings{"x/a.cc"});
  CHECK(expand("x/.*.cc") == Strings{"x/.b.cc"});
  CHECK(expand("x/.*/*.cc") == Strings{"x/.github/g.cc"});
  CHECK(expand("x/dist/*.cc") == Strings{"x/dist/d.cc"});
  CHECK(expand("x/.git/*.cc") == Strings{"x/.git/c.cc"});
}

TEST_CASE_FIXTURE(Fixture, "links are followed inside the project and never out of it") {
  file("real/a.cc");
  must(make_folders("outside"));
  must(write_file("outside/secret.cc", ""));
  must(make_folders("project/links"));
  link("../real", "links/in");
  link("../../outside", "links/out");
  link("../../outside/secret.cc", "links/secret.cc");
  link("../real/a.cc", "links/b.cc");
  link("nowhere", "links/broken.cc");
  CHECK(expand("links/**/*.cc") == Strings{"links/b.cc", "links/in/a.cc"});
  Inventory inventory("project", 1000);
  CHECK(inventory.look("links/in/a.cc") == Inventory::Found::file);
  CHECK(inventory.look("links/out/secret.cc") == Inventory::Found::outside);
  CHECK(inventory.look("links/secret.cc") == Inventory::Found::outside);
  CHECK(inventory.look("links/broken.cc") == Inventory::Found::nothing);
  CHECK(inventory.look("links/in") == Inventory::Found::folder);
}

TEST_CASE_FIXTURE(Fixture, "a loop of links ends") {
  file("a/x.cc");
  file("b/y.cc");
  link("..", "a/up");
  link(".", "a/self");
  link("../b", "a/b");
  link("../a", "b/a");
  CHECK(expand("a/*.cc") == Strings{"a/x.cc"});
  CHECK(expand("**/x.cc") == Strings{"a/x.cc", "b/a/x.cc"});
  CHECK(expand("**/y.cc") == Strings{"a/b/y.cc", "b/y.cc"});
}

TEST_CASE_FIXTURE(Fixture, "every folder that decided something is kept") {
  file("a/x.cc");
  file("b/c/y.cc");
  file("d/z.h");
  Inventory inventory("project", 1000);
  must(inventory.expand("{a,b,gone}/**/*.cc"));
  CHECK(listed_folders(inventory) == Strings{".", "a", "b", "b/c"});
}

TEST_CASE_FIXTURE(Fixture, "a pattern that may reach into a tree matches the tree, whatever is there now") {
  file("site/out/left_from_before.js");
  file("site/src/a.js");
  Inventory inventory("project", 1000);
  inventory.add_made("site/out/**", "site");
  auto expand = [&](std::string_view pattern) { return must(inventory.expand(pattern, "reader")); };
  for (const char* pattern :
       {"site/out/**", "site/out/*.js", "site/*/x.html", "*/out/deep/**", "**/out/a", "site/out/deep/a*"}) {
    CHECK(expand(pattern) == Strings{"site/out/**"});
  }
  CHECK(expand("site/**") == Strings{"site/out/**", "site/src/a.js"});
  CHECK(expand("site/src/*.js") == Strings{"site/src/a.js"});
  CHECK(expand("site/*/a.js") == Strings{"site/out/**", "site/src/a.js"});
  CHECK(!inventory.expand("site/*", "reader").has_value());                      // that is the folder itself
  CHECK(must(inventory.expand("site/**", "site")) == Strings{"site/src/a.js"});  // of its own none
  CHECK(inventory.expand("site/out/*.js", "site").error().what ==
        "`site/out/*.js` looks into `site/out/**`, which `site` makes itself");
  CHECK(!std::ranges::contains(listed_folders(inventory), "site/out"));
}

TEST_CASE_FIXTURE(Fixture, "who must know the files of a tree is told that nobody does") {
  file("gen/a.cc");
  Inventory inventory("project", 1000);
  inventory.add_made("gen/**", "generate");
  CHECK(inventory.expand("gen/*.cc").error().what == "`gen/*.cc` looks into `gen/**`, whose files are not known yet");
  CHECK(inventory.look("gen/a.cc") == Inventory::Found::file);
  CHECK(inventory.look("gen") == Inventory::Found::folder);
}

TEST_CASE_FIXTURE(Fixture, "a tree of a step that is left out counts as absent") {
  file("gen/a.cc");
  Inventory inventory("project", 1000);
  inventory.add_unmade("gen/**", "generate");
  CHECK(!inventory.expand("gen/*.cc", "reader").has_value());
  CHECK(inventory.look("gen/a.cc") == Inventory::Found::nothing);
  REQUIRE(inventory.unmade_by("gen/a.cc") != nullptr);
  CHECK(*inventory.unmade_by("gen/a.cc") == "generate");
}

}  // namespace
}  // namespace sinter
