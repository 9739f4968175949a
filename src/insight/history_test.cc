// The history gives back the two runs that an explanation needs, whatever lies between
// them in the file, and never the value of a secret variable.
#include "insight/history.h"

#include "testing/check.h"

namespace sinter {
namespace {

RememberedRun run(std::string action, std::string flag, std::string outcome = "ran") {
  static std::int64_t clock = 0;
  return {.action = std::move(action),
          .outcome = std::move(outcome),
          .cause = "the command changed",
          .ended_ns = ++clock,
          .duration_ns = 8,
          .argv = {"cc", std::move(flag)},
          .folder = ".",
          .variables = {{"MODE", true, "fast"}, {"UNSET", false, ""}},
          .changes = {{.part = Change::Part::input, .name = "a.c", .before = sha256("1"), .after = sha256("2")}}};
}

std::string flag_of(const RememberedRun* found) { return found == nullptr ? "none" : found->argv.back(); }

TEST_CASE("what was written comes back") {
  History history(encode_history({run("a", "-O2")}));
  const RememberedRun* found = history.last("a");
  REQUIRE(found != nullptr);
  CHECK(found->argv == std::vector<std::string>{"cc", "-O2"});
  CHECK(found->variables[0].value == "fast");
  CHECK(!found->variables[1].is_set);
  CHECK(found->changes == run("a", "").changes);
  CHECK(found->duration_ns == 8);
  CHECK(history.last("b") == nullptr);
}

TEST_CASE("changes refer to the newest run before that succeeded") {
  History history(encode_history({run("a", "-O1")}) + encode_history({run("a", "-O2")}) +
                  encode_history({run("a", "-bad", "failed"), run("b", "-x")}) + encode_history({run("a", "-O3")}));
  CHECK(flag_of(history.last("a")) == "-O3");
  CHECK(flag_of(history.before_last("a")) == "-O2");
  CHECK(flag_of(history.last("b")) == "-x");
  CHECK(flag_of(history.before_last("b")) == "none");
}

TEST_CASE("a block that is damaged or was never finished is left out, and those after it are read") {
  std::string first = encode_history({run("a", "-O1")});
  std::string second = encode_history({run("a", "-O2")});
  std::string third = encode_history({run("b", "-O3")});
  for (std::size_t i = 0; i < second.size(); ++i) {
    std::string damaged = second;
    damaged[i] ^= 0x20;
    History history(first + damaged + third);
    CHECK(flag_of(history.last("a")) == "-O1");
    CHECK(flag_of(history.last("b")) == "-O3");
    History cut(first + second.substr(0, i) + third);
    CHECK(flag_of(cut.last("a")) == "-O1");
    CHECK(flag_of(cut.last("b")) == "-O3");
  }
}

TEST_CASE("compacting keeps what an explanation needs, and may be done twice") {
  std::string file;
  for (int i = 0; i < 50; ++i) file += encode_history({run("a", "-O" + std::to_string(i)), run("b", "-x")});
  std::string compacted = History(file).compacted();
  CHECK(compacted.size() < file.size() / 10);
  History history(compacted);
  CHECK(flag_of(history.last("a")) == "-O49");
  CHECK(flag_of(history.before_last("a")) == "-O48");
  History again(compacted + file);  // as a build that was killed while compacting leaves it
  CHECK(again.compacted() == compacted);
}

TEST_CASE("names that promise a secret are known, whatever their case") {
  for (const char* name : {"NPM_TOKEN", "aws_secret", "DB_PASSWORD", "API_KEY", "GITHUB_AUTH"})
    CHECK(looks_secret(name));
  for (const char* name : {"PATH", "CXXFLAGS", "NODE_ENV", "MODE"}) CHECK(!looks_secret(name));
}

TEST_CASE("the value of a variable that looks secret is not remembered") {
  std::string_view names[] = {"API_TOKEN", "MODE"};
  Action action{.name = "a", .environment = names};
  Environment environment = {{"API_TOKEN", "hunter2"}, {"MODE", "fast"}};
  CountedVariables variables(environment);
  RememberedRun described = describe_run(action, variables, {});
  CHECK(described.variables[0].is_set);
  CHECK(described.variables[0].value == "");
  CHECK(described.variables[1].value == "fast");
  CHECK(!encode_history({described}).contains("hunter2"));
}

}  // namespace
}  // namespace sinter
