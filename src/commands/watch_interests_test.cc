// Of all that changes in a project, what counts is what a build reads and what decides its
// plan; never what builds write.
#include "commands/watch_interests.h"

#include "graph/builder.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

Plan small_plan() {
  GraphBuilder builder;
  builder.add({.name = "copy",
               .verb = "run",
               .goal = "copy",
               .goal_kind = "step",
               .argv = {"cp", "src/a.txt", "out/a.txt"},
               .inputs = {"src/a.txt", "dist/given.txt"},
               .outputs = {"out/a.txt"}});
  Plan plan;
  plan.graph = *std::move(builder).finish();
  plan.listed_folders = {"src"};
  return plan;
}

struct Fixture {
  testing::Scratch scratch;
  Plan plan = small_plan();
  BuildState state;
  WatchInterests interests = WatchInterests(plan, state);

  /// "file", "listing" or "" for a change of that entry.
  std::string counts_as(std::string folder, std::string name, bool is_listing = false) {
    Relevant relevant;
    interests.collect({.folder = std::move(folder), .name = std::move(name), .is_listing = is_listing}, relevant);
    if (!relevant.files.empty()) return "file";
    return relevant.listings.empty() ? "" : "listing";
  }
};

TEST_CASE_FIXTURE(Fixture, "a file that is read counts however it changes, also below dist") {
  CHECK(counts_as("src", "a.txt") == "file");
  CHECK(counts_as("src", "a.txt", true) == "file");
  CHECK(counts_as("dist", "given.txt") == "file");
}

TEST_CASE_FIXTURE(Fixture, "another file counts where a glob looked, when it comes or goes") {
  CHECK(counts_as("src", "b.txt", true) == "listing");
  CHECK(counts_as("src", "b.txt") == "");
  CHECK(counts_as(".", "b.txt", true) == "");
}

TEST_CASE_FIXTURE(Fixture, "a folder on the way to a file counts when it comes or goes") {
  CHECK(counts_as(".", "src", true) == "listing");
  CHECK(counts_as("src", "", true) == "listing");
}

TEST_CASE_FIXTURE(Fixture, "sinter.toml may mean another plan") { CHECK(counts_as(".", "sinter.toml") == "listing"); }

TEST_CASE_FIXTURE(Fixture, "what builds write never counts") {
  CHECK(counts_as("out", "a.txt") == "");
  CHECK(counts_as("dist", "build-report.json", true) == "");
  CHECK(counts_as(".sinter", "lock", true) == "");
}

TEST_CASE_FIXTURE(Fixture, "after a failure every visible file of these folders counts") {
  interests.add_everything_in({".", "include"});
  CHECK(counts_as("include", "any.h") == "file");
  CHECK(counts_as(".", "any.h", true) == "file");
  CHECK(counts_as(".", ".any.swp") == "");
  CHECK(counts_as("out", "a.txt") == "");
  CHECK(counts_as("elsewhere", "any.h") == "");
}

TEST_CASE("what happens in a tree that a step makes is no reason to build") {
  GraphBuilder builder;
  builder.add({.name = "site",
               .verb = "run",
               .goal = "site",
               .goal_kind = "step",
               .argv = {"true"},
               .outputs = {"site/out/**"}});
  builder.add({.name = "use",
               .verb = "run",
               .goal = "use",
               .goal_kind = "step",
               .argv = {"true"},
               .inputs = {"site/out/a", "site/src/b"},
               .outputs = {"x"}});
  Plan plan;
  plan.graph = *std::move(builder).finish();
  plan.listed_folders = {"site", "site/src"};
  WatchInterests interests(plan, BuildState());
  auto counts = [&](std::string folder, std::string name) {
    Relevant relevant;
    interests.collect({.folder = std::move(folder), .name = std::move(name), .is_listing = true}, relevant);
    return !relevant.files.empty() || !relevant.listings.empty();
  };
  CHECK(!counts("site/out", "a"));
  CHECK(!counts("site/out/deep", "new"));
  CHECK(!counts("site", "out"));
  CHECK(counts("site/src", "b"));
  CHECK(counts("site", "other"));
  CHECK(!interests.folders().contains("site/out"));
}

}  // namespace
}  // namespace sinter
