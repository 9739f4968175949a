// A watched folder tells every way in which an entry can change, and nothing else; what is
// replaced under an old name is noticed when the folders are looked at again.
#include "os/folder_watch.h"

#include <unistd.h>

#include <algorithm>

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct Fixture {
  testing::Scratch scratch;
  FolderWatch watch = must(FolderWatch::start());

  std::vector<std::string> watch_folders(std::set<std::string> folders) { return must(watch.watch(folders)); }

  /// "folder/name", with a * where the listing changed; each once, sorted.
  std::vector<std::string> told() {
    std::set<std::string> texts;
    for (const FolderChange& change : watch.take().changes) {
      texts.insert(change.folder + "/" + change.name + (change.is_listing ? "*" : ""));
    }
    return {texts.begin(), texts.end()};
  }
};

using Names = std::vector<std::string>;

TEST_CASE_FIXTURE(Fixture, "writing, replacing, renaming and removing are told; other folders are not") {
  must(make_folders("in"));
  must(make_folders("out"));
  must(append_to_file("in/old", "x"));
  CHECK(watch_folders({"in", "missing"}) == Names{"in"});
  CHECK(told() == Names{});
  must(append_to_file("in/old", "y"));
  CHECK(told() == Names{"in/old"});
  must(append_to_file("out/aside", "z"));
  CHECK(told() == Names{});
  must(rename_file("out/aside", "in/old"));
  CHECK(told() == Names{"in/old*"});
  must(rename_file("in/old", "in/new"));
  CHECK(told() == Names{"in/new*", "in/old*"});
  must(remove_file("in/new"));
  CHECK(told() == Names{"in/new*"});
}

TEST_CASE_FIXTURE(Fixture, "a folder that is made again, or another one with its name, counts as new") {
  must(make_folders("in/deep"));
  must(make_folders("other"));
  CHECK(watch_folders({"in", "in/deep"}) == Names{"in", "in/deep"});
  CHECK(watch_folders({"in", "in/deep"}) == Names{});
  must(rename_file("in/deep", "in/away"));
  CHECK(std::ranges::contains(told(), "in/deep/*"));
  must(rename_file("other", "in/deep"));
  CHECK(watch_folders({"in", "in/deep"}) == Names{"in/deep"});
  static_cast<void>(told());
  must(append_to_file("in/away/file", "x"));
  CHECK(told() == Names{});
  must(remove_tree("in/deep"));
  CHECK(std::ranges::contains(told(), "in/deep/*"));
  must(make_folders("in/deep"));
  CHECK(watch_folders({"in", "in/deep"}) == Names{"in/deep"});
}

TEST_CASE_FIXTURE(Fixture, "a folder that is not wanted any more is silent") {
  must(make_folders("a"));
  must(make_folders("b"));
  watch_folders({"a", "b"});
  watch_folders({"b"});
  must(append_to_file("a/file", "x"));
  must(append_to_file("b/file", "x"));
  CHECK(told() == Names{"b/file", "b/file*"});
}

TEST_CASE_FIXTURE(Fixture, "one folder under two names tells of both") {
  must(make_folders("a"));
  REQUIRE(::symlink("a", "link") == 0);
  watch_folders({"a", "link"});
  must(append_to_file("a/file", "x"));
  CHECK(told() == Names{"a/file", "a/file*", "link/file", "link/file*"});
}

}  // namespace
}  // namespace sinter
