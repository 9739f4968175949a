// What is wrong with a step is told as people read it: the whole text of the errors.
#include "config/config.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct Fixture {
  testing::Scratch scratch;

  /// The errors of a text as one, or "ok".
  std::string errors(std::string text, std::string profile = "production") {
    auto project = read_project({.text = std::move(text), .profile = std::move(profile)});
    if (project.has_value()) return "ok";
    std::string all = "\n";
    for (const Error& error : project.error()) all += render(error);
    return all;
  }
};

TEST_CASE_FIXTURE(Fixture, "a condition that is none is told with its place in the text") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.one]
run = ["true"]
when = "profile = 'test'"
[step.two]
run = ["true"]
when = """
profile == 'test' &&
  profil != 'test'"""
)") == R"(
error: `when` in [step.one]: `=` compares nothing  [SN0107]
  at sinter.toml:6:8
  because line 1, column 9 of it is `= 'test'`
  next: write `profile == 'TEXT'`, or `!=`
error: `when` in [step.two]: there is no `profil`  [SN0107]
  at sinter.toml:9:8
  because line 2, column 3 of it is `profil != 'test'`
  next: did you mean `profile`?
)");
}

TEST_CASE_FIXTURE(Fixture, "what `secrets` and `backoff` cannot be is told") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.one]
run = ["true"]
environment = ["TOKEN"]
secrets = ["TOKEN", "NPM-TOKEN"]
backoff = "1s"
[step.two]
run = ["true"]
retries = 1
backoff = "2m"
)") == R"(
error: `TOKEN` is in `environment` and in `secrets` of [step.one]  [SN0107]
  at sinter.toml:7:12
  next: remove it from `environment`: secrets reach the command, too
error: `NPM-TOKEN` in `secrets` names no variable  [SN0107]
  at sinter.toml:7:21
  next: names hold letters, digits and `_`
error: `backoff` in [step.one] has no retry to wait for  [SN0107]
  at sinter.toml:8:11
  next: add `retries = 2`, or remove `backoff`
error: `backoff` in [step.two] is longer than a retry ever waits  [SN0107]
  at sinter.toml:12:11
  next: write `backoff = "1m"` or less
)");
}

TEST_CASE_FIXTURE(Fixture, "what `for` cannot be is told, each thing once for all combinations") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.one]
run = ["true"]
for = ["a"]
[step.two]
run = ["true"]
for = { Target = ["a"], profile = ["b"], empty = [], twice = ["a", "a"], odd = ["a b"] }
[step.three]
run = ["sh", "{tarqet}", "{x}"]
for = { target = ["a", "b"] }
cwd = 3
when = "target == 'c1'"
)") == R"(
error: `for` in [step.one] is an array, but should be a table  [SN0105]
  at sinter.toml:6:7
  next: write `for = { target = ["a", "b"] }`
error: `Target` cannot be a variable of `for` of [step.two]  [SN0107]
  at sinter.toml:9:9
  next: names hold lower-case letters, digits and `_`, and start with a letter
error: `{tarqet}` is no variable of `for`  [SN0112]
  at sinter.toml:11:14
  next: did you mean `{target}`?
error: `{x}` is no variable of `for`  [SN0112]
  at sinter.toml:11:26
  next: the variables are: target; for the text itself write `{{x}}`
error: `cwd` in [step.three] is a whole number, but should be a string  [SN0105]
  at sinter.toml:13:7
  next: write `cwd = "site"`
error: `when` in [step.three]: `target` is never 'c1'  [SN0107]
  at sinter.toml:14:8
  because line 1, column 11 of it is `'c1'`
  next: it can be: a, b
)");
}

TEST_CASE_FIXTURE(Fixture, "an interactive step makes nothing, and nothing needs it") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.dev]
run = ["serve"]
interactive = true
outputs = ["x"]
retries = 2
[step.site]
run = ["true"]
needs = ["dev"]
)") == R"(
error: `outputs` means nothing beside `interactive` in [step.dev]  [SN0107]
  at sinter.toml:7:1
  next: remove it, or split off a step of its own and name that in `needs`
error: `retries` means nothing beside `interactive` in [step.dev]  [SN0107]
  at sinter.toml:8:1
  next: remove it, or split off a step of its own and name that in `needs`
error: `needs` of [step.site] names `dev`, which is interactive  [SN0107]
  at sinter.toml:11:10
  next: it is never done: name what it needs instead
)");
}

