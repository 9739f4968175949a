// What is JSON is accepted, what is not is refused with the first fault and its place, and the
// fast look at 64 bytes at a time agrees with the reader at every offset around the blocks.
#include "validate.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "modules/text/lanes.h"
#include "scan.h"

namespace sinter::json {
namespace {

struct Wrong {
  std::string_view text;
  JsonFault code;
  std::uint32_t offset;
};

constexpr Wrong wrong_texts[] = {
    {"", JsonFault::unexpected_end, 0},
    {" \n", JsonFault::unexpected_end, 2},
    {"[", JsonFault::unexpected_end, 1},
    {"{\"a\":", JsonFault::unexpected_end, 5},
    {"\"a", JsonFault::unexpected_end, 2},
    {"-", JsonFault::unexpected_end, 1},
    {"1.", JsonFault::unexpected_end, 2},
    {"1e+", JsonFault::unexpected_end, 3},
    {"tru", JsonFault::unexpected_end, 3},
    {"x", JsonFault::expected_value, 0},
    {"[1,]", JsonFault::expected_value, 3},
    {"[,", JsonFault::expected_value, 1},
    {"\xef\xbb\xbf{}", JsonFault::expected_value, 0},
    {"{1:2}", JsonFault::expected_key, 1},
    {"{\"a\":1,}", JsonFault::expected_key, 7},
    {"{\"a\" 1}", JsonFault::expected_colon, 5},
    {"[1 2]", JsonFault::expected_comma, 3},
    {"[\"a\"\"b\"]", JsonFault::expected_comma, 4},
    {"[1\"b\"]", JsonFault::expected_comma, 2},
    {"{\"a\":1]", JsonFault::expected_comma, 6},
    {"[1}", JsonFault::expected_comma, 2},
    {"1 2", JsonFault::trailing_content, 2},
    {"{}}", JsonFault::trailing_content, 2},
    {"nul ", JsonFault::bad_literal, 3},
    {"trueish", JsonFault::bad_literal, 4},
    {"False", JsonFault::expected_value, 0},
    {"01", JsonFault::bad_number, 1},
    {"-x", JsonFault::bad_number, 1},
    {"1.x", JsonFault::bad_number, 2},
    {"1ex", JsonFault::bad_number, 2},
    {"0x1", JsonFault::bad_number, 1},
    {"1_000", JsonFault::bad_number, 1},
    {"[1\x01]", JsonFault::bad_number, 2},
    {"+1", JsonFault::expected_value, 0},
    {".5", JsonFault::expected_value, 0},
    {"\"\\x\"", JsonFault::bad_escape, 1},
    {"\"a\\u12g4\"", JsonFault::bad_escape, 2},
    {"\"\\u123", JsonFault::bad_escape, 1},
    {"\"\\", JsonFault::bad_escape, 1},
    {"\"a\nb\"", JsonFault::control_character, 2},
    {"[\x0c]", JsonFault::expected_value, 1},
    {"\"\xc3(\"", JsonFault::invalid_utf8, 1},
    {"\"a\xed\xa0\x80\"", JsonFault::invalid_utf8, 2},
    {"\"\xf0\x9f\x98", JsonFault::invalid_utf8, 1},
    {"[\xc3\xa9]", JsonFault::expected_value, 1},
};

constexpr std::string_view right_texts[] = {
    "0",
    "-0",
    "-0.5e-7",
    "1E+400",
    " \t\r\n true\n",
    "null",
    "\"\"",
    "[]",
    "{}",
    "[[],{},[{}],{\"\":[]}]",
    "{\"a\":1,\"a\":2}",
    "[1,-2.5,3e4,true,false,null,\"x\"]",
    R"("\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\ud800")",
    "\"\xc3\xa9\xe4\xb8\x96\xf0\x9f\x98\x80\x7f\"",
    "[ 1 , 2 ]",
    "\"[{,:}]\"",
    R"(["\\","\\\"","\\\\\\"])",
};

OptionalFault fault_of(std::string_view text, const Limits& limits = {}) {
  Fallible<void, JsonFault> result = validate_bytes(bytes_of(text), limits);
  if (result) return std::nullopt;
  return result.error();
}

