// What goes is what nothing needs, and then what was used longest ago; what somebody may
// be writing stays. The choice is tested with values, removing and checking with files.
#include "cache/upkeep.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/path.h"
#include "cache/layout.h"
#include "os/clock.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;
using Indexes = std::vector<std::uint32_t>;

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t now_ns = 1000 * hour_ns;
constexpr std::int64_t long_ago_ns = now_ns - 24 * hour_ns;
constexpr std::uint64_t no_limit = UINT64_MAX;

/// Objects of 10 bytes and entries of 1; entry i names the objects in `named[i]` and was
/// used i hours after the first.
CacheSurvey survey_of(std::uint32_t object_count, const std::vector<Indexes>& named) {
  CacheSurvey survey;
  for (std::uint32_t i = 0; i < object_count; ++i) {
    survey.objects.push_back({.digest = sha256(std::to_string(i)), .disk_bytes = 10, .written_ns = long_ago_ns});
  }
  for (std::uint32_t i = 0; i < named.size(); ++i) {
    survey.entries.push_back({.base_key = sha256("entry " + std::to_string(i)),
                              .disk_bytes = 1,
                              .used_ns = long_ago_ns + i * hour_ns,
                              .objects = named[i]});
    for (std::uint32_t object : named[i]) ++survey.objects[object].entry_count;
  }
  return survey;
}

TEST_CASE("within its size nothing goes that an entry names") {
  Removals removals = choose_removals(survey_of(2, {{0}, {1}}), 22, now_ns);
  CHECK(removals.entries.empty());
  CHECK(removals.objects.empty());
  CHECK(removals.freed_bytes == 0);
}

TEST_CASE("an object that no entry names goes, unless it was written within the hour") {
  CacheSurvey survey = survey_of(3, {{1}});
  survey.objects[2].written_ns = now_ns - hour_ns / 2;
  CHECK(choose_removals(survey, no_limit, now_ns).objects == Indexes{0});
  CHECK(choose_removals(survey, no_limit, now_ns + hour_ns).objects == Indexes{0, 2});
}

TEST_CASE("an object from a clock that was a day ahead is not taken for one being written") {
  CacheSurvey survey = survey_of(1, {});
  survey.objects[0].written_ns = now_ns + 24 * hour_ns;
  CHECK(choose_removals(survey, no_limit, now_ns).objects == Indexes{0});
}

TEST_CASE("over its size the entries used longest ago go first, until a tenth is free") {
  CacheSurvey survey = survey_of(10, {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}});  // 110 bytes
  std::swap(survey.entries[0].used_ns, survey.entries[9].used_ns);
  Removals removals = choose_removals(survey, 100, now_ns);  // down to 90
  CHECK(removals.entries == Indexes{9, 1});
  CHECK(removals.objects == Indexes{9, 1});
  CHECK(removals.freed_bytes == 22);
  CHECK(choose_removals(survey, 110, now_ns).entries.empty());
  CHECK(choose_removals(survey, 0, now_ns).entries.size() == 10);
}

TEST_CASE("an object stays as long as one entry that stays names it") {
  CacheSurvey survey = survey_of(3, {{0, 1}, {1}, {2}});
  Removals removals = choose_removals(survey, 23, now_ns);  // 33 now, down to 21
  CHECK(removals.entries == Indexes{0, 1});
  CHECK(removals.objects == Indexes{0, 1});
  removals = choose_removals(survey, 25, now_ns);  // down to 23
  CHECK(removals.entries == Indexes{0});
  CHECK(removals.objects == Indexes{0});
}

TEST_CASE("leftovers go when nobody can be writing them any more") {
  CacheSurvey survey;
  survey.leftovers = {{"old", 5, long_ago_ns}, {"new", 5, now_ns}};
  Removals removals = choose_removals(survey, no_limit, now_ns);
  CHECK(removals.leftovers == Indexes{0});
  CHECK(removals.freed_bytes == 5);
}

struct Fixture {
  testing::Scratch scratch;
  Cache cache = must(Cache::open("cache"));
  std::int64_t later_ns = wall_clock_ns() + 2 * hour_ns;

