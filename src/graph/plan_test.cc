// A kept plan is the plan, or it is not taken: another configuration, another listing of
// a folder and damaged bytes each lead to planning again.
#include "graph/plan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "base/bytes.h"
#include "config/inventory.h"
#include "graph/builder.h"
#include "os/clock.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

const Digest configuration = sha256("sinter.toml");
constexpr std::int64_t later_ns = INT64_MAX;  // every folder has changed before that

Plan example() {
  GraphBuilder builder;
  builder.add({.name = "one",
               .verb = "run",
               .goal = "one",
               .goal_kind = "step",
               .place = {"sinter.toml", 3, 7},
               .argv = {"cp", "a", "b"},
               .folder = "site",
               .environment = {"LANG"},
               .secrets = {"TOKEN"},
               .inputs = {"a"},
               .outputs = {"b"},
               .tools = {{"cp", "/bin/cp"}},
               .scratch = {"t/**"},
               .depfile = "b.d",
               .pool = "heavy",
               .timeout_ns = 5,
               .retries = 2,
               .backoff_ns = 7,
               .cache = false,
               .is_test = true,
               .is_interactive = true});
  builder.add({.name = "two", .verb = "run", .goal = "two", .goal_kind = "step", .argv = {"true"}, .needs = {"one"}});
  builder.leave_out({"site", "step", "profile == 'test'"});
  builder.add_pool({"heavy", 3});
  Plan plan{.project = "demo",
            .version = "1.0.0",
            .profile = "test",
            .cache_folder = "cache",
            .cache_size_bytes = 7,
            .needs_sdk = true};
  plan.wasm = {{"text", "simd", "text.simd.wasm", "linked.wasm", "sizes.json"}};
  plan.programs = {{"acme", "x86_64-windows", "dist/bin/x86_64-windows/acme.exe", true}};
  plan.packages = {{"modules", "dist/npm/modules"}};
  plan.graph = std::move(builder).finish().value();
  return plan;
}

/// What the fuzz target gets: it makes the head, with which a plan names its sources, itself.
std::string fuzzed_part(const Plan& plan) {
  std::string bytes = encode_plan(plan, {configuration, {}}, later_ns);
  std::size_t head_bytes = 2 * sizeof(Digest) + 2 * sizeof(std::uint32_t);
  return std::string(unseal(plan_magic, bytes).value().substr(head_bytes));
}

TEST_CASE("the fuzz target begins with a plan as it is written now") {
  std::string path = std::string(SINTER_SOURCE_DIR) + "/src/graph/plan_corpus/two-steps";
  if (std::getenv("SINTER_UPDATE") != nullptr) must(write_file(path, fuzzed_part(example())));
  CHECK(must(read_file(path)) == fuzzed_part(example()));  // SINTER_UPDATE=1 writes the seed anew
}

TEST_CASE("every part of a plan comes back") {
  PlanSources sources{configuration, {}};
  std::string bytes = encode_plan(example(), sources, later_ns);
  std::optional<KeptPlan> kept = decode_plan(bytes, configuration, {});
  REQUIRE(kept);
  CHECK(!kept->was_listed);
  Plan* plan = &kept->plan;
  CHECK(encode_plan(*plan, kept->sources, later_ns) ==
        bytes);  // all fields are in the bytes, so equal bytes are equal plans
  CHECK(plan->project == "demo");
  CHECK(plan->wasm.front().sizes_path == "sizes.json");
  const Action& action = plan->graph.actions.front();
  CHECK(action.name == "one");
  CHECK(Place(action.place) == Place{"sinter.toml", 3, 7});
  CHECK(std::ranges::equal(action.environment, std::vector<std::string_view>{"LANG"}));
  CHECK(std::ranges::equal(action.secrets, std::vector<std::string_view>{"TOKEN"}));
  CHECK(action.timeout_ns == 5);
  CHECK(action.backoff_ns == 7);
  CHECK(plan->graph.goals[1].name == "site");
  CHECK(plan->graph.goals[1].left_out_by == "profile == 'test'");
  CHECK(!action.cache);
  CHECK(action.is_test);
  CHECK(action.is_interactive);
  CHECK(plan->graph.actions[1].timeout_ns == std::nullopt);
  CHECK(plan->graph.pools.front().size == 3);
}

TEST_CASE("a plan of another configuration is not taken") {
  CHECK(!decode_plan(encode_plan(example(), {configuration, {}}, later_ns), sha256("another"), {}));
}

/// A plan for which that pattern was expanded.
std::string plan_of_pattern(std::string_view pattern, std::int64_t started_ns = later_ns) {
  Inventory inventory(".", 100);
  [[maybe_unused]] auto found = inventory.expand(pattern);
  return encode_plan(example(), {configuration, inventory.listed_folders()}, started_ns);
}

TEST_CASE("a plan stands until a folder that it searched gains or loses an entry") {
  testing::Scratch scratch;
  must(make_folders("bin"));
  must(write_file("bin/a", ""));
  std::string bytes = encode_plan(example(), {configuration, {{"bin"}, {"absent"}}}, later_ns);
  CHECK(decode_plan(bytes, configuration, {}));
  must(write_file("bin/b", ""));
  CHECK(!decode_plan(bytes, configuration, {}));
}