TEST_CASE_FIXTURE(Fixture, "values of `for` are told one by one") {
  auto of = [&](const std::string& values) {
    return errors("[project]\nname = \"a\"\n[step.one]\nrun = [\"true\"]\nfor = { " + values + " }\n");
  };
  CHECK(of("profile = [\"b\"]").contains("next: conditions use that name already: choose another\n"));
  CHECK(of("x = []").contains("`x` in `for` of [step.one] has no value, so the step would never run"));
  CHECK(of("x = [\"a\", \"a\"]").contains("`a` is there twice  [SN0111]"));
  CHECK(of("x = [\"a b\"]").contains("`a b` cannot be a value of `x`"));
  std::string many = "[\"0\"";
  for (int i = 1; i < 101; ++i) many += ", \"" + std::to_string(i) + "\"";
  many += "]";
  CHECK(of("x = " + many + ", y = " + many).contains("makes more than 10000 steps"));
  CHECK(of("").contains("has 0 variables, but should have 1 to 8"));
}

TEST_CASE_FIXTURE(Fixture, "an input that only a step makes that is left out is told, for steps and modules") {
  must(write_file("made.cc", "left by an earlier build"));
  CHECK(errors(R"(
[project]
name = "acme"
[step.tables]
run = ["true"]
outputs = ["made.cc"]
when = "profile == 'test'"
[step.reader]
run = ["true"]
inputs = ["made.cc"]
[module.one]
sources = ["made.cc"]
)") == R"(
error: `made.cc` is made by the step `tables`, which is left out  [SN0205]
  at sinter.toml:10:11
  because the `when` of that step is false
  next: let what reads the file have the same `when`
error: `made.cc` is made by the step `tables`, which is left out  [SN0205]
  at sinter.toml:12:12
  because the `when` of that step is false
  next: let what reads the file have the same `when`
)");
}

TEST_CASE_FIXTURE(Fixture, "what a profile changes must be there and right, also when another is selected") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.site]
run = ["true"]
[profile.test.step.side]
run = ["false"]
[profile.test.step.site]
needs = ["sit"]
timeuot = "1s"
inputs = ["only/for/tests/*"]
[profile.staging]
inherits = "prodution"
[profile.a]
inherits = "b"
[profile.b]
inherits = "a"
[profile.production]
inherits = "test"
step = 3
)",
               "development") == R"(
error: there is no step `side`, which the profile `test` changes  [SN0112]
  at sinter.toml:6:20
  next: did you mean `site`?
error: there is no module, binary, package or step `sit`, which `needs` of [step.site] names  [SN0112]
  at sinter.toml:9:10
  next: did you mean `site`?
error: unknown key `timeuot` in [step.site]  [SN0104]
  at sinter.toml:10:1
  next: did you mean `timeout`?
error: there is no profile `prodution`  [SN0112]
  at sinter.toml:13:12
  next: did you mean `production`?
error: the profile `b` inherits from itself  [SN0107]
  at sinter.toml:17:12
  next: let one of a, b inherit from a built-in profile
error: `production` is built in and inherits from none  [SN0107]
  at sinter.toml:19:12
  next: remove `inherits`, or give the profile a name of its own
error: `step` in [profile.production] is a whole number, but should be a table  [SN0105]
  at sinter.toml:20:1
  next: write `[profile.production.step]` above it
)");
}

TEST_CASE_FIXTURE(Fixture, "the keys of a step are listed once, also those that are looked for twice") {
  std::string text = errors("[project]\nname = \"acme\"\n[step.one]\nrun = [\"true\"]\nzzzzzzzzzz = 1\n");
  CHECK(text.contains(" environment, "));
  CHECK_FALSE(text.contains("environment, environment"));
}

TEST_CASE_FIXTURE(Fixture, "what package.json and shells say in another way is told as it is said here") {
  CHECK(errors(R"(
[project]
name = "acme"
[step.one]
run = "sass in.scss > out.css && echo 'done'"
environment = { NODE_ENV = "production" }
outputs = ["site/node_modules"]
[step.two]
run = ["true"]
secrets = ["TOKEN=abc"]
)") == R"(
error: `run` in [step.one] is a string, but should be an array of strings  [SN0105]
  at sinter.toml:5:7
  next: no shell reads `run`; to let one, write `run = ["sh", "-c", "sass in.scss > out.css && echo 'done'"]`
error: `environment` in [step.one] is a table, but should be an array of strings  [SN0105]
  at sinter.toml:6:15
  next: list names only; set values with `run = ["env", "NAME=value", ...]`
error: `site/node_modules` is a folder that npm looks after itself  [SN0110]
  at sinter.toml:7:12
  next: write `site/node_modules/.package-lock.json`, which npm writes last
error: `TOKEN=abc` in `secrets` names no variable  [SN0107]
  at sinter.toml:10:12
  next: list names only; set values with `run = ["env", "NAME=value", ...]`
)");
}

}  // namespace
}  // namespace sinter
