// [release]: secrets are named, never written; an image is of a program that runs on Linux.
#include "config/config.h"
#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

struct ReleaseFixture {
  testing::Scratch scratch;
  ReleaseFixture() { must(write_file("main.c", "")); }
  std::expected<Project, std::vector<Error>> read(const std::string& tables, const std::string& targets) {
    return read_project({.text = "[project]\nname = \"demo\"\n[binary.hello]\nsources = [\"main.c\"]\ntargets = [" +
                                 targets + "]\n" + tables});
  }
  std::string problem(const std::string& tables, const std::string& targets = "\"x86_64-linux-musl\"") {
    auto project = read(tables, targets);
    return project.has_value() ? "" : render(project.error().front());
  }
};

TEST_CASE_FIXTURE(ReleaseFixture, "a release says what signs it and what its image is of") {
  auto project =
      read("[release]\nprofile = \"test\"\nsign = \"KEY\"\n[release.image]\nbinary = \"hello\"\nbudget = \"20 MB\"\n",
           "\"wasm32-wasi\", \"aarch64-linux-musl\"");
  REQUIRE(project.has_value());
  CHECK(project->release.profile == "test");
  CHECK(project->release.signing_key == "KEY");
  CHECK(project->release.image.binary == "hello");
  CHECK(project->release.image.size_bytes == 20'000'000);
}

TEST_CASE_FIXTURE(ReleaseFixture, "a secret where its variable should be named is not repeated") {
  std::string shown = problem("[release]\nsign = \"RWQAAEIyAAAA+secret=\"\n");
  CHECK(shown.contains("`sign` of [release] is no variable's name"));
  CHECK_FALSE(shown.contains("secret="));
}

TEST_CASE_FIXTURE(ReleaseFixture, "addresses are whole, and have no room for secrets") {
  auto npm = [&](const std::string& registry) {
    return problem("[release.npm]\nregistry = \"" + registry + "\"\ntoken = \"T\"\n");
  };
  CHECK(npm("https://npm.example.com/") == "");
  for (const char* wrong : {"npm.example.com", "ftp://x", "https://user:password@npm.example.com", "https://x y"}) {
    CAPTURE(wrong);
    CHECK(npm(wrong).contains("is no web address"));
  }
  auto image = [&](const std::string& to) {
    return problem("[release.image]\nbinary = \"hello\"\nto = \"" + to + "\"\n");
  };
  CHECK(image("http://localhost:5000/acme/hello") == "");
  for (const char* wrong :
       {"hello", "/hello", "example.com/", "example.com/Hello", "example.com/a:1", "a@b/c", "x//y"}) {
    CAPTURE(wrong);
    CHECK(image(wrong).contains("is no place for an image"));
  }
  CHECK(problem("[release]\npush_tag = \"--upload-pack=x\"\n").contains("is no remote of git"));
  CHECK(problem("[release.forge]\napi = \"https://x\"\nrepository = \"../x\"\ntoken = \"T\"\n")
            .contains("is no repository of a forge"));
}

TEST_CASE_FIXTURE(ReleaseFixture, "an image of what is not there, or not for Linux, is refused") {
  CHECK(problem("[release.image]\nbinary = \"hallo\"\n").contains("did you mean `hello`?"));
  CHECK(problem("[release.image]\nbinary = \"hello\"\n", "\"aarch64-macos\"").contains("not built for Linux"));
  CHECK(problem("[release.image]\nbudget = \"1 MB\"\n").contains("`binary`"));
}

}  // namespace
}  // namespace sinter