TEST_CASE("a plan stands until an entry that a pattern could meet comes or goes in a folder that it looked into") {
  testing::Scratch scratch;
  must(make_folders("src"));
  must(write_file("src/a.cc", ""));
  for (std::string_view pattern : {"src/*.cc", "**/*.cc"}) {
    std::string bytes = plan_of_pattern(pattern);
    CHECK(!decode_plan(bytes, configuration, {}).value().was_listed);
    must(write_file("src/a.cc", "saved by renaming, as editors do"));
    must(write_file("src/.a.cc.swp", ""));
    must(make_folders("src/dist"));
    std::optional<KeptPlan> kept = decode_plan(bytes, configuration, {});
    REQUIRE(kept);
    CHECK(kept->was_listed);
    CHECK(!decode_plan(encode_plan(kept->plan, kept->sources, later_ns), configuration, {}).value().was_listed);
    must(write_file("src/b.cc", ""));
    CHECK(!decode_plan(bytes, configuration, {}));
    must(remove_tree("src/dist"));
    must(remove_file("src/b.cc"));
    CHECK(decode_plan(bytes, configuration, {}));
    must(rename_file("src/a.cc", "src/c.cc"));
    must(make_folders("src/a.cc"));  // what was a file is a folder
    must(remove_file("src/c.cc"));
    CHECK(!decode_plan(bytes, configuration, {}));
    must(remove_tree("src/a.cc"));
    must(write_file("src/a.cc", ""));
  }
}

TEST_CASE("a hidden entry ends a plan whose pattern could have met it") {
  testing::Scratch scratch;
  must(write_file(".a", ""));
  must(make_folders("src"));
  must(write_file("src/b", ""));
  std::string hidden = plan_of_pattern(".?*"), alternative = plan_of_pattern("{dist,src}/*"),
              named = plan_of_pattern("{.c,src/b}");
  must(write_file(".b", ""));
  CHECK(!decode_plan(hidden, configuration, {}));
  must(remove_file(".b"));
  must(make_folders("dist"));
  CHECK(!decode_plan(alternative, configuration, {}));
  must(remove_tree("dist"));
  CHECK(decode_plan(named, configuration, {}));
  must(write_file(".c", ""));
  CHECK(!decode_plan(named, configuration, {}));
}

TEST_CASE("what a step makes ends no plan, and what it has not declared does") {
  testing::Scratch scratch;
  must(write_file("a", ""));
  Inventory inventory(".", 100);
  inventory.add_made("b", "one");
  inventory.add_scratch("t/**", "one");
  must(inventory.expand("*"));
  std::string bytes = encode_plan(example(), {configuration, inventory.listed_folders()}, later_ns);
  must(write_file("b", ""));
  must(make_folders("t"));
  CHECK(decode_plan(bytes, configuration, {}));
  must(write_file("c", ""));
  CHECK(!decode_plan(bytes, configuration, {}));
}

TEST_CASE("the time of a folder that has changed after the plan was begun is not believed") {
  testing::Scratch scratch;
  must(make_folders("src"));
  must(write_file("src/a.cc", ""));
  std::int64_t changed_ns = stat_file("src")->changed_ns;
  CHECK(decode_plan(plan_of_pattern("src/*.cc", changed_ns), configuration, {}).value().was_listed);
  CHECK(!decode_plan(plan_of_pattern("src/*.cc", changed_ns + 1'000'000'000), configuration, {}).value().was_listed);
}

TEST_CASE("a plan ends with a new entry of a folder also when the folder's time is set back") {
  testing::Scratch scratch;
  must(make_folders("src"));
  std::string bytes = encode_plan(example(), {configuration, {{"src"}}}, later_ns);
  FileStat stat = *stat_file("src");
  must(write_file("src/a.cc", ""));
  timespec times[2] = {{0, UTIME_OMIT}, {stat.modified_ns / 1'000'000'000, stat.modified_ns % 1'000'000'000}};
  REQUIRE(::utimensat(AT_FDCWD, "src", times, 0) == 0);
  CHECK(stat_file("src")->modified_ns == stat.modified_ns);
  CHECK(!decode_plan(bytes, configuration, {}));
}

TEST_CASE("a folder that appears ends the plan that found it absent") {
  testing::Scratch scratch;
  std::string bytes = encode_plan(example(), {configuration, {{"src"}}}, later_ns);
  must(make_folders("src"));
  CHECK(!decode_plan(bytes, configuration, {}));
}

TEST_CASE("a plan stands until a variable that it asked for has another value") {
  std::string bytes =
      encode_plan(example(), {configuration, {}, {plan_variable("CI", {{"CI", "1"}, {"HOME", "a"}})}}, later_ns);
  CHECK(decode_plan(bytes, configuration, {{"CI", "1"}, {"HOME", "b"}}));
  CHECK(!decode_plan(bytes, configuration, {{"CI", ""}}));
  CHECK(!decode_plan(bytes, configuration, {}));
}

TEST_CASE("a folder that has only just changed is not settled: a further change might not show") {
  testing::Scratch scratch;
  must(make_folders("src"));
  std::int64_t changed_ns = stat_file("src")->changed_ns;
  PlanSources sources{configuration, {{"src"}, {"absent"}}};
  CHECK(!is_settled(sources, changed_ns));
  CHECK(!is_settled(sources, changed_ns - 1'000'000'000));  // changed while we planned
  CHECK(is_settled(sources, changed_ns + 1'000'000'000));
}

TEST_CASE("any cut of the bytes and any altered byte is refused") {
  std::string bytes = encode_plan(example(), {configuration, {}}, later_ns);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    CHECK(!decode_plan(bytes.substr(0, at), configuration, {}));
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    CHECK(!decode_plan(altered, configuration, {}));
  }
}

}  // namespace
}  // namespace sinter
