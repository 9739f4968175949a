// An action may read what it declares, its tools and the system, and write its outputs and
// scratch files. Each test lets one thing more happen and sees it found, or let pass.
#include "strict/judge.h"

#include "strict/messages.h"
#include "testing/check.h"

namespace sinter {
namespace {

const Declared declared{.project = "/p",
                        .home = "/h",
                        .inputs = {"/p/in.txt", "/tools/cc"},
                        .outputs = {"/p/out.txt"},
                        .tools = {"/tools"},
                        .temporary = {"/t"}};

std::vector<Finding> found(TouchedFile file, const Declared& by = declared) {
  return judge({.files = {std::move(file)}}, by).findings;
}

TEST_CASE("declared inputs may be read, declared outputs written, tools run") {
  CHECK(found({.path = "/p/in.txt", .existed = true, .is_read = true}).empty());
  CHECK(found({.path = "/p/out.txt", .is_read = true, .is_written = true, .remains = true}).empty());
  CHECK(found({.path = "/tools/lib/header.h", .existed = true, .is_read = true}).empty());
}

TEST_CASE("another file of the project may not be read, changed, made or removed") {
  CHECK(found({.path = "/p/a/x.json", .existed = true, .is_read = true}) ==
        std::vector<Finding>{{FindingKind::reads, "a/x.json"}});
  CHECK(found({.path = "/p/new", .is_written = true, .remains = true}) ==
        std::vector<Finding>{{FindingKind::makes, "new"}});
  CHECK(found({.path = "/p/old", .existed = true, .is_written = true, .remains = true}) ==
        std::vector<Finding>{{FindingKind::changes, "old"}});
  CHECK(found({.path = "/p/old", .existed = true, .is_removed = true}) ==
        std::vector<Finding>{{FindingKind::changes, "old"}});
  CHECK(found({.path = "/p/in.txt", .existed = true, .is_read = true, .is_written = true, .remains = true}) ==
        std::vector<Finding>{{FindingKind::changes, "in.txt"}});
}

TEST_CASE("scratch files that are gone at the end are nobody's business") {
  CHECK(found({.path = "/p/out.txt.tmp1", .is_read = true, .is_written = true, .is_removed = true}).empty());
  CHECK(found({.path = "/t/scratch", .is_read = true, .is_written = true, .remains = true}).empty());
  CHECK(found({.path = "/p/folder", .is_folder = true, .is_written = true, .remains = true}).empty());
}

TEST_CASE("what build tools keep for themselves may be read, changed and left") {
  CHECK(
      found({.path = "/p/.sinter/scratch/go/a", .existed = true, .is_read = true, .is_written = true, .remains = true})
          .empty());
  CHECK(found({.path = "/p/.sinter/scratches", .existed = true, .is_read = true}).size() == 1);
}

TEST_CASE("outside, what others left in temporary folders or at home is not to be read") {
  for (const char* path : {"/t/left-by-others", "/h/notes.txt", "/srv/data"}) {
    CAPTURE(path);
    CHECK(found({.path = path, .existed = true, .is_read = true}) ==
          std::vector<Finding>{{FindingKind::reads_outside, path}});
    CHECK(found({.path = path, .existed = true, .is_written = true}) ==
          std::vector<Finding>{{FindingKind::writes_outside, path}});
  }
  CHECK(found({.path = "/srv/new", .is_written = true, .remains = true}).size() == 1);
}

TEST_CASE("a program's own settings at home are remarked on, not found") {
  Verdict verdict = judge({.files = {{.path = "/h/.npmrc", .existed = true, .is_read = true}}}, declared);
  CHECK(verdict.findings.empty());
  CHECK(verdict.remarks.home == std::vector<std::string>{"~/.npmrc"});
}

TEST_CASE("names looked for in vain, looked at and listed are remarks") {
  Verdict verdict = judge({.files = {{.path = "/p/absent", .is_missed = true},
                                     {.path = "/p/folder", .existed = true, .is_folder = true, .is_listed = true},
                                     {.path = "/p/there", .existed = true, .is_looked_at = true}}},
                          declared);
  CHECK(verdict.findings.empty());
  CHECK(verdict.remarks.missed == std::vector<std::string>{"absent"});
  CHECK(verdict.remarks.listed == std::vector<std::string>{"folder"});
  CHECK(verdict.remarks.seen == std::vector<std::string>{"there"});
}

TEST_CASE("who declares the lock file has declared the installed packages") {
  TouchedFile package{.path = "/p/site/node_modules/a/index.js", .existed = true, .is_read = true};
  CHECK(found(package).size() == 1);
  Declared with_lock = declared;
  with_lock.inputs = {"/p/site/package-lock.json"};
  CHECK(found(package, with_lock).empty());
  with_lock.inputs = {"/p/site/node_modules/.package-lock.json"};
  CHECK(found(package, with_lock).empty());
  with_lock.inputs = {"/p/other/package-lock.json"};
  CHECK(found(package, with_lock).size() == 1);
}

TEST_CASE("the folder of an output may be removed and made again, another one may not") {
  Declared bundler = declared;
  bundler.outputs = {"/p/app/assets/index.js"};
  TouchedFile folder{.path = "/p/app/assets", .existed = true, .is_folder = true, .is_removed = true};
  CHECK(found(folder, bundler).empty());
  folder.path = "/p/app/asset";
  CHECK(found(folder, bundler).size() == 1);
}

TEST_CASE("who makes npm's own lock file installs the packages") {
  TouchedFile made{.path = "/p/site/node_modules/a/index.js", .is_written = true, .remains = true};
  TouchedFile changed{.path = "/p/site/node_modules/a/index.js", .existed = true, .is_written = true, .remains = true};
  CHECK(found(made).size() == 1);
  Declared installer = declared;
  installer.outputs = {"/p/site/node_modules/.package-lock.json"};
  CHECK(found(made, installer).empty());
  CHECK(found(changed, installer).empty());
  CHECK(found({.path = "/p/node_modules/b.js", .is_written = true, .remains = true}, installer).size() == 1);
}

TEST_CASE("the message names the line to write") {
  Suspect suspect{.action = "bundle", .step = "bundle", .place = {"sinter.toml", 4, 7}};
  std::vector<Error> errors = undeclared_errors(
      suspect, {{FindingKind::reads, "data/x.json"}, {FindingKind::makes, "log \"1\""}}, {{"data/x.json", "generate"}});
  REQUIRE(errors.size() == 2);
  CHECK(render(errors[0]) ==
        "error: `bundle` reads `data/x.json` without declaring it  [SN0411]\n"
        "  at sinter.toml:4:7\n"
        "  because a change of that file would not run it again\n"
        "  because `generate` makes `data/x.json`, and nothing says which comes first\n"
        "  next: write in [step.bundle]: inputs = [..., \"data/x.json\"]\n");
  CHECK(errors[1].next == "write in [step.bundle]: outputs = [..., \"log \\\"1\\\"\"]");
}

TEST_CASE("nobody is told to list the scratch files of a tool as outputs") {
  std::vector<Finding> findings;
  for (char name = 'a'; name < 'l'; ++name) findings.push_back({FindingKind::changes, std::string("build/") + name});
  Suspect suspect{.action = "addon", .step = "addon", .place = {}};
  CHECK(undeclared_errors(suspect, findings, {}).front().next ==
        "if only this step needs them, write in [step.addon]: scratch = [..., \"build/**\"]; if others do, outputs = "
        "[..., "
        "\"build/**\"]");
  findings.pop_back();
  CHECK(undeclared_errors(suspect, findings, {})
            .front()
            .next.starts_with("if the file is made by this step, write in [step.addon]: outputs = [..., \"build/a\""));
}

TEST_CASE("many files of one folder become a pattern, installed packages their lock file") {
  std::vector<Finding> findings = {{FindingKind::reads, "other/x"}, {FindingKind::reads, "site/node_modules/a/b.js"}};
  for (char name = 'a'; name < 'f'; ++name) findings.push_back({FindingKind::reads, std::string("data/") + name});
  Error error = undeclared_errors({.action = "s", .step = "s", .place = {}}, findings, {}).front();
  CHECK(error.what == "`s` reads 7 files that it does not declare");
  CHECK(error.next == "write in [step.s]: inputs = [..., \"data/*\", \"other/x\", \"site/package-lock.json\"]");

  std::map<std::string, std::string> producers = {{"site/node_modules/.package-lock.json", "packages"}};
  error = undeclared_errors({.action = "s", .step = "s", .place = {}}, findings, producers).front();
  CHECK(error.next ==
        "write in [step.s]: inputs = [..., \"data/*\", \"other/x\", \"site/node_modules/.package-lock.json\"]");
}

}  // namespace
}  // namespace sinter
