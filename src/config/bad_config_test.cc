// What is wrong with a sinter.toml is told as people read it: one test for each way to
// get it wrong, with the whole text of the errors, for every code from 0102 to 0114.
#include "config/config.h"

#include <unistd.h>

#include "config/reader.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

/// A project with a few files, and two links that lead out of it.
struct Fixture {
  testing::Scratch scratch;

  Fixture() {
    for (const char* folder : {"project/geometry", "project/node_modules/x", "project/site/src", "other"}) {
      must(make_folders(folder));
    }
    for (const char* file : {"geometry/area.cc", "geometry/line.cc", "geometry/point.cc", "geometry/geometry.h",
                             "geometry/notes.md", "site/src/main.ts", "LICENSE"}) {
      must(write_file(std::string("project/") + file, ""));
    }
    must(write_file("other/host.cc", ""));
    REQUIRE(::symlink("../other", "project/elsewhere") == 0);
    REQUIRE(::symlink("../../other/host.cc", "project/geometry/host.cc") == 0);
  }

  /// The errors of a text as one, or "ok".
  std::string errors(std::string text, ConfigLimits limits = {}, std::string profile = "production") {
    auto project =
        read_project({.text = std::move(text), .folder = "project", .profile = std::move(profile), .limits = limits});
    if (project.has_value()) return "ok";
    std::string all = "\n";
    for (const Error& error : project.error()) {
      CHECK(exit_code(error.code) == 2);
      all += render(error);
    }
    return all;
  }
};

TEST_CASE_FIXTURE(Fixture, "text that is not TOML is told with its place") {
  CHECK(errors(R"(
[project]
name = "acme"
version = 1.4.0
)") == R"(
error: `sinter.toml` is not TOML  [SN0103]
  at sinter.toml:4:14
  because floating-point: expected decimal digit or exponent, saw '.'
  next: correct that line; strings need quotes, lists need `[ ]`, tables look like `[module.name]`
)");
}

TEST_CASE_FIXTURE(Fixture, "a key without a first part is an error, not the end of the program") {
  CHECK(errors("[.project]\n").starts_with("\nerror: `sinter.toml` is not TOML  [SN0103]\n  at sinter.toml:1:2\n"));
}

TEST_CASE_FIXTURE(Fixture, "a table that is there twice is told with both places") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
[module.geometry]
sources = ["geometry/*.cc"]
)") == R"(
error: the table `[module.geometry]` is there twice  [SN0111]
  at sinter.toml:6:1
  because it is on line 4 already
  next: give one of them another name, or join the two
)");
}

TEST_CASE_FIXTURE(Fixture, "a key that is there twice is told with both places") {
  CHECK(errors(R"(
[project]
name = "acme"
license = "MIT"
license = "MIT"
)") == R"(
error: a key is there twice: `license = "MIT"`  [SN0111]
  at sinter.toml:5:11
  because it is on line 4 already
  next: remove one of the two
)");
}

TEST_CASE_FIXTURE(Fixture, "an unknown key gets the nearest one suggested") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
exlude = ["x.cc"]
)") == R"(
error: unknown key `exlude` in [module.geometry]  [SN0104]
  at sinter.toml:6:1
  next: did you mean `exclude`?
)");
}

TEST_CASE_FIXTURE(Fixture, "an unknown key that is near none gets the list") {
  CHECK(errors(R"(
[project]
name = "acme"
colour = "red"
)") == R"(
error: unknown key `colour` in [project]  [SN0104]
  at sinter.toml:4:1
  next: use one of: description, homepage, license, name, version
)");
}

TEST_CASE_FIXTURE(Fixture, "an unknown table is an unknown key") {
  CHECK(errors(R"(
[project]
name = "acme"
[modul.geometry]
sources = ["a.cc"]
)") == R"(
error: unknown key `modul` in `sinter.toml`  [SN0104]
  at sinter.toml:4:2
  next: did you mean `module`?
)");
}

TEST_CASE_FIXTURE(Fixture, "a module without a name is told how tables are written") {
  CHECK(errors(R"(
[project]
name = "acme"
[module]
sources = ["a.cc"]
)") == R"(
error: `sources` in [module] is an array, but [module] holds a table for each name  [SN0105]
  at sinter.toml:5:1
  next: write `[module.NAME]` above it
)");
}

TEST_CASE_FIXTURE(Fixture, "a wrong type says what it is and what it should be") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
variants = "simd"
[profile.test]
lto = "yes"
)") == R"(
error: `variants` in [module.geometry] is a string, but should be an array of strings  [SN0105]
  at sinter.toml:6:12
  next: write `variants = ["simd"]`
error: `lto` in [profile.test] is a string, but should be true or false  [SN0105]
  at sinter.toml:8:7
  next: write `lto = true`
)");
}

TEST_CASE_FIXTURE(Fixture, "an element of a wrong type is told at its own place") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = [
  "geometry/*.cc",
  3,
]
)") == R"(
error: an element of `sources` in [module.geometry] is a whole number, but should be a string  [SN0105]
  at sinter.toml:7:3
  next: write `sources = ["geometry/*.cc"]`
)");
}

