// Paths are compared as text, so each place must have one spelling, and what leaves the
// project must be seen to leave it.
#include "base/path.h"

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("every spelling of a path becomes the same one") {
  CHECK(normalize_path("a//b/./c/../d/") == "a/b/d");
  CHECK(normalize_path("./a") == "a");
  CHECK(normalize_path("a/.") == "a");
  CHECK(normalize_path("a/./b") == "a/b");
  CHECK(normalize_path("a/b/..") == "a");
  CHECK(normalize_path("") == ".");
  CHECK(normalize_path("a/..") == ".");
  CHECK(normalize_path("/") == "/");
  CHECK(normalize_path("//a") == "/a");
}

TEST_CASE("names that begin with dots are names") {
  for (std::string_view path : {".a/..b/...", "a./b..", "..."}) CHECK(normalize_path(path) == path);
}

TEST_CASE("a path that leaves its base keeps doing so, and nothing is above the root") {
  CHECK(normalize_path("a/../../b") == "../b");
  CHECK(normalize_path("../../a") == "../../a");
  CHECK(normalize_path("/../a") == "/a");
  CHECK(leaves_base(normalize_path("a/../..")));
  CHECK(leaves_base("../a"));
  CHECK(!leaves_base("..a"));
  CHECK(!leaves_base("a"));
}

TEST_CASE("an absolute path joins to itself") {
  CHECK(join_path("a/b", "../c") == "a/c");
  CHECK(join_path(".", "a") == "a");
  CHECK(join_path(".", "./a/../b") == "b");
  CHECK(join_path(".", "../a") == "../a");
  CHECK(join_path(".", "") == ".");
  CHECK(join_path("a", "/b") == "/b");
}

TEST_CASE("parent, name, stem and extension are found in any path") {
  CHECK(parent_path("a/b") == "a");
  CHECK(parent_path("a") == ".");
  CHECK(parent_path("/a") == "/");
  CHECK(file_name("a/b.cc") == "b.cc");
  CHECK(file_stem("a/b.test.cc") == "b.test");
  CHECK(file_extension("a.b/c") == "");
  CHECK(file_extension(".hidden") == "");
  CHECK(file_stem(".hidden") == ".hidden");
}

TEST_CASE("a path is seen from its base only when it lies below it") {
  CHECK(relative_to("a/b/c", "a") == "b/c");
  CHECK(relative_to("a", "a") == ".");
  CHECK(relative_to("ab/c", "a") == std::nullopt);
  CHECK(relative_to("a", ".") == "a");
  CHECK(relative_to("/a", ".") == std::nullopt);
  CHECK(relative_to("../a", ".") == std::nullopt);
  CHECK(relative_to("/a/b", "/") == "a/b");
}

}  // namespace
}  // namespace sinter
