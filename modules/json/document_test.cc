// A document and a reader of lines keep what they were given, and do what the functions do; the
// vectors, which call functions only, hold the rest.
#include "document.h"

#include <doctest/doctest.h>

#include "lines.h"
#include "number.h"

namespace sinter::json {
namespace {

TEST_CASE("a document outlives the text that it was made of, and changes only as told") {
  std::string text = R"({ "a":[1,2.5e1,{"b":"\u00e9"}], "c":null})";
  Document document = Document::parse(text, std::nullopt).value();
  text.assign(text.size(), 'x');
  CHECK(document.read("/a/2").value() == R"({"b":"\u00e9"})");
  CHECK(document.number("/a/1").value() == 25);
  CHECK(document.number("/c").value() == std::nullopt);
  CHECK(document.string("/a/2/b").value() == "\xc3\xa9");
  CHECK(document.kind("/c").value() == Kind::null);
  CHECK(document.kind("/x").value() == std::nullopt);
  CHECK(document.length("/a").value() == 3);
  CHECK(document.keys("").value() == std::vector<std::string>{"a", "c"});
  CHECK(document.insert("/a/-", " 7 ").has_value());
  CHECK(document.remove("/c").has_value());
  CHECK(document.replace("/a/0", "[").error() == Fault{JsonFault::bad_value, 1});
  CHECK(document.text() == R"({ "a":[1,2.5e1,{"b":"\u00e9"},7]})");
  CHECK(Document::parse("[1", std::nullopt).error() == Fault{JsonFault::unexpected_end, 2});
}

TEST_CASE("what is read again, over the list of containers, is what was read first") {
  std::string text = " [";
  for (std::uint32_t index = 0; index < 40; ++index) {
    if (index > 0) text += ",";
    text += R"({"]":"\"{","a":[1,{"b":[[]]}, "x"], "a":0} , )" + std::to_string(index) + std::string(index, ' ');
  }
  text += "]";
  auto fresh = [&] { return Document::parse(text, std::nullopt).value(); };
  Document known = fresh();
  for (std::string pointer :
       {"", "/0", "/1", "/78/a/1/b/0", "/78/a/1/b/0/0", "/40/]", "/40/a/2", "/79", "/80", "/79/0", "/-"}) {
    CAPTURE(pointer);
    Document once = fresh();
    CHECK(known.read(pointer).value() == once.read(pointer).value());
    CHECK(known.read_all({pointer, "/2"}).value() == fresh().read_all({pointer, "/2"}).value());
    CHECK(known.length(pointer).value() == fresh().length(pointer).value());
    CHECK(known.keys(pointer).value() == fresh().keys(pointer).value());
  }
  CHECK(known.read("a").error() == fresh().read("a").error());
  CHECK(known.remove("/0").has_value());
  CHECK(known.read("/77/a/0").value() == "1");
  CHECK(known.read("/77/a/0").value() == "1");
}

TEST_CASE("lines are the same wherever the chunks end") {
  std::string text = "{\"a\":\"\xe4\xb8\x96\"}\n\n[1,\r\n  \"\xc3\xa9\" \n" + std::string(40, '[') + "\n17";
  Limits limits = {.depth_max = std::nullopt, .size_bytes_max = 30, .number_bytes_max = std::nullopt};
  std::vector<Record> whole = read_lines(text, limits);
  REQUIRE(whole.size() == 5);
  CHECK(whole[1].fault == JsonFault::unexpected_end);
  CHECK(whole[3].fault == JsonFault::too_large);
  for (std::size_t size = 1; size < 60; ++size) {
    LineReader reader(limits);
    std::vector<Record> read;
    auto take = [&](std::vector<Record> records) {
      for (Record& record : records) read.push_back(std::move(record));
    };
    for (std::size_t at = 0; at < text.size(); at += size)
      take(reader.push_text(std::string_view(text).substr(at, size)));
    take(reader.finish());
    REQUIRE(read.size() == whole.size());
    for (std::size_t index = 0; index < whole.size(); ++index) {
      CHECK(read[index].line == whole[index].line);
      CHECK(read[index].text == whole[index].text);
      CHECK(read[index].fault == whole[index].fault);
    }
  }
}

TEST_CASE("a number that takes more digits than a double has is rounded to the nearest") {
  std::string half = "9007199254740993";  // between two doubles
  CHECK(parse_number(half) == 9007199254740992);
  CHECK(parse_number(half + "." + std::string(900, '0')) == 9007199254740992);
  CHECK(parse_number(half + "." + std::string(900, '0') + "1") == 9007199254740994);
  CHECK(parse_number("2.4703282292062327e-324") == 0);
  CHECK(parse_number("2.4703282292062328e-324") == 5e-324);
  CHECK(canonical_number("1.7976931348623159e308") == std::nullopt);
  CHECK(format_number(5e-324) == "5e-324");
  CHECK(format_number(-1.7976931348623157e308) == "-1.7976931348623157e+308");
}

}  // namespace
}  // namespace sinter::json
