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
