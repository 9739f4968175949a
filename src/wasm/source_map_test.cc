#include "wasm/source_map.h"

#include "testing/check.h"

namespace sinter::wasm {
namespace {

using testing::must;

TEST_CASE("a map reads back as it was written, without mappings that repeat") {
  SourceMap map{.sources = {"a.cc", "b \"quoted\".h"},
                .mappings = {{.offset = 10, .source = 1, .line = 7, .column = 3},
                             {.offset = 12, .source = 1, .line = 7, .column = 3},
                             {.offset = 90'000, .source = 0, .line = 100'000, .column = 0},
                             {.offset = 90'001},
                             {.offset = 90'007, .source = 0, .line = 1, .column = 200}}};
  std::string text = write_source_map(map);
  SourceMap again = must(read_source_map(text, "x.map"));
  map.mappings.erase(map.mappings.begin() + 1);
  CHECK(again == map);
  CHECK(write_source_map(again) == text);
}

TEST_CASE("the letters are those of the format") {
  SourceMap map{.sources = {"a"}, .mappings = {{.offset = 16, .source = 0, .line = 1, .column = 0}, {.offset = 17}}};
  CHECK(write_source_map(map) == "{\"version\":3,\"sources\":[\"a\"],\"names\":[],\"mappings\":\"gBAAA,C\"}\n");
}

TEST_CASE("a map says through which calls code was inlined, and where they were") {
  SourceMap map{.sources = {"a.cc"},
                .mappings = {{.offset = 10, .source = 0, .line = 7, .call = 1},
                             {.offset = 12, .source = 0, .line = 7},
                             {.offset = 14, .source = 0, .line = 7, .call = 0}},
                .calls = {{.outer = no_call, .source = 0, .line = 40, .function = "outer"},
                          {.outer = 0, .source = no_source, .line = 0, .function = "inner \"quoted\""}}};
  std::string text = write_source_map(map);
  CHECK(must(read_source_map(text, "x.map")) == map);
  // Others see calls as names, which is what the format has for them.
  CHECK(text.contains(
      R"("names":["outer","inner \"quoted\""],"x_sinter_calls":"ACwC,CDxC","mappings":"UAMAC,EAAA,EAAAD")"));
}

TEST_CASE("a list of calls that is none is refused, and maps of others have names and no calls") {
  auto map_of = [](const std::string& names, const std::string& calls, const std::string& mappings) {
    return read_source_map(R"({"version":3,"sources":["a"],"names":[)" + names + R"(],"x_sinter_calls":")" + calls +
                               R"(","mappings":")" + mappings + "\"}",
                           "x.map");
  };
  CHECK(map_of(R"("f")", "AAA", "AAAAA").has_value());
  for (const auto& [calls, why] : {std::pair{"CAA", "an outer call before the first"},
                                   {"DAA", "an outer call after it"},
                                   {"AEA", "a source that is not there"},
                                   {"ADA", "a negative source"},
                                   {"AAD", "a negative line"},
                                   {"AA", "two numbers"},
                                   {"AAA,AAA", "more calls than names"},
                                   {"", "fewer"}}) {
    CAPTURE(why);
    auto map = map_of(R"("f")", calls, "AAAAA");
    REQUIRE_FALSE(map.has_value());
    CHECK(map.error().why.front() == "its list of calls cannot be read");
  }
  CHECK_FALSE(map_of(R"(7)", "AAA", "AAAAA").has_value());
  std::string names = R"("f")", nested = "AAA";
  for (int depth = 1; depth < 1000; ++depth) {
    names += R"(,"f")";
    nested += ",CAA";
  }
  CHECK(map_of(names, nested, "AAAAA").has_value());
  CHECK_FALSE(map_of(names + R"(,"f")", nested + ",CAA", "AAAAA").has_value());
  CHECK(map_of(R"("f")", "AAA", "AAAAC").error().why.front().ends_with("it names a call that is not in the list"));
  SourceMap other = must(read_source_map(R"({"version":3,"sources":["a"],"names":["x"],"mappings":"AAAAA"})", "x.map"));
  CHECK(other.calls.empty());
  CHECK(other.mappings.front().call == no_call);
}

TEST_CASE("what is no map of a wasm file is refused with a reason") {
  auto reason = [](std::string text) {
    auto map = read_source_map(text, "x.map");
    REQUIRE_FALSE(map.has_value());
    return map.error().code == Code::source_map_malformed ? map.error().why.front() : "";
  };
  CHECK(reason("{}") == "its `version` is not 3");
  CHECK(reason(R"({"version":3})") == "it has no list `sources`");
  CHECK(reason(R"({"version":3,"sources":[]})") == "it has no text `mappings`");
  CHECK(reason(R"({"version":3,"sources":["a"],"mappings":"AAAA;AAAA"})") == "its mappings have more than one line");
  struct Wrong {
    std::string mapping, expected;
  };
  constexpr std::string_view count = "it must be 1, 4 or 5 numbers";
  for (const auto& [mapping, expected] : {Wrong{"AA", std::string(count)},
                                          {"AAAAAA", std::string(count)},
                                          {"ACAA", "a source that is not in the list"},
                                          {"D", "its place in the file is negative"},
                                          {"AADA", "its line or column is negative"},
                                          {"AAAD", "its line or column is negative"},
                                          {"A*", "no whole numbers of 32 bits in base64"},
                                          {"g", "no whole numbers of 32 bits in base64"},
                                          {"ggggggggggA", "no whole numbers of 32 bits in base64"}}) {
    std::string said = reason(R"({"version":3,"sources":["a"],"mappings":"A,)" + mapping + "\"}");
    CAPTURE(said);
    CHECK(said.starts_with("mapping 2, `" + mapping + "`, cannot be read: "));
    CHECK(said.contains(expected));
  }
}

}  // namespace
}  // namespace sinter::wasm