TEST_CASE("every kind of fault is named and placed, at every offset around the blocks") {
  for (const Wrong& wrong : wrong_texts) {
    for (std::size_t before = 0; before < 330; before = before < 8 || before > 180 ? before + 1 : before + 61) {
      CAPTURE(wrong.text);
      CAPTURE(before);
      std::string text = std::string(before, ' ') + std::string(wrong.text);
      Fault<JsonFault> expected{wrong.code, wrong.offset + before};
      CHECK(fault_of(text) == expected);
      CHECK(!is_certainly_valid(bytes_of(text), {}, false));
    }
  }
}

TEST_CASE("what is JSON is accepted, at every offset around the blocks") {
  for (std::string_view right : right_texts) {
    for (std::size_t before = 0; before < 330; before = before < 8 || before > 180 ? before + 1 : before + 61) {
      CAPTURE(right);
      CAPTURE(before);
      std::string text = std::string(before, ' ') + std::string(right) + std::string(before % 3, '\n');
      CHECK(fault_of(text) == std::nullopt);
      CHECK(is_certainly_valid(bytes_of(text), {}, false) == (SINTER_TEXT_VECTORS != 0));
    }
  }
}

TEST_CASE("a backslash escapes what follows, however many stand before it and where the block ends") {
  for (std::size_t backslashes = 0; backslashes < 70; ++backslashes) {
    for (std::size_t before = 0; before < 140; ++before) {
      std::string text =
          "[\"" + std::string(before, 'x') + std::string(backslashes, '\\') + "\",\"" + std::string(200, 'y') + "\"]";
      // An odd run takes the closing quote away, and the rest no longer fits.
      CHECK(fault_of(text).has_value() == (backslashes % 2 == 1));
    }
  }
}

TEST_CASE("the depth is limited where the bracket opens, and 1,024 unless said") {
  std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(fault_of(deep) == Fault{JsonFault::too_deep, 1024});
  CHECK(fault_of(deep, {.depth_max = 100'000}) == std::nullopt);
  CHECK(fault_of(deep, {.depth_max = 99'999}) == Fault{JsonFault::too_deep, 99'999});
  CHECK(fault_of("[[{}]]", {.depth_max = 2}) == Fault{JsonFault::too_deep, 2});
  CHECK(fault_of("[[1]]", {.depth_max = 2}) == std::nullopt);
  CHECK(fault_of("1", {.depth_max = 0}) == std::nullopt);
}

TEST_CASE("objects and arrays are told apart at every depth") {
  std::string opening, closing;
  for (int level = 0; level < 300; ++level) {
    opening += level % 3 == 0 ? "{\"a\":" : "[";
    closing.insert(0, level % 3 == 0 ? "}" : "]");
  }
  CHECK(fault_of(opening + "1" + closing) == std::nullopt);
  for (std::size_t level = 0; level < 300; ++level) {
    std::string wrong = closing;
    wrong[level] = wrong[level] == '}' ? ']' : '}';
    CHECK(fault_of(opening + "1" + wrong) == Fault{JsonFault::expected_comma, opening.size() + 1 + level});
  }
}

TEST_CASE("size and numbers are limited") {
  CHECK(fault_of("[1,2]", {.size_bytes_max = 5}) == std::nullopt);
  CHECK(fault_of("[1,2]", {.size_bytes_max = 4}) == Fault{JsonFault::too_large, 4});
  for (std::size_t before : {0, 300}) {
    std::string text = std::string(before, ' ') + "[1,-12.5e1,1]";
    CHECK(fault_of(text, {.number_bytes_max = 7}) == std::nullopt);
    CHECK(fault_of(text, {.number_bytes_max = 6}) == Fault{JsonFault::number_too_long, before + 3});
  }
}

TEST_CASE("a place is counted in lines and UTF-16 units") {
  std::string_view text = "{\n  \"\xf0\x9f\x98\x80\xc3\xa9\": x\n}";
  std::optional<Problem> problem = find_problem(text, std::nullopt);
  REQUIRE(problem.has_value());
  CHECK(problem->code == JsonFault::expected_value);
  CHECK(problem->offset == 14);
  CHECK(problem->line == 2);
  CHECK(problem->column == 10);
  CHECK(problem->index == 11);
  CHECK(locate(text, 0).line == 1);
  CHECK(locate(text, 1).column == 2);
  CHECK(locate(text, 2).column == 1);
  CHECK(locate(text, 9999).line == 3);
  CHECK(!find_problem("[]", std::nullopt).has_value());
}

}  // namespace
}  // namespace sinter::json
