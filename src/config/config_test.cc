// sinter.toml becomes a Project with nothing left open: defaults filled in, patterns
// expanded, names resolved. What is wrong with it is told in bad_config_test.cc.
#include "config/config.h"

#include <algorithm>

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct Fixture {
  testing::Scratch scratch;

  void file(const std::string& path) {
    must(make_folders(path.contains('/') ? path.substr(0, path.rfind('/')) : "."));
    must(write_file(path, ""));
  }
  Project read(std::string text, std::string profile = "production") {
    return must_read({.text = std::move(text), .profile = std::move(profile)});
  }
  Project must_read(ConfigRequest request) {
    auto project = read_project(request);
    if (!project.has_value()) FAIL(render(project.error().front()));
    return *std::move(project);
  }
};

template <class Named>
std::vector<std::string> paths(const std::vector<Named>& files) {
  std::vector<std::string> paths;
  for (const Named& file : files) paths.push_back(file.path);
  return paths;
}

using Strings = std::vector<std::string>;

TEST_CASE_FIXTURE(Fixture, "a bundle is a module of others, in every variant that one of them has") {
  file("a.cc");
  Project project = read(R"(
[project]
name = "demo"
[module.geometry]
sources = ["a.cc"]
[module.text]
sources = ["a.cc"]
features = ["simd128"]
[bundle.all]
modules = ["geometry", "text"]
budget = { brotli = "9 KB" }
[package.acme]
contains = ["all", "text"]
)");
  const ModuleConfig& bundle = project.modules.front();
  CHECK(bundle.name == "all");
  CHECK(bundle.bundled == Strings{"geometry", "text"});
  CHECK(bundle.variants == std::vector{Variant::baseline, Variant::simd});
  CHECK(bundle.budget.brotli_bytes == 9000);
  CHECK(bundle.sources.empty());
  CHECK(project.packages.front().contains == Strings{"all", "text"});
}

