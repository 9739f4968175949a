// What is wrong with a step is told as people read it: the whole text of the errors.
#include "config/config.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

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

}  // namespace
}  // namespace sinter
