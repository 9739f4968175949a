// A path belongs to the tree in whose folder it lies, however deep, and to no other.
#include "base/tree_name.h"

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("a tree's name is its folder and /**") {
  CHECK(tree_folder("site/dist/**") == "site/dist");
  CHECK(!tree_folder("site/dist"));
  CHECK(!tree_folder("/**"));
  CHECK(!tree_folder("**"));
}

TEST_CASE("what lies in the folder belongs to the tree, its neighbours do not") {
  TreeNames trees;
  trees.add("site/dist/**");
  trees.add("site/a.js");
  CHECK(trees.above("site/dist/a.js") == "site/dist/**");
  CHECK(trees.above("site/dist/deep/er/a.js") == "site/dist/**");
  CHECK(trees.above("site/dist/**") == "site/dist/**");
  CHECK(trees.above("site/dist").empty());
  CHECK(trees.at_or_above("site/dist") == "site/dist/**");
  CHECK(trees.above("site/distance/a.js").empty());
  CHECK(trees.above("site/a.js/b").empty());
}

}  // namespace
}  // namespace sinter
