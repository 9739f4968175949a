// Joined scripts do what they did apart (the tests of runtime/ call those of our own modules);
// these tests hold how they are written, and that what cannot be joined is not.
#include "package/joined_scripts.h"

#include "testing/check.h"

namespace sinter {
namespace {

std::optional<JoinedScripts> joined(std::initializer_list<ScriptText> scripts) {
  return join_scripts(std::span(scripts.begin(), scripts.size()));
}

TEST_CASE("each script is a function behind those that it imports from") {
  std::optional<JoinedScripts> both = joined({
      {"twin.js",
       "import { half, whole as all, } from \"./twin-parts.js\";\nexport { third } from \"./twin-parts.js\";\n"
       "export function twice(x) {\n    return all(half(x));\n}\nconst one = 1;\nexport { one as single };\n"},
      {"twin-parts.js",
       "export const half = (x) => x / 2;\nexport function* whole(x) { }\nexport class third {\n}\n"
       "export async function fourth() { }\nexport {};\n"},
  });
  REQUIRE(both.has_value());
  CHECK(
      both->text ==
      "const $1 = (() => {\nconst half = (x) => x / 2;\nfunction* whole(x) { }\nclass third {\n}\n"
      "async function fourth() { }\nreturn { half: half, whole: whole, third: third, fourth: fourth };\n})();\n"
      "const $0 = (() => {\nconst { half: half, whole: all } = $1;\nfunction twice(x) {\n    return all(half(x));\n}\n"
      "const one = 1;\nreturn { third: $1.third, twice: twice, single: one };\n})();\n");
  CHECK(both->modules[0].constant == "$0");
  CHECK(both->modules[0].exports == std::vector<std::string>{"third", "twice", "single"});
}

TEST_CASE("what a function cannot say is not joined") {
  for (std::string_view text : {
           "export let count = 0;\n",
           "export default 1;\n",
           "export * from \"./other.js\";\n",
           "import \"./other.js\";\n",
           "import { a } from \"elsewhere\";\n",
           "import { a } from \"./nothing.js\";\n",
           "import { absent } from \"./other.js\";\n",
           "import * as all from \"./other.js\";\n",
           "const a = await something();\n",
           "const a = import(\"./other.js\");\n",
           "const here = import.meta.url;\n",
           "export const { a, b } = c;\n",
           "const text = `\nexport const a = 1;\n`;\n",
           "import { present as default } from \"./other.js\";\n",
           "export { a } from \"./other.js\"; more();\n",
       }) {
    CAPTURE(text);
    CHECK_FALSE(joined({{"twin.js", text}, {"other.js", "export const present = 1;\n"}}).has_value());
  }
}

TEST_CASE("scripts that import each other in a circle are not joined") {
  CHECK_FALSE(joined({{"a.js", "import { b } from \"./b.js\";\nexport const a = 1;\n"},
                      {"b.js", "import { a } from \"./a.js\";\nexport const b = 1;\n"}})
                  .has_value());
}

}  // namespace
}  // namespace sinter