  /// An entry with one output of that content, used so long ago.
  void remember(const std::string& name, const std::string& content, std::int64_t age_ns = 0) {
    must(write_file(name, content));
    CacheRecord record{.key = sha256(name),
                       .outputs = {{name, must(cache.store(name, stat_file(name).value().size_bytes))}}};
    must(cache.put(sha256(name), record));
    timespec time = {.tv_sec = (wall_clock_ns() - age_ns) / 1'000'000'000};
    timespec times[2] = {time, time};
    std::string entry = spread_path("cache", cache_entries_name, sha256(name));
    REQUIRE(::utimensat(AT_FDCWD, entry.c_str(), times, 0) == 0);
  }
  bool knows(const std::string& name) const { return exists(spread_path("cache", cache_entries_name, sha256(name))); }
};

TEST_CASE_FIXTURE(Fixture, "a survey finds what was stored, and which entry names which object") {
  remember("a", "same");
  remember("b", "same");
  remember("c", "other");
  CacheSurvey survey = survey_cache("cache");
  REQUIRE(survey.objects.size() == 2);
  REQUIRE(survey.entries.size() == 3);
  std::size_t shared = survey.objects[0].digest == sha256("same") ? 0 : 1;
  CHECK(survey.objects[shared].entry_count == 2);
  CHECK(survey.objects[1 - shared].entry_count == 1);
  CHECK(survey.disk_bytes() >= 5 * 512);
  CHECK(survey.leftovers.empty());
}

TEST_CASE_FIXTURE(Fixture, "collecting keeps what was used last, and a build finds it") {
  remember("old", std::string(50'000, 'o'), 48 * hour_ns);
  remember("new", std::string(50'000, 'n'));
  GcResult result = must(collect_garbage("cache", 80'000, later_ns));
  CHECK(result.entry_count == 1);
  CHECK(result.object_count == 1);
  CHECK(!knows("old"));
  CHECK(knows("new"));
  CHECK(result.kept_bytes == survey_cache("cache").disk_bytes());
  CHECK(must(cache.restore(cache.find(sha256("new")).front().outputs.front(), "again")));
}

TEST_CASE_FIXTURE(Fixture, "finding an entry is using it, noted to the day") {
  remember("a", std::string(50'000, 'a'), 48 * hour_ns);
  remember("b", std::string(50'000, 'b'), 30 * hour_ns);
  CHECK(!cache.find(sha256("a")).empty());
  must(collect_garbage("cache", 80'000, later_ns));
  CHECK(knows("a"));
  CHECK(!knows("b"));
}

TEST_CASE_FIXTURE(Fixture, "what killed writers, older sinters and damage left goes; a stranger's file stays") {
  remember("a", "a");
  must(make_folders("cache/actions/00"));
  must(make_folders("cache/entries-2/00"));
  must(make_folders("cache/entries-99/00"));
  std::vector<std::string> litter = {"cache/actions/00/x", "cache/entries-2/00/x",
                                     spread_path("cache", cache_objects_name, sha256("a")) + ".sinter-1-2.tmp"};
  std::vector<std::string> kept = {"cache/entries-99/00/x", "cache/README", "cache/objects/notes"};
  for (const std::string& path : litter) must(write_file(path, "x"));
  for (const std::string& path : kept) must(write_file(path, "x"));
  must(write_file(spread_path("cache", cache_entries_name, sha256("a")), "damaged"));
  GcResult result = must(collect_garbage("cache", no_limit, later_ns));
  CHECK(result.litter_count == 4);
  CHECK(!knows("a"));
  for (const std::string& path : litter) CHECK(!exists(path));
  CHECK(!exists("cache/actions"));
  for (const std::string& path : kept) CHECK(exists(path));
}

TEST_CASE_FIXTURE(Fixture, "what somebody has begun to write is no damage, and goes when nobody goes on with it") {
  remember("a", "a");
  remember("empty", "");
  std::string object = spread_path("cache", cache_objects_name, sha256("a"));
  std::string entry = spread_path("cache", cache_entries_name, sha256("b"));
  must(make_folders(parent_path(entry)));
  for (const std::string& begun : {object, entry}) must(write_file(begun, ""));
  VerifyResult verified = verify_cache("cache");
  CHECK(verified.damage.empty());
  CHECK(verified.object_count == 1);
  CHECK(verified.incomplete_count == 1);
  CHECK(must(collect_garbage("cache", no_limit, wall_clock_ns())).litter_count == 0);
  CHECK(exists(object));
  CHECK(must(collect_garbage("cache", no_limit, later_ns)).litter_count == 2);
  CHECK(!exists(object));
  CHECK(!exists(entry));
  CHECK(exists(spread_path("cache", cache_objects_name, sha256(""))));
}

TEST_CASE_FIXTURE(Fixture, "forgetting entries takes the objects that only they name") {
  remember("a", "shared");
  remember("b", "shared");
  remember("c", "own");
  must(forget_entries("cache", {sha256("a"), sha256("c"), sha256("never")}, Forget::count));
  CHECK(survey_cache("cache").entries.size() == 3);
  std::uint64_t before = survey_cache("cache").disk_bytes();
  std::uint64_t freed = must(forget_entries("cache", {sha256("a"), sha256("c"), sha256("never")}, Forget::remove));
  CacheSurvey survey = survey_cache("cache");
  CHECK(survey.entries.size() == 1);
  REQUIRE(survey.objects.size() == 1);
  CHECK(survey.objects.front().digest == sha256("shared"));
  CHECK(survey.disk_bytes() == before - freed);
}

TEST_CASE_FIXTURE(Fixture, "a build trims only a cache that seems over its size, and counts only then") {
  remember("a", std::string(50'000, 'a'));
  CHECK(!must(trim_after_build(cache, 1'000'000, later_ns)));
  std::optional<GcResult> trimmed = must(trim_after_build(cache, 20'000, later_ns));
  REQUIRE(trimmed);
  CHECK(trimmed->entry_count == 1);
  CHECK(must(read_file("cache/added")) == "counted 0\n");
  CHECK(!must(trim_after_build(must(Cache::open("cache")), 0, later_ns)));  // it wrote nothing
}

TEST_CASE_FIXTURE(Fixture, "a cache whose additions are lost or damaged is counted") {
  remember("a", "a");
  for (std::string_view text : {"", "12\n", "counted 12\n5x\n", "counted 99999999999999999999999\n"}) {
    must(write_file("cache/added", text));
    CHECK(must(trim_after_build(cache, no_limit, later_ns)));
    CHECK(!must(trim_after_build(cache, no_limit, later_ns)));
  }
  must(remove_file("cache/added"));
  CHECK(must(trim_after_build(cache, no_limit, later_ns)));
}

TEST_CASE_FIXTURE(Fixture, "while another process collects, a build does not wait for it") {
  remember("a", std::string(50'000, 'a'));
  FileLock other = must(FileLock::acquire("cache/lock"));
  CHECK(!must(trim_after_build(cache, 1, later_ns)));
  CHECK(knows("a"));
}

TEST_CASE_FIXTURE(Fixture, "verifying reads every byte, names what is damaged and removes it") {
  remember("a", "right");
  remember("b", "well");
  remember("c", "fine");
  CHECK(verify_cache("cache").damage.empty());
  std::string object = spread_path("cache", cache_objects_name, sha256("right"));
  std::string entry = spread_path("cache", cache_entries_name, sha256("b"));
  must(write_file(object, "wrong"));
  must(write_file(entry, must(read_file(entry)).substr(1)));
  VerifyResult result = verify_cache("cache");
  REQUIRE(result.damage.size() == 2);
  CHECK(result.damage[0].path == object);
  CHECK(result.damage[1].path == entry);
  CHECK(result.entry_count == 2);
  CHECK(result.object_count == 2);
  CHECK(result.incomplete_count == 1);
  CHECK(!exists(object));
  CHECK(!exists(entry));
  CHECK(verify_cache("cache").damage.empty());
}

}  // namespace
}  // namespace sinter