TEST_CASE_FIXTURE(Fixture, "four lines are a project") {
  file("add.cc");
  Project project = read("[project]\nname = \"hello\"\n[module.hello]\nsources = [\"*.cc\"]\n");
  CHECK(project.name == "hello");
  CHECK(project.version == "0.0.0");
  REQUIRE(project.modules.size() == 1);
  const ModuleConfig& module = project.modules[0];
  CHECK(module.name == "hello");
  CHECK(module.place == Place{"sinter.toml", 3, 9});
  CHECK(paths(module.sources) == Strings{"add.cc"});
  CHECK(module.sources[0].language == Language::cpp);
  CHECK(module.include == Strings{"."});
  CHECK(module.variants == std::vector{Variant::baseline});
  CHECK(module.optimize == Optimize::size);
  CHECK(paths(project.globbed_folders) == Strings{"."});
  CHECK(project.cache_folder.empty());
  CHECK(project.cache_size_bytes == 5'000'000'000);
}

TEST_CASE_FIXTURE(Fixture, "every key of a module arrives") {
  for (const char* path : {"geometry/a.cc", "geometry/b.c", "geometry/a_test.cc", "geometry/b_bench.cc",
                           "geometry/vectors/area.json", "geometry/twin.ts", "geometry/vocabulary.h", "math/m.cpp"}) {
    file(path);
  }
  Project project = read(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.{c,cc}"]
exclude = ["**/*_bench.cc"]
include = ["geometry", "."]
uses = ["math"]
defines = ["FAST", "LEVEL=3"]
flags = ["-Wextra"]
precompile = "geometry/vocabulary.h"
features = ["simd128"]
optimize = "speed"
tests = ["geometry/*_test.cc"]
vectors = "geometry/vectors"
twin = "geometry/twin.ts"
component = true
budget = { wasm = "24 KiB", gzip = "10 KB", brotli = "1.5 KiB" }
[module.math]
sources = ["./math//m.cpp"]
variants = ["simd", "baseline"]
)");
  REQUIRE(project.modules.size() == 2);
  const ModuleConfig& module = project.modules[0];
  CHECK(paths(module.sources) == Strings{"geometry/a.cc", "geometry/b.c"});
  CHECK(module.sources[1].language == Language::c);
  CHECK(paths(module.tests) == Strings{"geometry/a_test.cc"});
  CHECK(module.include == Strings{"geometry", "."});
  CHECK(module.uses == Strings{"math"});
  CHECK(module.defines == Strings{"FAST", "LEVEL=3"});
  CHECK(module.flags == Strings{"-Wextra"});
  CHECK(module.precompile == "geometry/vocabulary.h");
  CHECK(module.variants == std::vector{Variant::baseline, Variant::simd});
  CHECK(module.optimize == Optimize::speed);
  CHECK(module.vectors == "geometry/vectors");
  CHECK(module.twin == "geometry/twin.ts");
  CHECK(module.component);
  CHECK(!project.modules[1].component);
  CHECK(module.budget.raw_bytes == 24 * 1024);
  CHECK(module.budget.gzip_bytes == 10'000);
  CHECK(module.budget.brotli_bytes == 1536);
  CHECK(paths(project.modules[1].sources) == Strings{"math/m.cpp"});
  CHECK(project.modules[1].variants == std::vector{Variant::baseline, Variant::simd});
}

TEST_CASE_FIXTURE(Fixture, "every key of a package, a step, a pool and the cache arrives") {
  for (const char* path : {"a.cc", "README.md", "LICENSE", "package.json", "site/src/one.ts", "site/src/deep/two.ts"})
    file(path);
  Project project = read(R"(
[project]
name = "acme"
version = "1.4.0-rc.1+7"
license = "MIT"
description = "for the web"
homepage = "https://acme.test"
[module.one]
sources = ["a.cc"]
[package.modules]
registry = "npm"
name = "@acme/modules"
contains = ["one"]
readme = "README.md"
license_file = "LICENSE"
package_json = "package.json"
checks = ["npm", "node"]
[step.site]
run = ["npm", "run", "build"]
cwd = "site"
needs = ["modules", "one", "check"]
inputs = ["site/src/**", "made/by/another.json"]
outputs = ["site/out.js"]
environment = ["NODE_ENV"]
secrets = ["NPM_TOKEN"]
when = "profile == 'production'"
backoff = "2s"
depfile = "site/out.d"
timeout = "1.5m"
retries = 2
pool = "heavy"
[step.check]
run = ["true"]
test = true
cache = false
[step.dev]
run = ["serve"]
interactive = true
[pool.heavy]
size = 3
[cache]
dir = ".sinter/cache"
size = "2 GiB"
)");
  CHECK(project.version == "1.4.0-rc.1+7");
  CHECK(project.license == "MIT");
  CHECK(project.homepage == "https://acme.test");
  REQUIRE(project.packages.size() == 1);
  CHECK(project.packages[0].package_name == "@acme/modules");
  CHECK(project.packages[0].description == "for the web");
  CHECK(project.packages[0].contains == Strings{"one"});
  CHECK(project.packages[0].readme == "README.md");
  CHECK(project.packages[0].license_file == "LICENSE");
  CHECK(project.packages[0].package_json == "package.json");
  CHECK(project.packages[0].checks == Strings{"npm", "node"});
  REQUIRE(project.steps.size() == 3);
  CHECK(project.steps[1].is_interactive);
  CHECK(!project.steps[0].is_interactive);
  CHECK(project.steps[0].name == "check");
  CHECK(project.steps[0].is_test);
  CHECK(!project.steps[0].cache);
  const StepConfig& site = project.steps[2];
  CHECK(site.run == Strings{"npm", "run", "build"});
  CHECK(site.cwd == "site");
  CHECK(site.needs == Strings{"modules", "one", "check"});
  CHECK(site.inputs == Strings{"made/by/another.json", "site/src/deep/two.ts", "site/src/one.ts"});
  CHECK(site.outputs == Strings{"site/out.js"});
  CHECK(site.environment == Strings{"NODE_ENV"});
  CHECK(site.depfile == "site/out.d");
  CHECK(site.timeout_ns == 90'000'000'000);
  CHECK(site.secrets == Strings{"NPM_TOKEN"});
  CHECK(site.when == "profile == 'production'");
  CHECK(!site.is_left_out);
  CHECK(site.backoff_ns == 2'000'000'000);
  CHECK(site.retries == 2);
  CHECK(site.pool == "heavy");
  REQUIRE(project.pools.size() == 1);
  CHECK(project.pools[0].size == 3);
  CHECK(project.cache_folder == ".sinter/cache");
  CHECK(project.cache_size_bytes == 2'147'483'648);
  CHECK(paths(project.globbed_folders) == Strings{"site/src", "site/src/deep"});
}

TEST_CASE_FIXTURE(Fixture, "a step whose `when` is false is left out, and the project tells which variables decided") {
  auto project =
      must_read({.text = "[project]\nname = \"a\"\n"
                         "[step.one]\nrun = [\"true\"]\nwhen = \"environment.CI == 'yes'\"\n"
                         "[step.two]\nrun = [\"true\"]\nneeds = [\"one\"]\nwhen = \"platform != 'windows'\"\n",
                 .environment = {{"CI", "no"}}});
  REQUIRE(project.steps.size() == 2);
  CHECK(project.steps[0].is_left_out);
  CHECK(!project.steps[1].is_left_out);
  CHECK(project.variables == Strings{"CI"});
}

const StepConfig& step_of(const Project& project, std::string_view name) {
  auto step = std::ranges::find(project.steps, name, &StepConfig::name);
  if (step == project.steps.end()) FAIL("no step " << name);
  return *step;
}

TEST_CASE_FIXTURE(Fixture, "`for` makes a step of every combination, with its values everywhere") {
  file("src/a/one.txt");
  file("src/b/two.txt");
  Project project = read(R"(
[project]
name = "a"
[step.compile]
for = { target = ["a", "b"], variant = ["simd", "base"] }
run = ["sh", "-c", "echo {target} ${target} {{target}} { x }", "{variant}"]
inputs = ["src/{target}/*"]
outputs = ["out/{target}.{variant}"]
environment = ["MODE_{target}"]
when = "target != 'b' || variant == 'simd'"
[step.link]
for = { target = ["a", "b"] }
run = ["true"]
needs = ["compile[target={target},variant=simd]"]
inputs = ["out/{target}.*"]
[step.all]
run = ["true"]
needs = ["compile", "link"]
)");
  CHECK(project.steps.size() == 7);
  const StepConfig& simd = step_of(project, "compile[target=b,variant=simd]");
  CHECK(simd.goal == "compile");
  CHECK(simd.run == Strings{"sh", "-c", "echo b ${target} {target} { x }", "simd"});
  CHECK(simd.inputs == Strings{"src/b/two.txt"});
  CHECK(simd.outputs == Strings{"out/b.simd"});
  CHECK(simd.environment == Strings{"MODE_b"});
  CHECK(!simd.is_left_out);
  CHECK(step_of(project, "compile[target=b,variant=base]").is_left_out);
  const StepConfig& link = step_of(project, "link[target=b]");
  CHECK(link.needs == Strings{"compile[target=b,variant=simd]"});
  CHECK(link.inputs == Strings{"out/b.simd"});
  CHECK(step_of(project, "link[target=a]").inputs == Strings{"out/a.base", "out/a.simd"});
  CHECK(step_of(project, "all").needs == Strings{"compile", "link"});
}

TEST_CASE_FIXTURE(Fixture, "what steps make is matched whether it is there or not, by the rules of patterns") {
  file("gen/by_hand.cc");
  file("gen/stale.cc");
  Project project = read(R"(
[project]
name = "a"
[step.tables]
run = ["true"]
inputs = ["gen/**"]
outputs = ["gen/tables.cc", "gen/.hidden.cc", "gen/dist/x.cc", "gen/deep/y.cc"]
[step.never]
run = ["true"]
outputs = ["gen/stale.cc"]
when = "profile == 'test'"
[step.reader]
run = ["true"]
inputs = ["gen/dist/*", "gen/.h*"]
[module.one]
sources = ["gen/**/*.cc"]
needs = ["tables"]
)");
  CHECK(paths(project.modules[0].sources) == Strings{"gen/by_hand.cc", "gen/deep/y.cc", "gen/tables.cc"});
  CHECK(project.modules[0].needs == Strings{"tables"});
  CHECK(step_of(project, "tables").inputs == Strings{"gen/by_hand.cc"});
  CHECK(step_of(project, "reader").inputs == Strings{"gen/.hidden.cc", "gen/dist/x.cc"});
}

TEST_CASE_FIXTURE(Fixture, "a profile changes any key of any table, and inherits what another changes") {
  file("a.cc");
  std::string text = R"(
[project]
name = "a"
[module.one]
sources = ["a.cc"]
budget = { wasm = "1 KB", gzip = "2 KB" }
[step.site]
run = ["build"]
outputs = ["x", "y"]
[pool.heavy]
size = 1
[profile.production]
lto = false
[profile.production.module.one]
optimize = "speed"
budget = { wasm = "3 KB" }
[profile.staging]
inherits = "production"
debug = true
[profile.staging.step.site]
run = ["build", "staging"]
outputs = []
timeout = "5m"
[profile.staging.project]
version = "2.0.0"
[profile.staging.pool.heavy]
size = 2
[profile.staging.cache]
dir = "cache"
)";
  Project development = read(text, "development");
  CHECK(development.modules[0].optimize == Optimize::none);
  CHECK(development.modules[0].budget.raw_bytes == 1000);
  CHECK(development.version == "0.0.0");
  Project staging = read(text, "staging");
  CHECK(staging.profile.name == "staging");
  CHECK(staging.profile.optimize == Optimize::size);
  CHECK(!staging.profile.lto);
  CHECK(staging.profile.debug);
  CHECK(staging.modules[0].optimize == Optimize::speed);
  CHECK(staging.modules[0].budget.raw_bytes == 3000);
  CHECK(staging.modules[0].budget.gzip_bytes == 2000);
  CHECK(staging.steps[0].run == Strings{"build", "staging"});
  CHECK(staging.steps[0].outputs.empty());
  CHECK(staging.steps[0].timeout_ns == 300'000'000'000);
  CHECK(staging.version == "2.0.0");
  CHECK(staging.pools[0].size == 2);
  CHECK(staging.cache_folder == "cache");
  CHECK(read(text).steps[0].run == Strings{"build"});
}

TEST_CASE_FIXTURE(Fixture, "a profile overrides its built-in values, and only when it is selected") {
  file("a.cc");
  std::string text =
      "[project]\nname = \"a\"\n[module.one]\nsources = [\"a.cc\"]\n"
      "[profile.production]\noptimize = \"speed\"\nlto = false\n"
      "[profile.test]\nsanitize = [\"address\", \"undefined\"]\n";
  Profile production = read(text).profile;
  CHECK(production.name == "production");
  CHECK(production.optimize == Optimize::speed);
  CHECK(!production.lto);
  CHECK(!production.debug);
  Profile development = read(text, "development").profile;
  CHECK(development.optimize == Optimize::none);
  CHECK(!development.lto);
  CHECK(development.debug);
  Profile test = read(text, "test").profile;
  CHECK(test.optimize == Optimize::size);
  CHECK(test.debug);
  CHECK(test.sanitize == Strings{"address", "undefined"});
  CHECK(read(text).modules[0].optimize == Optimize::speed);
}

TEST_CASE_FIXTURE(Fixture, "a project in another folder has the same paths") {
  file("deep/geometry/a.cc");
  auto project =
      read_project({.text = "[project]\nname = \"a\"\n[module.one]\nsources = [\"**/*.cc\"]\n", .folder = "deep"});
  REQUIRE(project.has_value());
  CHECK(paths(project->modules[0].sources) == Strings{"geometry/a.cc"});
  CHECK(paths(project->globbed_folders) == Strings{".", "geometry"});
}

}  // namespace
}  // namespace sinter
