// A pointer leads where RFC 6901 says; many pointers find in one walk what each finds alone; and
// what no pointer leads to may be wrong without being noticed.
#include "read.h"

#include <doctest/doctest.h>

#include "pointer.h"
#include "spelling.h"

namespace sinter::json {
namespace {

// The example of RFC 6901, section 5.
constexpr std::string_view rfc_example = R"({
  "foo": ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  "k\"l": 6,
  " ": 7,
  "m~n": 8
})";

std::optional<std::string> found(std::string_view text, std::string_view pointer) {
  auto value = read(text, pointer);
  REQUIRE(value.has_value());
  return *value;
}

Fault<JsonFault> fault(std::string_view text, std::string_view pointer) {
  auto value = read(text, pointer);
  REQUIRE(!value.has_value());
  return value.error();
}

TEST_CASE("the examples of RFC 6901 are found") {
  CHECK(found(rfc_example, "") == rfc_example);
  CHECK(found(rfc_example, "/foo") == "[\"bar\", \"baz\"]");
  CHECK(found(rfc_example, "/foo/0") == "\"bar\"");
  CHECK(found(rfc_example, "/") == "0");
  CHECK(found(rfc_example, "/a~1b") == "1");
  CHECK(found(rfc_example, "/c%d") == "2");
  CHECK(found(rfc_example, "/e^f") == "3");
  CHECK(found(rfc_example, "/g|h") == "4");
  CHECK(found(rfc_example, "/i\\j") == "5");
  CHECK(found(rfc_example, "/k\"l") == "6");
  CHECK(found(rfc_example, "/ ") == "7");
  CHECK(found(rfc_example, "/m~0n") == "8");
}

TEST_CASE("what is not there is nothing, and no fault") {
  for (std::string_view pointer :
       {"/bar", "/foo/2", "/foo/-", "/foo/00", "/foo/x", "/foo/0/0", "//a", "/foo/99999999999"}) {
    CAPTURE(pointer);
    CHECK(found(rfc_example, pointer) == std::nullopt);
  }
  CHECK(found("[]", "/0") == std::nullopt);
  CHECK(found("{}", "/a") == std::nullopt);
  CHECK(found("17", "/a") == std::nullopt);
}

TEST_CASE("names are compared as they are meant, and the first of several counts") {
  CHECK(found(R"({"\u0061\/":1})", "/a~1") == "1");
  CHECK(found(R"({"\ud83d\ude00":1})", "/\xf0\x9f\x98\x80") == "1");
  CHECK(found(R"({"\ud800":1})", "/\xef\xbf\xbd") == "1");
  CHECK(found(R"({"\q":0,"a\\":1})", "/a\\") == "1");
  CHECK(found(R"({"a":1,"a":2})", "/a") == "1");
  CHECK(found(R"({"ab":1,"a":2,"abc":3})", "/abc") == "3");
}

TEST_CASE("many pointers find in one walk what each finds alone") {
  std::string text = "{\"list\":[";
  for (int index = 0; index < 50; ++index) {
    text += "{\"id\":" + std::to_string(index) + ",\"name\":\"n]}\\\"" +
            std::string(static_cast<std::size_t>(index), 'x') + "\",\"sub\":{\"deep\":[1,[2,{\"z\":null}]]}}, ";
  }
  text += "7],\"last\":true}";
  const std::vector<std::string> pointers = {
      "/last",        "/list/3/name", "/list/3", "/list/49/sub/deep/1/1/z", "/list/50",
      "/list/51",     "/list/3/name", "",        "/list/0/sub/deep",        "/none",
      "/list/7/none", "/last/0"};
  auto all = read_all(text, pointers);
  REQUIRE(all.has_value());
  for (std::size_t index = 0; index < pointers.size(); ++index) {
    CAPTURE(pointers[index]);
    CHECK((*all)[index] == found(text, pointers[index]));
  }
  CHECK((*all)[3] == "null");
  CHECK((*all)[4] == "7");
  CHECK((*all)[5] == std::nullopt);
  CHECK(read_all(text, {}).value().empty());
}

TEST_CASE("what is looked at must be right, what is passed over need not be") {
  CHECK(found("{\"a\":1,", "/a") == "1");
  CHECK(found("{\"x\":[},\"a\":1", "/a") == "1");
  CHECK(found("[tru,\"\\q\",5", "/2") == "5");
  CHECK(fault("[tru]", "/0") == Fault{JsonFault::bad_literal, 4});
  CHECK(fault("[1.]", "/0") == Fault{JsonFault::bad_number, 3});
  CHECK(fault("[1.", "/0") == Fault{JsonFault::unexpected_end, 3});
  CHECK(fault("[1,{\"a\":tru,}]", "/1") == Fault{JsonFault::bad_literal, 11});
  CHECK(fault("{\"a\":1", "/b") == Fault{JsonFault::unexpected_end, 6});
  CHECK(fault("{\"a\":1 2", "/b") == Fault{JsonFault::expected_comma, 7});
  CHECK(fault("{\"a\" 1", "/b") == Fault{JsonFault::expected_colon, 5});
  CHECK(fault("{a", "/b") == Fault{JsonFault::expected_key, 1});
  CHECK(fault("[,1]", "/1") == Fault{JsonFault::expected_value, 1});
  CHECK(fault("[[", "/0") == Fault{JsonFault::unexpected_end, 2});
  CHECK(fault("", "") == Fault{JsonFault::unexpected_end, 0});
}

TEST_CASE("a backslash outside of strings hides no quote") {
  for (std::size_t before : {0uz, 50uz, 63uz, 64uz, 200uz}) {
    std::string text = "{\"x\":[" + std::string(before, ' ') + R"(\"],"b":"],"a":1})";
    CHECK(read(text, "/a").value() == "1");
    CHECK(read(text, "/b").value() == std::nullopt);
  }
}

TEST_CASE("pointers are judged before the text") {
  CHECK(fault("x", "a") == Fault{JsonFault::bad_pointer, 0});
  CHECK(fault("x", "/a~2") == Fault{JsonFault::bad_pointer, 2});
  CHECK(fault("x", "/~") == Fault{JsonFault::bad_pointer, 1});
  std::string deep;
  for (std::uint32_t token = 0; token < pointer_tokens_max; ++token) deep += "/0";
  std::string text = std::string(pointer_tokens_max, '[') + "1" + std::string(pointer_tokens_max, ']');
  CHECK(found(text, deep) == "1");
  CHECK(fault(text, deep + "/") == Fault{JsonFault::too_deep, deep.size()});
}

TEST_CASE("brackets in strings do not count, wherever the blocks end") {
  for (std::size_t before = 0; before < 140; ++before) {
    std::string inner = "{\"k\":\"" + std::string(before, ']') + "\\\\\\\"}{[\",\"n\":[1,{}]}";
    std::string text = "[" + inner + "," + inner + ",42,[[[" + inner + "]]]]";
    CHECK(found(text, "/2") == "42");
    CHECK(found(text, "/3/0/0/0") == inner);
  }
}

}  // namespace
}  // namespace sinter::json
