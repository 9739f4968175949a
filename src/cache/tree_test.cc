// A tree is exactly the files below its folder, and what a cache says of one is believed
// only if it makes that tree.
#include "cache/tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include "cache/file_table.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct Fixture {
  testing::Scratch scratch;
  FileTable table;
  FileIndex tree = table.intern("out/**");

  Fixture() {
    write("out/b", "2");
    write("out/deep/a", "1");
  }
  static void write(const std::string& path, std::string_view content) {
    must(make_folders(path.substr(0, path.rfind('/'))));
    must(write_file(path, content));
  }
  std::optional<Digest> digest() {
    table.forget(tree);
    return must(table.digest(tree));
  }
};

TEST_CASE_FIXTURE(Fixture, "all files below the folder are listed, hidden ones too, sorted") {
  write("out/.vite/manifest", "");
  CHECK(must(tree_files("out/**")) == std::vector<std::string>{"out/.vite/manifest", "out/b", "out/deep/a"});
  CHECK(must(tree_files("none/**")).empty());
}

TEST_CASE_FIXTURE(Fixture, "a link in it or instead of its folder is an error and not followed") {
  REQUIRE(::symlink("..", "out/deep/up") == 0);
  CHECK(tree_files("out/**").error().what == "`out/**` cannot be kept: `out/deep/up` is a symbolic link");
  REQUIRE(::symlink("out", "other") == 0);
  CHECK(tree_files("other/**").error().what == "`other/**` cannot be kept: `other` is a symbolic link");
}

TEST_CASE_FIXTURE(Fixture, "names, content and permission to run are the identity, times are not") {
  std::optional<Digest> before = digest();
  REQUIRE(before);
  write("out/b", "2");
  CHECK(digest() == before);
  REQUIRE(::chmod("out/b", 0755) == 0);
  CHECK(digest() != before);
  REQUIRE(::chmod("out/b", 0644) == 0);
  must(rename_file("out/b", "out/c"));
  CHECK(digest() != before);
  must(rename_file("out/c", "out/b"));
  write("out/deep/a", "3");
  CHECK(digest() != before);
  write("out/deep/a", "1");
  write("out/deep/new", "");
  CHECK(digest() != before);
  must(remove_file("out/deep/new"));
  CHECK(digest() == before);
}

TEST_CASE_FIXTURE(Fixture, "a folder without files is no tree") {
  must(remove_file("out/b"));
  must(remove_file("out/deep/a"));
  CHECK(digest() == std::nullopt);
}

TEST_CASE_FIXTURE(Fixture, "what was hashed is not read again, as long as its stat data stand") {
  digest();
  std::uint64_t hashed = table.hashed_count();
  CHECK(hashed == 2);
  write("out/deep/a", "3");
  digest();
  CHECK(table.hashed_count() == hashed + 1);
}

TEST_CASE_FIXTURE(Fixture, "it is untouched as long as its files are, and no other comes") {
  CHECK(!table.is_untouched(tree));  // nobody has looked
  digest();
  CHECK(table.is_untouched(tree));
  write("out/new", "");
  CHECK(!table.is_untouched(tree));
  must(remove_file("out/new"));
  CHECK(table.is_untouched(tree));
  write("out/b", "other");
  CHECK(!table.is_untouched(tree));
}

TEST_CASE_FIXTURE(Fixture, "files that we wrote ourselves make the tree that is found on the disk") {
  FileTable own;
  FileIndex a = own.intern("out/deep/a"), b = own.intern("out/b");
  own.record(a, sha256("1"));
  own.record(b, sha256("2"));
  CHECK(own.record_tree(own.intern("out/**"), {b, a}) == digest());
}

TEST_CASE("the lines of a tree in a cache have to be its files, in order, in its folder") {
  auto lines_of = [](std::vector<CachedFile> files, std::vector<std::string> named = {}) {
    std::vector<TreeFile> tree;
    for (std::size_t i = 0; i < files.size(); ++i) {
      std::string_view path = named.empty() ? std::string_view(files[i].path).substr(4) : named[i];
      tree.push_back({path, file_identity(files[i].digest, files[i].is_executable)});
    }
    files.insert(files.begin(), {.path = "out/**", .digest = tree_digest(tree)});
    files.push_back({.path = "other", .digest = sha256("other")});
    std::optional<std::span<const CachedFile>> lines = first_output(files);
    return lines ? static_cast<int>(lines->size()) : -1;
  };
  CachedFile a{"out/a", sha256("a"), false}, b{"out/b", sha256("b"), true};
  CHECK(lines_of({a, b}) == 3);
  CHECK(lines_of({b, a}) == -1);
  CHECK(lines_of({a, a}) == -1);
  CHECK(lines_of({}) == -1);
  CHECK(lines_of({a}, {"b"}) == -1);
  for (std::string path : {"out/../x", "out//a", "out/./a", "out/", "outside/a", "/etc/a", "out/x/**", "out"}) {
    CHECK(lines_of({{path, sha256("a"), false}}, {path.size() > 4 ? path.substr(4) : ""}) == -1);
  }
  CHECK(!first_output({}));
}

}  // namespace
}  // namespace sinter
