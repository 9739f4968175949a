// Without a terminal people get plain lines: what ran, what failed with all that is needed
// to act on it, and one line at the end. (With one: tests/e2e/bad_input.test.mjs.)
#include "report/terminal.h"
#include "report/screen_text.h"

#include <unistd.h>

#include "os/files.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

/// What `report` writes to standard error while `tell` talks to it.
template <class Tell>
std::string printed(Verbosity verbosity, Tell tell, ColourChoice colour = ColourChoice::never) {
  testing::Scratch scratch;
  std::FILE* file = std::fopen("stderr", "w");
  REQUIRE(file != nullptr);
  int before = ::dup(STDERR_FILENO);
  ::dup2(::fileno(file), STDERR_FILENO);
  Terminal terminal(colour, {});
  TerminalReport report(terminal, verbosity);
  tell(report);
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  std::fclose(file);
  return must(read_file("stderr"));
}

ActionFinished finished(std::string outcome) {
  return {.action = "copy",
          .outcome = std::move(outcome),
          .cause = "`a` changed",
          .attempts = 1,
          .duration_ns = 3'000'000,
          .command = "cp a b",
          .folder = "."};
}

TEST_CASE("what ran is a line, what is unchanged is none") {
  CHECK(printed(Verbosity::normal, [](TerminalReport& report) {
          report.accept(finished("ran"));
          report.accept(finished("unchanged"));
          report.accept(finished("restored"));
        }) == "ran copy in 3.0 ms  `a` changed\n");
}

TEST_CASE("an attempt that failed is told apart from a failure, and counted") {
  CHECK(printed(Verbosity::normal,
                [](TerminalReport& report) {
                  report.accept(
                      ActionRetried{.action = "copy",
                                    .attempt = 1,
                                    .attempts_max = 3,
                                    .wait_ns = 400'000'000,
                                    .error = {.code = Code::action_failed, .what = "`copy` failed with exit code 1"},
                                    .output = "no such file"});
                  ActionFinished second = finished("ran");
                  second.attempts = 2;
                  report.accept(second);
                }) ==
        "retry copy in 400 ms  `copy` failed with exit code 1 (attempt 1 of 3)\n"
        "ran copy in 3.0 ms (attempt 2)  `a` changed\n");
}

TEST_CASE("a step that is left out is a line for who named it") {
  CHECK(printed(Verbosity::normal, [](TerminalReport& report) {
          report.accept(StepLeftOut{.step = "site", .when = "profile == 'test'", .is_named = true});
          report.accept(StepLeftOut{.step = "page", .when = "profile == 'test'", .is_named = false});
        }) == "left out site  `when` is false: profile == 'test'\n");
}

TEST_CASE("a failure is repeated at the end with command, folder, output and error") {
  CHECK(printed(Verbosity::quiet,
                [](TerminalReport& report) {
                  ActionFinished failure = finished("failed");
                  failure.folder = "site";
                  failure.output = "cp: no such file";
                  failure.errors = {
                      {.code = Code::action_failed, .what = "`copy` failed with exit code 1", .next = "mend it"}};
                  report.accept(failure);
                  report.accept(BuildFinished{.ok = false,
                                              .ran = 0,
                                              .restored = 0,
                                              .unchanged = 0,
                                              .failed = 1,
                                              .skipped = 2,
                                              .cancelled = 0,
                                              .duration_ns = 1'240'000'000});
                }) ==
        "\ncopy\n"
        "$ cd site && cp a b\n"
        "cp: no such file\n"
        "error: `copy` failed with exit code 1  [SN0401]\n"
        "  next: mend it\n"
        "  again: sinter build\n"
        "failed in 1.24 s: 1 failed, 2 skipped\n");
}

TEST_CASE("a build in which nothing was asked for says so; a quiet one says nothing") {
  auto end = [](TerminalReport& report) { report.accept(BuildFinished{.ok = true}); };
  CHECK(printed(Verbosity::normal, end) == "done in 0.0 ms: nothing to do\n");
  CHECK(printed(Verbosity::quiet, end) == "");
}

TEST_CASE("an error that quotes a megabyte keeps its beginning and its end") {
  std::string text = printed(Verbosity::normal, [](TerminalReport& report) {
    report.print_error({.code = Code::config_value,
                        .what = "`" + std::string(1'000'000, 'a') + "` is no name",
                        .where = {"sinter.toml", 2, 8},
                        .next = "write another"});
  });
  CHECK(text.size() < 1100);
  CHECK(text.starts_with("error: `aaa"));
  CHECK(text.ends_with("a` is no name  [SN0107]\n  at sinter.toml:2:8\n  next: write another\n"));
}

TEST_CASE("a notice is a note, not an error") {
  CHECK(printed(Verbosity::normal, [](TerminalReport& report) {
          report.accept(Notice{{.code = Code::cache_corrupt, .what = "1 damaged cache entry removed"}});
        }) == "note: 1 damaged cache entry removed  [SN0302]\n");
}

TEST_CASE("of many notices of one kind the first are shown and the rest counted, unless all are asked for") {
  auto many = [](TerminalReport& report) {
    report.accept(BuildStarted{});
    for (int i = 1; i <= 5; ++i) report.accept(Notice{{.code = Code::action_bad_output, .what = std::to_string(i)}});
    report.accept(Notice{{.code = Code::cache_corrupt, .what = "other"}});
    report.accept(BuildFinished{.ok = true});
  };
  CHECK(printed(Verbosity::quiet, many) ==
        "note: 1  [SN0403]\nnote: 2  [SN0403]\nnote: 3  [SN0403]\nnote: other  [SN0302]\n"
        "note: 2 more like the first 3  [SN0403]\n  next: --verbose shows each of them\n");
  CHECK(printed(Verbosity::verbose, many).contains("note: 5  [SN0403]\n"));
  CHECK(!printed(Verbosity::verbose, many).contains("more like"));
}

TEST_CASE("colours are there when asked for") {
  std::string text = printed(
      Verbosity::normal, [](TerminalReport& report) { report.print_error({.code = Code::usage, .what = "no"}); },
      ColourChoice::always);
  CHECK(text == "\x1b[1m\x1b[31merror:\x1b[0m no  [SN0101]\n");
  CHECK(without_colours(text) == "error: no  [SN0101]\n");
}

}  // namespace
}  // namespace sinter
