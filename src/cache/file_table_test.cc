// The table's one promise: the digest it gives is of the content as it is now, whatever
// it remembers. Reading a file again may be saved, never at the price of that.
#include "cache/file_table.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;
using testing::Scratch;

constexpr std::int64_t much_later_ns = 10'000'000'000;

/// What the next run would start with, if this one ended at `now_ns`.
FileTable reloaded(const FileTable& table, std::int64_t now_ns) {
  ByteWriter out;
  table.write(out, now_ns);
  std::string bytes = out.take();
  ByteReader in(bytes);
  FileTable result;
  result.read(in);
  REQUIRE(in.finished());
  std::vector<FileIndex> all;
  for (std::uint32_t i = 0; i < result.size(); ++i) all.push_back({i});
  return result.of(all);  // has its own paths, so that the bytes may go
}

TEST_CASE("a path is one file however often it is named") {
  FileTable table;
  CHECK(table.intern("a") == table.intern("a"));
  CHECK(table.intern("a") != table.intern("b"));
  CHECK(table.path(table.intern("b")) == "b");
}

TEST_CASE("a file is read once a run, until it is forgotten") {
  Scratch scratch;
  must(write_file("a", "one"));
  FileTable table;
  FileIndex file = table.intern("a");
  CHECK(must(table.digest(file)) == sha256("one"));
  must(write_file("a", "two"));
  CHECK(must(table.digest(file)) == sha256("one"));  // looked at already
  CHECK(!table.is_untouched(file));
  table.forget(file);
  CHECK(must(table.digest(file)) == sha256("two"));
  CHECK(table.is_untouched(file));
  CHECK(table.hashed_count() == 2);
}

TEST_CASE("a file that is not there has no digest, and one when it comes") {
  Scratch scratch;
  FileTable table;
  FileIndex file = table.intern("a");
  CHECK(must(table.digest(file)) == std::nullopt);
  must(write_file("a", "x"));
  CHECK(!table.is_untouched(file));
  table.forget(file);
  CHECK(must(table.digest(file)) == sha256("x"));
}

TEST_CASE("a file that may be run is another file than one of the same content that may not") {
  Scratch scratch;
  FileTable table;
  FileIndex file = table.intern("a");
  must(write_file("a", "x", Durability::relaxed, Mode::executable));
  Digest runs = must(table.digest(file)).value_or(Digest{});
  CHECK(runs == file_identity(sha256("x"), true));
  REQUIRE(::chmod("a", 0644) == 0);
  table.forget(file);
  CHECK(must(table.digest(file)) == sha256("x"));
  CHECK(runs != sha256("x"));
}

TEST_CASE("a folder has no digest: that is an error with its path") {
  Scratch scratch;
  must(make_folders("a"));
  FileTable table;
  CHECK(table.digest(table.intern("a")).error().where.path == "a");
}

TEST_CASE("the next run reads no file whose stat data is the same") {
  Scratch scratch;
  must(write_file("a", "one"));
  std::int64_t settled_ns = stat_file("a")->changed_ns + 60'000'000;
  while (wall_clock_ns() < settled_ns) {  // until its times prove something
  }
  FileTable table;
  must(table.digest(table.intern("a")));
  FileTable next = reloaded(table, wall_clock_ns() + much_later_ns);
  CHECK(must(next.digest(next.intern("a"))) == sha256("one"));
  CHECK(next.hashed_count() == 0);
}

TEST_CASE("the next run reads a file again that changed so late that nothing would show a further change") {
  Scratch scratch;
  must(write_file("a", "one"));
  FileTable table;
  must(table.digest(table.intern("a")));
  FileTable next = reloaded(table, stat_file("a")->changed_ns);
  must(next.digest(next.intern("a")));
  CHECK(next.hashed_count() == 1);
}

TEST_CASE("a file read just after it changed is read again, however late the state was saved") {
  Scratch scratch;
  must(write_file("a", "one"));
  FileTable table;
  must(table.digest(table.intern("a")));
  FileTable next = reloaded(table, wall_clock_ns() + much_later_ns);
  must(next.digest(next.intern("a")));
  CHECK(next.hashed_count() == 1);
}

