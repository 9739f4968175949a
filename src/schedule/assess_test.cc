// Why an action runs is told in a person's words, the most telling part first.
#include "schedule/assess.h"

#include "testing/check.h"

namespace sinter {
namespace {

struct Fixture {
  FileTable files;
  ActionRecord last;
  KeyParts now;

  Fixture() {
    last.parts.command = sha256("command");
    last.parts.environment = {{"CC", sha256("clang")}};
    last.parts.tools = {{"cp", sha256("cp 1")}};
    last.parts.inputs = {file("a.cc", "1"), file("b.cc", "1")};
    last.discovered = {file("a.h", "1")};
    now = last.parts;
  }
  FileDigest file(std::string_view path, std::string_view content) { return {files.intern(path), sha256(content)}; }
  std::string cause() { return cause_of(key_changes(last, now, last.discovered, files)); }
};

TEST_CASE_FIXTURE(Fixture, "nothing that differs gives no cause") { CHECK(cause() == ""); }

TEST_CASE_FIXTURE(Fixture, "changed, gone and new inputs are told apart") {
  now.inputs = {file("a.cc", "2"), file("c.cc", "1")};
  CHECK(cause() == "`a.cc` changed; `b.cc` is gone; `c.cc` is new");
}

TEST_CASE_FIXTURE(Fixture, "many changed files are counted, not listed") {
  now.inputs = {file("a.cc", "2"), file("b.cc", "2")};
  CHECK(cause() == "`a.cc` and 1 more changed");
}

TEST_CASE_FIXTURE(Fixture, "a header that changed or went is told like any input") {
  CHECK(cause_of(key_changes(last, now, {file("a.h", "2")}, files)) == "`a.h` changed");
  CHECK(cause_of(key_changes(last, now, {{files.intern("a.h"), Digest{}}}, files)) == "`a.h` is gone");
}

TEST_CASE_FIXTURE(Fixture, "the command, a variable and a tool each have their words") {
  now.command = sha256("another");
  now.environment = {{"CC", Digest{}}};
  now.tools = {{"cp", sha256("cp 2")}};
  CHECK(cause() == "the command changed; the variable `CC` changed; the tool `cp` changed");
}

TEST_CASE_FIXTURE(Fixture, "changes hold the digests of before and now") {
  now.inputs = {file("a.cc", "2"), file("c.cc", "1"), file("b.cc", "1")};
  now.environment = {{"CC", sha256("gcc")}};
  CHECK(key_changes(last, now, last.discovered, files) ==
        std::vector<Change>{{Change::Part::input, "a.cc", sha256("1"), sha256("2")},
                            {Change::Part::input, "c.cc", Digest{}, sha256("1")},
                            {Change::Part::variable, "CC", sha256("clang"), sha256("gcc")}});
}

TEST_CASE_FIXTURE(Fixture, "a missing output is told before an altered one, and neither when all is well") {
  last.outputs = {file("a.o", "1"), file("b.o", "1")};
  CHECK(cause_of(output_changes(last, {sha256("1"), sha256("1")}, files)) == "");
  CHECK(cause_of(output_changes(last, {sha256("2"), sha256("1")}, files)) == "`a.o` was altered");
  CHECK(cause_of(output_changes(last, {sha256("2"), std::nullopt}, files)) == "`b.o` was missing");
}

TEST_CASE_FIXTURE(Fixture, "of a tree the files that differ are named; the tree if it is gone or holds more") {
  last.outputs = {file("out/**", "tree"), file("out/a", "1"), file("out/b", "1"), file("x", "1")};
  auto cause = [&](std::vector<std::optional<Digest>> now) { return cause_of(output_changes(last, now, files)); };
  std::optional<Digest> one = sha256("1"), other = sha256("other");
  CHECK(cause({other, one, std::nullopt, one}) == "`out/b` was missing");
  CHECK(cause({other, other, one, one}) == "`out/a` was altered");
  CHECK(cause({std::nullopt, std::nullopt, std::nullopt, one}) == "`out/**` was missing");
  CHECK(cause({other, one, one, one}) == "`out/**` was altered");
  CHECK(cause({sha256("tree"), one, one, other}) == "`x` was altered");
}

}  // namespace
}  // namespace sinter
