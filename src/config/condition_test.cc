// A condition has one answer for one set of variables, and whatever is none is told with
// the offset at which it stops being one.
#include "config/condition.h"

#include "testing/check.h"

namespace sinter {
namespace {

const std::vector<std::string> profiles = {"development", "production", "test"};
const std::vector<std::string> platforms = {"linux", "macos", "windows"};
const std::vector<std::string> targets = {"a", "b"};
const std::vector<ConditionVariable> variables = {
    {"profile", "production", profiles}, {"platform", "linux", platforms}, {"target", "a", targets}};
const Environment environment = {{"CI", "1"}, {"EMPTY", ""}};

bool holds(std::string_view text) {
  auto condition = evaluate_condition(text, variables, environment);
  if (!condition) FAIL(condition.error().what);
  return condition->holds;
}

/// "offset: what / next".
std::string fault(std::string_view text) {
  auto condition = evaluate_condition(text, variables, environment);
  if (condition) return "none";
  return std::to_string(condition.error().offset) + ": " + condition.error().what + " / " + condition.error().next;
}

TEST_CASE("texts are compared, from either side, in either kind of quotes") {
  CHECK(holds("profile == 'production'"));
  CHECK(!holds("profile != 'production'"));
  CHECK(holds("\"production\"==profile"));
  CHECK(!holds("profile == 'test'"));
  CHECK(holds("'a b' == 'a b'"));
  CHECK(!holds("profile == platform"));
  CHECK(holds("target == 'a'"));
}

TEST_CASE("a variable of the environment that is not set is empty") {
  CHECK(holds("environment.CI == '1'"));
  CHECK(holds("environment.NOT_SET == ''"));
  CHECK(holds("environment.EMPTY == environment.NOT_SET"));
}

TEST_CASE("`!` binds closer than `&&`, and that closer than `||`") {
  CHECK(holds("'a' == 'a' || 'a' == 'b' && 'a' == 'b'"));
  CHECK(!holds("('a' == 'a' || 'a' == 'b') && 'a' == 'b'"));
  CHECK(holds("! 'a' == 'b' && !('a' == 'b')"));
  CHECK(!holds("!('a' == 'b') && 'a' == 'b'"));
  CHECK(holds("!!('a' == 'a')"));
  CHECK(holds("\n\t('a' == 'a')\n"));
}

TEST_CASE("every variable of the environment is told, also where it cannot change the answer") {
  auto condition = evaluate_condition("'a' == 'a' || environment.Z == '' && environment.CI != environment.Z", variables,
                                      environment);
  REQUIRE(condition);
  CHECK(condition->environment == std::vector<std::string>{"CI", "Z"});
}

TEST_CASE("what is no condition is told with its offset and a way out") {
  CHECK(fault("") == "0: it ends where a name or a text should follow / complete it");
  CHECK(fault("profile = 'test'") == "8: `=` compares nothing / write `profile == 'TEXT'`, or `!=`");
  CHECK(fault("environment.CI") == "14: a comparison is missing / write `environment.CI == 'TEXT'`, or `!=`");
  CHECK(fault("profile == 'test") == "11: a text is never closed / add its last quote");
  CHECK(fault("(profile == 'test'") == "0: `(` is never closed / add the `)`");
  CHECK(fault("profile == 'test')") == "17: it goes on after its end / join conditions with `&&` or `||`");
  CHECK(fault("profile == 'test' and 'a' == 'a'") ==
        "18: it goes on after its end / join conditions with `&&` or `||`");
  CHECK(fault("profile == 'a' &") == "11: `profile` is never 'a' / it can be: development, production, test");
  CHECK(fault("profil == 'test'") == "0: there is no `profil` / did you mean `profile`?");
  CHECK(fault("profile == 'prodution'") == "11: `profile` is never 'prodution' / did you mean 'production'?");
  CHECK(fault("'linux' == target") == "0: `target` is never 'linux' / it can be: a, b");
  CHECK(fault("environment.A-B == ''") ==
        "0: `environment.A-B` names no variable / names hold letters, digits and `_`");
  CHECK(fault("[") ==
        "0: `[` is no name and starts no text / write a name like `profile`, or a text like 'production'");
  CHECK(fault("windy == profile") ==
        "0: there is no `windy` / names are: environment.NAME, profile, platform, target; texts stand in quotes: "
        "'windy'");
}

TEST_CASE("what other languages would say is told as it is said here") {
  CHECK(fault("profile == production") == "11: there is no `production` / texts stand in quotes: 'production'");
  CHECK(fault("not profile == 'test'") == "0: there is no `not` / write `!` for `not`");
  CHECK(fault("env.CI == '1'") == "0: there is no `env.CI` / did you mean `environment.CI`?");
  CHECK(fault("$CI == '1'") ==
        "0: `$` is no name and starts no text / write `environment.NAME` for a variable of the environment");
  CHECK(fault("{target} == 'a'") == "0: `{` is no name and starts no text / write the name without braces");
}

TEST_CASE("depth and length have limits") {
  std::string deep = std::string(condition_nesting_max, '(') + "'a' == 'a'" + std::string(condition_nesting_max, ')');
  CHECK(holds(deep));
  CHECK(fault("!" + deep) == "32: more than 32 `(` and `!` are open / write it flatter");
  std::string comparison = "'a' == 'a'";
  CHECK(holds(comparison + std::string(condition_bytes_max - comparison.size(), ' ')));
  CHECK(fault(comparison + std::string(condition_bytes_max, ' ')) == "4096: it has more than 4096 bytes / shorten it");
}

}  // namespace
}  // namespace sinter
