// The cache makes two promises: it returns exactly what was stored, and it never returns
// anything else. The first tests hold the first promise; each of the others spoils
// something and checks that the cache forgets, counts it, and goes on.
#include "cache/cache.h"

#include <sys/stat.h>

#include "base/path.h"
#include "cache/layout.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

const Digest base = sha256("an action");

struct Fixture {
  testing::Scratch scratch;
  Cache cache = must(Cache::open("cache"));

  CachedFile store(const std::string& path, std::string_view content) {
    must(write_file(path, content));
    return {.path = path, .digest = must(cache.store(path, stat_file(path).value().size_bytes))};
  }
  static std::string object(const Digest& digest) { return spread_path("cache", cache_objects_name, digest); }
  static std::string entry() { return spread_path("cache", cache_entries_name, base); }
};

CacheRecord record(std::string_view name) {
  return {.key = sha256(name),
          .discovered = {{"a.h", sha256("header")}},
          .outputs = {{"out", sha256("output"), true}},
          .log = std::string("warning: \0 in it", 16),
          .duration_ns = 5};
}

TEST_CASE_FIXTURE(Fixture, "a stored file comes back byte for byte, into folders that are not there yet") {
  CachedFile file = store("a", std::string("\0asm", 4));
  CHECK(must(cache.restore(file, "deep/down/b")));
  CHECK(must(read_file("deep/down/b")) == std::string("\0asm", 4));
  CHECK(!stat_file("deep/down/b")->is_executable);
  file.is_executable = true;
  CHECK(must(cache.restore(file, "deep/down/b")));
  CHECK(stat_file("deep/down/b")->is_executable);
}

TEST_CASE_FIXTURE(Fixture, "a large file comes back byte for byte, and one with a flipped bit does not") {
  std::string content;
  for (int i = 0; i < 400'000; ++i) content += static_cast<char>(i * 31 % 251);
  CachedFile file = store("a", content);
  CHECK(must(cache.restore(file, "b")));
  CHECK(must(read_file("b")) == content);
  content[399'999] = static_cast<char>(content[399'999] ^ 1);
  must(write_file(object(file.digest), content));
  CHECK(!must(cache.restore(file, "c")));
  CHECK(!exists("c"));
  CHECK(cache.damage_count() == 1);
}

