// The table's one promise: the digest it gives is of the content as it is now, whatever
// it remembers. Reading a file again may be saved, never at the price of that.
#include "cache/file_table.h"

#include <fcntl.h>
#include <sys/stat.h>

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
  return result;
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

TEST_CASE("a table in which a path stands twice is refused") {
  ByteWriter out;
  out.u32(2);
  for (int i = 0; i < 2; ++i) {
    out.text("a");
    out.u8(0);
  }
  std::string bytes = out.take();
  ByteReader in(bytes);
  FileTable table;
  table.read(in);
  CHECK(!in.ok());
}

}  // namespace
}  // namespace sinter