TEST_CASE_FIXTURE(Fixture, "a command in one string is told as the array to write") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.site]
run = "npm run  build"
)") == R"(
error: `run` in [step.site] is a string, but should be an array of strings  [SN0105]
  at sinter.toml:5:7
  next: write `run = ["npm", "run", "build"]`
)");
}

TEST_CASE_FIXTURE(Fixture, "a number without a unit is told with the unit to write") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
budget = { wasm = 24576 }
)") == R"(
error: `wasm` in `budget` of [module.geometry] is 24576 without a unit  [SN0106]
  at sinter.toml:6:19
  next: write `wasm = "24 KiB"`
)");
}

TEST_CASE_FIXTURE(Fixture, "a unit that does not exist is told with those that do") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
budget = { wasm = "24 kib" }
[step.site]
run = ["x"]
timeout = "5 parsecs"
)") == R"(
error: `wasm` in `budget` of [module.geometry] is `24 kib`, which is no size  [SN0106]
  at sinter.toml:6:19
  because units are B, KB, MB, GB, TB and KiB, MiB, GiB, TiB
  next: write `wasm = "24 KiB"`
error: `timeout` in [step.site] is `5 parsecs`, which is no duration  [SN0106]
  at sinter.toml:9:11
  because units are ms, s, m and h
  next: write `timeout = "90s"`
)");
}

TEST_CASE_FIXTURE(Fixture, "a value that is none of the choices gets the nearest one") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
optimize = "sped"
)") == R"(
error: `optimize` in [module.geometry] cannot be `sped`  [SN0107]
  at sinter.toml:6:12
  next: did you mean `speed`?
)");
}

TEST_CASE_FIXTURE(Fixture, "a version that npm would refuse is told with the reason") {
  CHECK(errors(R"(
[project]
name = "acme"
version = "1.4"
)") == R"(
error: `1.4` is no version  [SN0107]
  at sinter.toml:4:11
  because a version has three numbers: `1.4.0`
  next: write it as Semantic Versioning says: `version = "1.4.0"`
)");
}

TEST_CASE_FIXTURE(Fixture, "a name that no module can have is told with the reason") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.class]
sources = ["geometry/*.cc"]
[module.my-module]
sources = ["geometry/*.cc"]
)") == R"(
error: `class` cannot be a module's name  [SN0107]
  at sinter.toml:4:9
  because C++, JavaScript or Windows reserves that word
  next: give it another name, like `[module.geometry]`
error: `my-module` cannot be a module's name  [SN0107]
  at sinter.toml:6:9
  because a module's name is also an identifier in C++ and JavaScript, where `-` cannot stand
  next: give it another name, like `[module.geometry]`
)");
}

TEST_CASE_FIXTURE(Fixture, "a number out of its range is told with the range") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.site]
run = ["x"]
retries = 99
)") == R"(
error: `retries` in [step.site] is 99  [SN0107]
  at sinter.toml:6:11
  next: write a number from 0 to 10
)");
}

TEST_CASE_FIXTURE(Fixture, "a missing key is told with an example") {
  CHECK(errors(R"(
[module.geometry]
include = ["."]
[step.site]
[package.acme]
)") == R"(
error: `sinter.toml` has no `[project]`  [SN0108]
  at sinter.toml:1:1
  next: add `[project]` and below it `name = "acme-geometry"`
error: [module.geometry] has no `sources`  [SN0108]
  at sinter.toml:2:9
  next: add `sources = ["geometry/*.cc"]`
error: [step.site] has no `run`  [SN0108]
  at sinter.toml:4:7
  next: add `run = ["npm", "run", "build"]`
error: [package.acme] has no `contains`  [SN0108]
  at sinter.toml:5:10
  next: add `contains = ["geometry"]`
)");
}

TEST_CASE_FIXTURE(Fixture, "a pattern without a match says what is there instead") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cpp"]
)") == R"(
error: `geometry/*.cpp` matches nothing  [SN0109]
  at sinter.toml:5:12
  because `geometry/` holds 3 .cc files, 1 .h file, 1 .md file
  next: correct the pattern, or remove it
)");
}