TEST_CASE_FIXTURE(Fixture, "editing a restored file in place reaches neither the cache nor what is restored later") {
  for (std::size_t size : {std::size_t{10}, std::size_t{400'000}}) {
    CachedFile file = store("a", std::string(size, 'x'));
    CHECK(must(cache.restore(file, "b")));
    must(append_to_file("b", "edited"));
    CHECK(must(cache.restore(file, "c")));
    CHECK(must(read_file("c")) == std::string(size, 'x'));
  }
  CHECK(cache.damage_count() == 0);
}

TEST_CASE_FIXTURE(Fixture, "records come back newest first, and a repeated key replaces") {
  must(cache.put(base, record("one")));
  must(cache.put(base, record("two")));
  must(cache.put(base, record("one")));
  CHECK(cache.find(base) == std::vector<CacheRecord>{record("one"), record("two")});
  CHECK(cache.find(sha256("another action")).empty());
  CHECK(cache.damage_count() == 0);
}

TEST_CASE_FIXTURE(Fixture, "of more records than fit the oldest go") {
  for (std::size_t i = 0; i <= Cache::records_max; ++i) must(cache.put(base, record(std::to_string(i))));
  std::vector<CacheRecord> records = cache.find(base);
  CHECK(records.size() == Cache::records_max);
  CHECK(records.front() == record(std::to_string(Cache::records_max)));
  CHECK(records.back() == record("1"));
}

TEST_CASE_FIXTURE(Fixture, "a first record is found, and the next ones come before it") {
  must(cache.put_first(base, record("one")));
  must(cache.put(base, record("two")));
  CHECK(cache.find(base) == std::vector<CacheRecord>{record("two"), record("one")});
}

TEST_CASE_FIXTURE(
    Fixture, "a first record that is large is found, and one takes the place of what somebody else has added since") {
  CacheRecord large = record("large");
  large.log = std::string(100'000, 'x');
  must(cache.put_first(base, large));
  CHECK(cache.find(base) == std::vector<CacheRecord>{large});
  must(cache.put_first(base, record("one")));
  CHECK(cache.find(base) == std::vector<CacheRecord>{record("one")});
}

TEST_CASE_FIXTURE(Fixture, "what somebody has begun to write counts as absent, is no damage, and can be stored") {
  CachedFile file{.path = "a", .digest = sha256("text")};
  for (const std::string& begun : {object(file.digest), entry()}) {
    must(make_folders(parent_path(begun)));
    must(write_file(begun, ""));
  }
  CHECK(!cache.holds(file.digest));
  CHECK(!must(cache.restore(file, "b")));
  CHECK(cache.find(base).empty());
  CHECK(exists(object(file.digest)));
  CHECK(exists(entry()));
  CHECK(cache.damage_count() == 0);
  store("a", "text");
  CHECK(cache.holds(file.digest));
  CHECK(must(cache.restore(file, "b")));
  must(cache.put_first(base, record("one")));
  CHECK(cache.find(base) == std::vector<CacheRecord>{record("one")});
}

TEST_CASE_FIXTURE(Fixture, "an empty file is stored and comes back") {
  CachedFile file = store("a", "");
  CHECK(cache.holds(file.digest));
  store("again", "");
  CHECK(must(cache.restore(file, "b")));
  CHECK(must(read_file("b")).empty());
}

TEST_CASE_FIXTURE(Fixture, "what is stored may not be written to, small or large") {
  for (std::size_t size : {std::size_t{10}, std::size_t{400'000}}) {
    struct stat status;
    REQUIRE(::stat(object(store("a", std::string(size, 'x')).digest).c_str(), &status) == 0);
    CHECK((status.st_mode & 0222) == 0);
  }
}

TEST_CASE_FIXTURE(Fixture, "a damaged object counts as absent, is removed, and can be stored again") {
  CachedFile file = store("a", "right");
  must(write_file(object(file.digest), "wrong"));  // of the same size
  CHECK(!must(cache.restore(file, "b")));
  CHECK(!exists("b"));
  CHECK(!exists(object(file.digest)));
  CHECK(cache.damage_count() == 1);
  store("a", "right");
  CHECK(must(cache.restore(file, "b")));
}

TEST_CASE_FIXTURE(Fixture, "an object that was never there is no damage") {
  CHECK(!must(cache.restore({.path = "a", .digest = sha256("never")}, "b")));
  CHECK(cache.damage_count() == 0);
}

TEST_CASE_FIXTURE(Fixture, "an entry with any byte altered counts as absent and is removed") {
  must(cache.put(base, record("one")));
  std::string whole = must(read_file(entry()));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 0x10);
    must(write_file(entry(), altered));
    CHECK(cache.find(base).empty());
    CHECK(!exists(entry()));
  }
  CHECK(cache.damage_count() == whole.size());
}

TEST_CASE_FIXTURE(Fixture, "an entry cut short counts as absent, and the next record starts it anew") {
  must(cache.put(base, record("one")));
  must(write_file(entry(), must(read_file(entry())).substr(0, 60)));
  must(cache.put(base, record("two")));
  CHECK(cache.find(base) == std::vector<CacheRecord>{record("two")});
}

TEST_CASE_FIXTURE(Fixture, "a restore that cannot write says so instead of claiming success") {
  CachedFile file = store("a", "text");
  must(make_folders("taken"));
  CHECK(cache.restore(file, "taken").error().code == Code::file_unwritable);
}

TEST_CASE_FIXTURE(Fixture, "a cache is opened again, and other tools see what it is") {
  CachedFile file = store("a", "text");
  CHECK(must(must(Cache::open("cache")).restore(file, "b")));
  CHECK(must(read_file("cache/CACHEDIR.TAG")).starts_with("Signature: 8a477f597d28d172789f06886806bc55\n"));
}

TEST_CASE("a folder with someone else's files is refused, and the error says why") {
  testing::Scratch scratch;
  must(make_folders("notes"));
  must(write_file("notes/todo.txt", "buy milk"));
  CHECK(render(Cache::open("notes").error()) ==
        "error: `notes` is not a sinter cache  [SN0301]\n"
        "  at notes\n"
        "  because it holds todo.txt, which sinter did not write\n"
        "  next: choose an empty folder with SINTER_CACHE or [cache] dir\n");
}

TEST_CASE("a path that is a file is refused as a cache") {
  testing::Scratch scratch;
  must(write_file("file", ""));
  CHECK(Cache::open("file").error().code == Code::cache_unusable);
}

}  // namespace
}  // namespace sinter
