// The program that only looks at files reads JSON by itself, and nobody is to notice: what Jansson takes is taken, with
// the same values, and what it refuses is refused, at the place where it goes wrong.
#include "analysis/own_json.h"

#include "base/json.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

std::string written(const JsonValue& value) {
  JsonWriter json;
  write_json(json, value);
  return json.take();
}

TEST_CASE("every kind of value is read as the whole tool reads it") {
  for (std::string_view text : {"null",
                                "true",
                                " false ",
                                "0",
                                "-0",
                                "-12",
                                "9223372036854775807",
                                "-9223372036854775808",
                                "1.5",
                                "1e3",
                                "-2.5e-3",
                                "1E+2",
                                "0.1",
                                "123456789.125",
                                "5e-324",
                                "1.7976931348623157e308",
                                "\"\"",
                                "\"text\"",
                                "[]",
                                "{}",
                                "[1,[2,[3]],{}]",
                                "\t[ 1 ,\r\n2 ]\n",
                                R"({"b": 1, "a": {"c": [true, null]}, "": 0})",
                                R"("\" \\ \/ \b \f \n \r \t")",
                                R"("\u0041\u00e9\u6570\ud83d\ude00\u0000")",
                                "\"größe 数 😀\""}) {
    CAPTURE(text);
    JsonValue own = must(parse_own_json(text, "own"));
    JsonValue other = must(json_parse(text, "other"));
    CHECK(own.data.index() == other.data.index());
    CHECK(written(own) == written(other));
  }
}

TEST_CASE("what the whole tool refuses is refused") {
  for (std::string_view text : {"",
                                " ",
                                "{",
                                "[1,]",
                                "[1 2]",
                                "[,1]",
                                "{\"a\" 1}",
                                "{\"a\":}",
                                "{\"a\":1,}",
                                "{1:2}",
                                "nul",
                                "True",
                                "[1] x",
                                "'a'",
                                "01",
                                "-",
                                "+1",
                                ".5",
                                "1.",
                                "1e",
                                "1e+",
                                "0x1",
                                "NaN",
                                "Infinity",
                                "-Infinity",
                                "1e999",
                                "-1e999",
                                "9223372036854775808",
                                "-9223372036854775809",
                                "\"",
                                "\"a",
                                R"("\x")",
                                R"("\u12")",
                                R"("\ud83d")",
                                R"("\ude00")",
                                R"({"\u0000": 1})",
                                R"({"a": 1, "b\u0000": 1})",
                                "\"\n\"",
                                "\"\xff\"",
                                "\"\xed\xa0\x80\"",
                                "\"\xc0\x80\"",
                                "\xef\xbb\xbf{}",
                                R"({"a": 1, "b": 2, "a": 3})",
                                R"([{"x": {"a": 1, "\u0061": 2}}])"}) {
    CAPTURE(text);
    CHECK(!json_parse(text, "other"));
    CHECK(!parse_own_json(text, "own"));
  }
}

TEST_CASE("where a text goes wrong is said in lines and columns") {
  CHECK(render(parse_own_json("{\n  \"a\": ?\n}", "bad.json").error()) ==
        "error: this is not JSON  [SN0804]\n"
        "  at bad.json:2:8\n"
        "  because no JSON goes on like that\n"
        "  next: correct the text at that place\n");
  Error repeated = parse_own_json("[1,\n {\"a\": 1, \"a\": 2}]", "bad.json").error();
  CHECK(repeated.where == Place{"bad.json", 2, 2});
  CHECK(repeated.why == std::vector<std::string>{"the object that begins there has two members of one name"});
}

TEST_CASE("depth ends at 512, and not on the stack") {
  auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_own_json(nested(512), "deep"));
  CHECK(!parse_own_json(nested(513), "deep"));
  CHECK(!parse_own_json(std::string(1'000'000, '['), "deep"));
}

}  // namespace
}  // namespace sinter