TEST_CASE_FIXTURE(Fixture, "a pattern into a folder that is not there names the nearest") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometri/**/*.cc"]
)") == R"(
error: missing folder `geometri`  [SN0109]
  at sinter.toml:5:12
  because `geometri/**/*.cc` looks into it
  next: did you mean `geometry`?
)");
}

TEST_CASE_FIXTURE(Fixture, "a missing file names the nearest") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/points.cc"]
twin = "geometry/twin.ts"
)") == R"(
error: missing file `geometry/points.cc`  [SN0109]
  at sinter.toml:5:12
  next: did you mean `geometry/point.cc`?
error: missing file `geometry/twin.ts`  [SN0109]
  at sinter.toml:6:8
  next: create it, or correct the path
)");
}

TEST_CASE_FIXTURE(Fixture, "a pattern that cannot be one says why") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/**.cc", "a[b.cc", "{a,b.cc"]
)") == R"(
error: `geometry/**.cc` is not a pattern  [SN0110]
  at sinter.toml:5:12
  because `**` stands for whole folders, so it cannot touch other characters
  next: write `**/` before the name, as in `**/*.cc`
error: `a[b.cc` is not a pattern  [SN0110]
  at sinter.toml:5:30
  because a `[` has no `]` after it
  next: write `[ab]`; a real `[` in a name is `[[]`
error: `{a,b.cc` is not a pattern  [SN0110]
  at sinter.toml:5:40
  because a `{` has no `}` after it
  next: write `{a,b}`
)");
}

TEST_CASE_FIXTURE(Fixture, "a pattern where files must be known is told") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.site]
run = ["x"]
outputs = ["site/dist/*.js", "site/dist/"]
)") == R"(
error: `site/dist/*.js` is a pattern, but `outputs` names files and whole folders  [SN0110]
  at sinter.toml:6:12
  next: write each file that the step makes, or `FOLDER/**` for everything below a folder of its own
error: `site/dist/` is a folder, but `outputs` names files and whole folders  [SN0110]
  at sinter.toml:6:30
  next: for everything below it, write `site/dist/**`
)");
}

TEST_CASE_FIXTURE(Fixture, "one name for a module and a step is told with both places") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
[step.geometry]
run = ["x"]
)") == R"(
error: the step `geometry` has the name of a module  [SN0111]
  at sinter.toml:6:7
  because `[module.geometry]` is on line 4, and goals of every kind share their names on the command line
  next: give one of the two another name
)");
}

TEST_CASE_FIXTURE(Fixture, "an unknown name in uses, contains, needs and pool gets the nearest") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
uses = ["maths"]
[package.acme]
contains = ["geometri"]
[step.site]
run = ["x"]
needs = ["geometry", "acmee"]
pool = "heavy"
)") == R"(
error: there is no module `maths`, which `uses` of [module.geometry] names  [SN0112]
  at sinter.toml:6:9
  next: use one of: geometry
error: there is no module `geometri`, which `contains` of [package.acme] names  [SN0112]
  at sinter.toml:8:13
  next: did you mean `geometry`?
error: there is no module, binary, package or step `acmee`, which `needs` of [step.site] names  [SN0112]
  at sinter.toml:11:22
  next: did you mean `acme`?
error: there is no pool `heavy`  [SN0112]
  at sinter.toml:12:8
  next: there is none to choose from: add one, or remove this
)");
}

TEST_CASE_FIXTURE(Fixture, "a bundle takes modules only, and is not linked into anything") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*.cc"]
uses = ["all"]
[bundle.all]
modules = ["geometry", "maths"]
[bundle.more]
modules = ["all"]
[bundle.none]
modules = []
)") == R"(
error: `all` is a bundle and cannot be linked in  [SN0107]
  at sinter.toml:6:9
  next: take it out of `uses`, and name its modules
error: there is no module `maths`, which `modules` of [bundle.all] names  [SN0112]
  at sinter.toml:8:24
  next: use one of: geometry
error: `all` is a bundle and cannot be linked in  [SN0107]
  at sinter.toml:10:12
  next: take it out of `modules`, and name its modules
error: `modules` in [bundle.none] is empty  [SN0107]
  at sinter.toml:12:11
  next: name the modules that are linked together
)");
}

TEST_CASE_FIXTURE(Fixture, "a profile that does not exist is told with those that do") {
  CHECK(errors(R"(
[project]
name = "acme"
[profile.release]
lto = true
)") == R"(
error: there is no profile `release`  [SN0112]
  at sinter.toml:4:10
  next: use development, production or test, or add `inherits = "production"` to have one of your own
)");
}

TEST_CASE_FIXTURE(Fixture, "a path out of the project is told, also when a link leads there") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["../other/*.cc", "/opt/a.cc", "elsewhere/host.cc", "geometry/host.cc"]
)") == R"(
error: `../other/*.cc` leaves the project  [SN0113]
  at sinter.toml:5:12
  next: move the file into the project, or move sinter.toml to a folder above both
error: `/opt/a.cc` is an absolute path  [SN0113]
  at sinter.toml:5:29
  next: write it as seen from the project's folder; files from elsewhere belong in the project
error: a link leads `elsewhere/host.cc` out of the project  [SN0113]
  at sinter.toml:5:42
  next: replace the link by what it leads to
error: a link leads `geometry/host.cc` out of the project  [SN0113]
  at sinter.toml:5:63
  next: replace the link by what it leads to
)");
}

TEST_CASE_FIXTURE(Fixture, "a source of another kind names its extension") {
  CHECK(errors(R"(
[project]
name = "acme"
[module.geometry]
sources = ["geometry/*", "LICENSE"]
)") == R"(
error: `geometry/geometry.h` in `sources` has the extension `.h`  [SN0114]
  at sinter.toml:5:12
  next: sources are .c, .cc, .cpp or .cxx: correct the pattern, or leave the file out with `exclude`
error: `LICENSE` in `sources` has no extension  [SN0114]
  at sinter.toml:5:26
  next: sources are .c, .cc, .cpp or .cxx: correct the pattern, or leave the file out with `exclude`
)");
}

TEST_CASE_FIXTURE(Fixture, "a sinter.toml that is not there is told with what to do") {
  Result<std::string> text = read_config_text("project/sinter.toml");
  REQUIRE(!text.has_value());
  CHECK(render(text.error()) == R"(error: there is no `project/sinter.toml`  [SN0102]
  next: go to the project's folder, or name it with `-C DIR`; a new project begins with `sinter init`
)");
}

TEST_CASE_FIXTURE(Fixture, "an unknown profile on the command line is told without a place") {
  CHECK(errors("[project]\nname = \"a\"\n", {}, "prodution") == R"(
error: there is no profile `prodution`  [SN0112]
  next: did you mean `production`?
)");
}

TEST_CASE_FIXTURE(Fixture, "errors come sorted by place, whatever stage found them") {
  std::string all = errors(R"(
[step.site]
run = ["x"]
needs = ["nobody"]
[project]
name = "a"
version = "1"
)");
  CHECK(all.find("sinter.toml:4:") < all.find("sinter.toml:7:"));
}

TEST_CASE_FIXTURE(Fixture, "no more than a hundred errors are told") {
  std::string text = "[project]\nname = \"a\"\n";
  for (int i = 0; i < 300; ++i) text += "[step.s" + std::to_string(i) + "]\n";
  auto project = read_project({.text = std::move(text), .folder = "project"});
  REQUIRE(!project.has_value());
  CHECK(project.error().size() == Problems::errors_max);
}

TEST_CASE_FIXTURE(Fixture, "a text above the limit is refused before it is parsed") {
  CHECK(errors("[project]\n", {.text_bytes_max = 9}) == R"(
error: `sinter.toml` is too large  [SN0103]
  at sinter.toml
  because it has more than 9 B
  next: split the project
)");
}

TEST_CASE_FIXTURE(Fixture, "goals and matches above their limits are refused") {
  CHECK(errors(R"(
[project]
name = "a"
[step.one]
run = ["x"]
inputs = ["geometry/*"]
[step.two]
run = ["x"]
[step.three]
run = ["x"]
for = { a = ["1", "2"] }
)",
               {.goals_max = 1, .glob_matches_max = 4}) == R"(
error: `geometry/*` matches more than 4 files  [SN0110]
  at sinter.toml:6:11
  next: write a narrower pattern
error: there are more than 1 goal  [SN0107]
  at sinter.toml:7:7
  next: split the project
)");
}

}  // namespace
}  // namespace sinter
