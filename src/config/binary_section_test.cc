// [binary.NAME]: one program for each of its targets, with limits for each.
#include "config/config.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct Fixture {
  testing::Scratch scratch;
  Fixture() {
    must(write_file("main.c", ""));
    must(write_file("words.cc", ""));
  }
  std::expected<Project, std::vector<Error>> read(const std::string& table) {
    return read_project(
        {.text =
             "[project]\nname = \"demo\"\n[module.words]\nsources = [\"words.cc\"]\n[step.made]\nrun = [\"true\"]\n" +
             table});
  }
  std::string problem(const std::string& table) {
    auto project = read(table);
    return project.has_value() ? "" : render(project.error().front());
  }
};

TEST_CASE_FIXTURE(Fixture,
                  "a binary without targets is for this machine, and each target is a goal that steps may need") {
  auto project = read(R"(
[binary.one]
sources = ["main.c"]
[binary.two]
sources = ["main.c"]
uses = ["words"]
needs = ["made"]
targets = ["wasm32-wasi", "aarch64-macos", "wasm32-wasi"]
smoke = []
link_flags = ["-lm"]
[step.sign]
run = ["true"]
needs = ["two[aarch64-macos]", "one"]
)");
  REQUIRE(project.has_value());
  REQUIRE(project->binaries.size() == 2);
  const BinaryConfig &one = project->binaries[0], &two = project->binaries[1];
  CHECK(one.targets == std::vector{own_target()});
  CHECK_FALSE(one.smoke.has_value());
  CHECK(two.targets == std::vector{Target::aarch64_macos, Target::wasm32_wasi});
  CHECK(two.smoke == std::vector<std::string>{});  // tried without arguments
  CHECK(two.uses == std::vector<std::string>{"words"});
  CHECK(two.needs == std::vector<std::string>{"made"});
  CHECK(two.link_flags == std::vector<std::string>{"-lm"});
  CHECK(project->steps[1].needs == std::vector<std::string>{"two[aarch64-macos]", "one"});
}

TEST_CASE_FIXTURE(Fixture, "a budget is for all native targets, or for one by name, which counts more") {
  auto project = read(R"(
[binary.one]
sources = ["main.c"]
targets = ["x86_64-linux-musl", "x86_64-windows", "wasm32-wasi"]
budget = { native = "15 MB", x86_64-windows = { raw = "16 MB", gzip = "6 MB" }, wasm32-wasi = "300 KB" }
)");
  REQUIRE(project.has_value());
  const std::vector<BinaryConfig::Limit>& limits = project->binaries[0].limits;
  REQUIRE(limits.size() == 3);
  CHECK(limits[0].target == Target::x86_64_linux_musl);
  CHECK(limits[0].budget.raw_bytes == 15'000'000);
  CHECK(limits[1].budget.raw_bytes == 16'000'000);
  CHECK(limits[1].budget.gzip_bytes == 6'000'000);
  CHECK(limits[2].target == Target::wasm32_wasi);
  CHECK(limits[2].budget.raw_bytes == 300'000);
}

TEST_CASE_FIXTURE(Fixture, "`native` is no limit for WASI") {
  auto project =
      read("[binary.one]\nsources = [\"main.c\"]\ntargets = [\"wasm32-wasi\"]\nbudget = { native = \"1 MB\" }\n");
  REQUIRE(project.has_value());
  CHECK(project->binaries[0].limits.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a binary whose `when` is false is left out, and its files may be missing but not misspelt") {
  auto project = read("[binary.one]\nsources = [\"made.c\"]\nwhen = \"profile == 'development'\"\n");
  REQUIRE(project.has_value());
  CHECK(project->binaries[0].when == "profile == 'development'");
  CHECK(problem("[binary.one]\nsources = [\"made.c\"]\nwhen = \"profile == 'production'\"\n").contains("made.c"));
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\nsoruces = []\nwhen = \"profile == 'development'\"\n")
            .contains("did you mean `sources`?"));
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\nwhen = \"profile == 'produktion'\"\n").contains("`when`"));
}

TEST_CASE_FIXTURE(Fixture, "`{target}` in a library stands for the target's name") {
  auto project = read("[binary.one]\nsources = [\"main.c\"]\nlibraries = [\"made/{target}/libzip.a\", \"all.a\"]\n");
  REQUIRE(project.has_value());
  const std::vector<std::string>& libraries = project->binaries[0].libraries;
  REQUIRE(libraries.size() == 2);
  CHECK(library_path(libraries[0], Target::aarch64_macos) == "made/aarch64-macos/libzip.a");
  CHECK(library_path(libraries[1], Target::aarch64_macos) == "all.a");
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\nlibraries = [\"../{target}.a\"]\n").contains("../"));
}

TEST_CASE_FIXTURE(Fixture, "what is wrong with a binary is told at its place") {
  CHECK(problem("[binary.one]\n").contains("[binary.one] has no `sources`"));
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\ntargets = [\"x86_64-linux\"]\n")
            .contains("use one of: aarch64-linux-musl, aarch64-macos, "));
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\nbudget = { aarch64-macos = \"1 MB\" }\n")
            .contains("`aarch64-macos` has a budget, but is not built"));
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\nbudget = { natiev = \"1 MB\" }\n")
            .contains("did you mean `native`?"));
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\nuses = [\"wrods\"]\n").contains("did you mean `words`?"));
  CHECK(problem("[binary.words]\nsources = [\"main.c\"]\n").contains("has the name of a module"));
  CHECK(problem("[binary.one]\nsources = [\"main.c\"]\nexclude = [\"*.c\"]\n")
            .contains("[binary.one] has no source left"));
}

}  // namespace
}  // namespace sinter
