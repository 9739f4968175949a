// A change is told by the words that differ: arguments, values, folders of a PATH.
#include "report/explanation_text.h"

#include "insight/explanation.h"
#include "testing/check.h"

namespace sinter {
namespace {

using Part = Change::Part;
const Digest one = sha256("1"), two = sha256("2");

RememberedRun run(std::vector<std::string> argv, std::vector<RememberedVariable> variables = {}) {
  return {.action = "a", .outcome = "ran", .argv = std::move(argv), .folder = ".", .variables = std::move(variables)};
}

std::vector<std::string> told(const std::vector<Change>& changes, const RememberedRun* before,
                              const RememberedRun& now) {
  std::vector<std::string> texts;
  for (const ActionExplained::Line& line : explain_changes(changes, before, now)) {
    texts.push_back(explanation_text(line));
  }
  return texts;
}
using Texts = std::vector<std::string>;

TEST_CASE("a command is told by its arguments") {
  RememberedRun before = run({"cc", "-O2", "-c", "a.c"});
  std::vector<Change> changed = {{Part::command, "", one, two}};
  CHECK(told(changed, &before, run({"cc", "-Os", "-c", "a.c"})) == Texts{"command -O2 -> -Os"});
  CHECK(told(changed, &before, run({"cc", "-O2", "-DX=a b", "-c", "a.c"})) == Texts{"command + '-DX=a b'"});
  CHECK(told(changed, &before, run({"cc", "-O2", "a.c"})) == Texts{"command - -c"});
  CHECK(told(changed, &before, before) == Texts{"command names of its outputs or depfile: changed"});
  CHECK(told(changed, nullptr, run({"cc", "a.c"})) == Texts{"command (not remembered) -> cc a.c"});
}

TEST_CASE("a variable is told by its values, and a list in one by its entries") {
  RememberedRun before = run({}, {{"MODE", true, "fast"}, {"PATH", true, "/bin:/usr/bin"}, {"NEW", false, ""}});
  RememberedRun now = run({}, {{"MODE", true, "slow"}, {"PATH", true, "/bin:/opt/bin:/usr/bin"}, {"NEW", true, "1"}});
  CHECK(told({{Part::variable, "MODE", one, two}}, &before, now) == Texts{"variable MODE: fast -> slow"});
  CHECK(told({{Part::variable, "PATH", one, two}}, &before, now) == Texts{"variable PATH: + /opt/bin"});
  CHECK(told({{Part::variable, "NEW", {}, two}}, &before, now) == Texts{"variable NEW: (not set) -> 1"});
  CHECK(told({{Part::variable, "MODE", one, two}}, nullptr, now) == Texts{"variable MODE: (not remembered) -> slow"});
}

TEST_CASE("a variable that looks secret is told without its values") {
  RememberedRun before = run({}, {{"API_TOKEN", true, "hunter1"}});
  RememberedRun now = run({}, {{"API_TOKEN", true, "hunter2"}});
  CHECK(told({{Part::variable, "API_TOKEN", one, two}}, &before, now) ==
        Texts{"variable API_TOKEN: changed (not shown)"});
}

TEST_CASE("of two long texts what differs is told, cut between characters") {
  std::string same(90, 'a'), umlauts;
  for (int i = 0; i < 40; ++i) umlauts += "\xc3\xa4";
  RememberedRun before = run({same + "ONE" + umlauts}), now = run({same + "two" + umlauts});
  std::string tail;
  for (int i = 0; i < 10; ++i) tail += "\xc3\xa4";
  std::string lead = "..." + std::string(20, 'a');
  CHECK(told({{Part::command, "", one, two}}, &before, now) ==
        Texts{"command " + lead + "ONE" + tail + "... -> " + lead + "two" + tail + "..."});
  std::vector<ActionExplained::Line> many(33, {Part::input, "a.c", "1", "2"});
  CHECK(explanation_lines(many).ends_with("    input a.c: 1 -> 2\n    and 3 more\n"));
}

TEST_CASE("a file is told by the digests of its content") {
  RememberedRun now = run({});
  CHECK(told({{Part::input, "a.c", one, two}}, nullptr, now) == Texts{"input a.c: 6b86b273ff34 -> d4735e3a265e"});
  CHECK(told({{Part::input, "a\n.c", {}, two}}, nullptr, now) == Texts{"input a\\n.c: is new"});
  CHECK(told({{Part::input, "a.c", one, {}}}, nullptr, now) == Texts{"input a.c: is gone"});
  CHECK(told({{Part::output, "a.o", one, {}}}, nullptr, now) == Texts{"output a.o: was missing"});
}

}  // namespace
}  // namespace sinter