TEST_CASE("a large file that was changed just before we began to read it is read again, however long that took") {
  Scratch scratch;
  must(write_file("a", ""));
  REQUIRE(::truncate("a", 256 << 20) == 0);  // takes no time; reading it does
  FileTable table;
  must(table.digest(table.intern("a")));
  FileTable next = reloaded(table, wall_clock_ns() + much_later_ns);
  must(next.digest(next.intern("a")));
  CHECK(next.hashed_count() == 1);
}

TEST_CASE("a file of the same size and time but another inode or change time is read again") {
  Scratch scratch;
  must(write_file("a", "one"));
  FileTable table;
  must(table.digest(table.intern("a")));
  FileStat stat = *stat_file("a");
  FileTable next = reloaded(table, wall_clock_ns() + much_later_ns);
  must(write_file("a", "two"));
  timespec times[2] = {{0, UTIME_OMIT}, {stat.modified_ns / 1'000'000'000, stat.modified_ns % 1'000'000'000}};
  REQUIRE(::utimensat(AT_FDCWD, "a", times, 0) == 0);
  CHECK(must(next.digest(next.intern("a"))) == sha256("two"));
}

TEST_CASE("a file we wrote ourselves needs no reading") {
  Scratch scratch;
  must(write_file("a", "one"));
  FileTable table;
  FileIndex file = table.intern("a");
  table.record(file, sha256("one"));
  CHECK(must(table.digest(file)) == sha256("one"));
  CHECK(table.hashed_count() == 0);
}

TEST_CASE("a file that changed after we looked at what we wrote is not taken for what we read") {
  Scratch scratch;
  must(write_file("a", "one"));
  FileTable table;
  FileIndex file = table.intern("a");
  FileStat before = stat_file("a").value();
  must(write_file("a", "later"));
  table.record(file, sha256("one"), before);
  CHECK(!table.is_untouched(file));
  table.forget(file);
  CHECK(must(table.digest(file)) == sha256("later"));
}

TEST_CASE("a survey on several threads finds what looking one by one finds") {
  Scratch scratch;
  constexpr std::uint32_t count = 1000;  // several ranges
  FileTable together, alone;
  std::vector<FileIndex> files;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string path = "f" + std::to_string(i);
    if (i % 3 != 0) must(write_file(path, std::to_string(i)));
    files.push_back(together.intern(path));
    CHECK(alone.intern(path) == files.back());
  }
  together.survey(files, 4);
  for (FileIndex file : files) {
    REQUIRE(together.found(file) != nullptr);
    CHECK(*together.found(file) == must(alone.digest(file)).value_or(Digest{}));
  }
  CHECK(together.hashed_count() == alone.hashed_count());
}

TEST_CASE("what a survey cannot read is not found, and digest() says why") {
  Scratch scratch;
  must(make_folders("a"));
  FileTable table;
  FileIndex file = table.intern("a");
  table.survey(std::vector<FileIndex>{file}, 1);
  CHECK(table.found(file) == nullptr);
  CHECK(!table.digest(file));
}

TEST_CASE("what was forgotten is not found until somebody looks") {
  Scratch scratch;
  FileTable table;
  FileIndex file = table.intern("a");
  CHECK(table.found(file) == nullptr);
  CHECK(must(table.digest(file)) == std::nullopt);
  CHECK(*table.found(file) == Digest{});
  must(write_file("a", "x"));
  table.forget(file);
  CHECK(table.found(file) == nullptr);
}

TEST_CASE("a path that does not end in a zero byte is refused") {
  ByteWriter out;
  out.u32(1);
  out.text("a");
  out.u8(1);
  out.u32(0);
  std::string bytes = out.take();
  ByteReader in(bytes);
  FileTable table;
  table.read(in);
  CHECK(!in.ok());
}

}  // namespace
}  // namespace sinter
