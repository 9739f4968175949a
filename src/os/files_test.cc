// A file is replaced as one step, a folder is removed without following links, a lock
// dies with its holder, and what killed writers leave is told from people's files.
#include "os/files.h"

#include <unistd.h>

#include <thread>

#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;
using testing::Scratch;

std::vector<std::string> names(const std::string& folder) {
  std::vector<std::string> result;
  for (FolderEntry& entry : must(list_folder(folder))) result.push_back(std::move(entry.name));
  return result;
}

TEST_CASE("a file is written, replaced and read back, and nothing is left beside it") {
  Scratch scratch;
  must(write_file("a", "one", Durability::synced));
  must(write_file("a", std::string("two\0", 4), Durability::relaxed, Mode::executable));
  CHECK(must(read_file("a")) == std::string("two\0", 4));
  CHECK(stat_file("a")->is_executable);
  CHECK(names(".") == std::vector<std::string>{"a"});
}

TEST_CASE("a file that holds the content already keeps its times") {
  Scratch scratch;
  must(write_file("a", "same"));
  FileStat before = *stat_file("a");
  must(write_file_if_different("a", "same"));
  CHECK(*stat_file("a") == before);
  must(write_file_if_different("a", "othr"));
  CHECK(must(read_file("a")) == "othr");
}

TEST_CASE("a write that fails leaves the old content and no file aside") {
  Scratch scratch;
  must(make_folders("folder/inside"));
  Error error = write_file("folder", "text").error();
  CHECK(error.code == Code::file_unwritable);
  CHECK(names(".") == std::vector<std::string>{"folder"});
}

TEST_CASE("a new file is made only where none is") {
  Scratch scratch;
  CHECK(must(write_new_file("a", "one", Mode::executable)));
  CHECK(stat_file("a")->is_executable);
  CHECK(!must(write_new_file("a", "two")));
  CHECK(must(read_file("a")) == "one");
  CHECK(write_new_file("absent/a", "one").error().code == Code::file_unwritable);
  CHECK(names(".") == std::vector<std::string>{"a"});
}

TEST_CASE("a file whose name is as long as names can be is replaced, too") {
  Scratch scratch;
  std::string longest = "./" + std::string(255, 'n');
  must(write_file(longest, "one"));
  must(write_file(longest, "two"));
  CHECK(must(read_file(longest)) == "two");
  CHECK(names(".").size() == 1);
}

TEST_CASE("a missing file is told apart from one that cannot be read") {
  Scratch scratch;
  CHECK(read_file("gone").error().code == Code::file_missing);
  CHECK(read_file("gone/deeper").error().code == Code::file_missing);
  must(make_folders("folder"));
  CHECK(read_file("folder").error().code == Code::file_unreadable);
}

TEST_CASE("a file above the limit is an error, not a part of it") {
  Scratch scratch;
  must(write_file("a", "12345"));
  CHECK(must(read_file_limited("a", 5)) == "12345");
  CHECK(!read_file_limited("a", 4));
}

TEST_CASE("a copy has the content and the asked mode") {
  Scratch scratch;
  std::string large(300'000, 'x');
  must(write_file("a", large));
  must(copy_file("a", "b", Mode::executable));
  CHECK(must(read_file("b")) == large);
  CHECK(stat_file("b")->is_executable);
  CHECK(must(digest_file("b")) == sha256(large));
}

TEST_CASE("a growing file keeps what it had, and is made with the first text") {
  Scratch scratch;
  for (const char* text : {"one ", "two "}) {
    GrowingFile file("list");
    CHECK(exists("list") == (text[0] == 't'));
    must(file.append(text));
    must(file.append("more "));
  }
  CHECK(must(read_file("list")) == "one more two more ");
}

TEST_CASE("folders are made with their parents, also when they are there, but not over a file") {
  Scratch scratch;
  must(make_folders("a/b/c"));
  must(make_folders("a/b/c"));
  must(write_file("a/file", ""));
  CHECK(!make_folders("a/file/d"));
  CHECK(!make_folders("a/file"));
}

TEST_CASE("removing a tree removes links, not what they lead to") {
  Scratch scratch;
  must(make_folders("keep"));
  must(write_file("keep/mine", ""));
  must(make_folders("tree/deep"));
  REQUIRE(::symlink("../../keep", "tree/deep/link") == 0);
  must(remove_tree("tree"));
  CHECK(!exists("tree"));
  CHECK(exists("keep/mine"));
  must(remove_tree("tree"));  // absent is fine
}

TEST_CASE("two folders change places") {
  Scratch scratch;
  must(make_folders("a"));
  must(make_folders("b"));
  must(write_file("a/from-a", ""));
  must(exchange_folders("a", "b"));
  CHECK(names("a").empty());
  CHECK(names("b") == std::vector<std::string>{"from-a"});
}

TEST_CASE("only what write_file names aside is taken for left over, and only when it is old enough") {
  Scratch scratch;
  for (const char* name :
       {"a.sinter-12-0.tmp", "a.sinter-12.tmp", "a.sinter-x-1.tmp", "a.tmp", "b.sinter-1-2.tmp.txt"}) {
    must(write_file(name, ""));
  }
  remove_leftovers(".", stat_file("a.sinter-12-0.tmp")->modified_ns);
  CHECK(exists("a.sinter-12-0.tmp"));
  remove_leftovers(".", INT64_MAX);
  CHECK(names(".") == std::vector<std::string>{"a.sinter-12.tmp", "a.sinter-x-1.tmp", "a.tmp", "b.sinter-1-2.tmp.txt"});
}

TEST_CASE("a lock is held by one, and free when its holder is gone") {
  Scratch scratch;
  {
    std::optional<FileLock> first = must(FileLock::try_acquire("lock"));
    REQUIRE(first);
    first->describe("first");
    CHECK(must(read_file("lock")) == "first");
    CHECK(!must(FileLock::try_acquire("lock")));
    CHECK(must(read_file("lock")) == "first");  // who failed to get it has not changed it
  }
  std::optional<FileLock> second = must(FileLock::try_acquire("lock"));
  REQUIRE(second);
  CHECK(!second->is_inherited());
}

TEST_CASE("who waited for a lock whose holder removed the file holds the one that is there") {
  Scratch scratch;
  for (int round = 0; round < 50; ++round) {
    std::optional<FileLock> holder = must(FileLock::acquire("lock"));
    std::optional<FileLock> waiter;
    std::thread waiting([&] { waiter = must(FileLock::acquire("lock")); });
    for (int i = 0; i < round * 1000; ++i) static_cast<void>(exists("lock"));  // it waits by now, in most rounds
    must(remove_file("lock"));
    holder.reset();
    waiting.join();
    CHECK(exists("lock"));
    CHECK(!must(FileLock::try_acquire("lock")));
  }
}

TEST_CASE("a name that nobody took out of the lock is of a holder that was killed") {
  Scratch scratch;
  must(write_file("lock", "the killed one"));
  CHECK(must(FileLock::acquire("lock")).is_inherited());
  CHECK(!must(FileLock::acquire("lock")).is_inherited());
}

TEST_CASE("what is written to an open file goes into it, and does not take its place") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  must(write_file("/dev/fd/" + std::to_string(ends[1]), "to the reader"));
  ::close(ends[1]);
  char bytes[32];
  CHECK(std::string_view(bytes, static_cast<std::size_t>(::read(ends[0], bytes, sizeof bytes))) == "to the reader");
  ::close(ends[0]);
}

}  // namespace
}  // namespace sinter
