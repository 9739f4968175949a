// Whatever goes into the writer, JSON comes out, and the reader takes it back; the reader
// in turn takes nothing that is not JSON, and says where it stopped.
#include "base/json.h"

#include <limits>

#include "base/json_value.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

TEST_CASE("values are written in the order in which they are told") {
  JsonWriter json;
  json.begin_object().key("b").number(std::uint64_t{UINT64_MAX}).key("a").begin_array();
  json.number(std::int64_t{-1}).real(0.5).boolean(true).null().end_array().key("c").raw("{}").end_object();
  CHECK(json.take() == R"({"b":18446744073709551615,"a":[-1,0.5,true,null],"c":{}})");
}

TEST_CASE("with an indent the text has a line for every value, and ends one") {
  JsonWriter json(2);
  json.begin_object()
      .key("a")
      .begin_array()
      .number(1)
      .number(2)
      .end_array()
      .key("b")
      .begin_object()
      .end_object()
      .end_object();
  CHECK(json.take() == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n");
}

TEST_CASE("numbers that JSON does not know are null") {
  JsonWriter json;
  json.begin_array();
  json.real(std::numeric_limits<double>::infinity()).real(std::numeric_limits<double>::quiet_NaN()).end_array();
  CHECK(json.take() == "[null,null]");
}

TEST_CASE("any bytes become a string that is valid and reads back") {
  std::string all;
  for (int byte = 0; byte < 128; ++byte) all += static_cast<char>(byte);
  all += "größe 数 😀";
  std::string text;
  append_json_string(text, all);
  CHECK(*must(json_parse("[" + text + "]", "test")).as_array()->front().as_string() == all);
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD") {
  std::string text;
  append_json_string(text,
                     "a\xff"
                     "b\xe2\x82"
                     "c\xed\xa0\x80"
                     "d");
  CHECK(json_parse("[" + text + "]", "test"));
  CHECK(
      text.starts_with("\"a\xef\xbf\xbd"
                       "b\xef\xbf\xbd"));
}

TEST_CASE("a member is found by its name; other kinds are not what they are not") {
  JsonValue value = must(json_parse(R"({"name": "x", "count": 3, "on": false, "list": []})", "test"));
  CHECK(*value.find("name")->as_string() == "x");
  CHECK(*value.find("count")->as_integer() == 3);
  CHECK(*value.find("on")->as_boolean() == false);
  CHECK(value.find("list")->as_array()->empty());
  CHECK(value.find("absent") == nullptr);
  CHECK(value.find("name")->as_integer() == nullptr);
  CHECK(value.find("list")->find("name") == nullptr);
}

TEST_CASE("what is not JSON is refused with its place") {
  for (std::string_view text : {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "nul", "[1] x", "'a'", "[01]", "\"\xff\""}) {
    CAPTURE(text);
    CHECK(!json_parse(text, "bad.json"));
  }
  Error error = json_parse("{\n  \"a\": ?\n}", "bad.json").error();
  CHECK(error.where.path == "bad.json");
  CHECK(error.where.line == 2);
}

}  // namespace
}  // namespace sinter
