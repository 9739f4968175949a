// A summary accounts for every byte once, and its two texts are stable: programs read
// one of them, and people compare the other.
#include "analyze/summary.h"

#include "base/json_value.h"
#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::literals;
using testing::must;

// Types, one import, one function `add`, one memory, exports, code and two custom sections.
constexpr std::string_view adder =
    "\0asm\1\0\0\0"
    "\x01\x0A\x02\x60\x02\x7F\x7F\x01\x7F\x60\x00\x00"
    "\x02\x0B\x01\x03"
    "env\x03"
    "log\x00\x01"
    "\x03\x02\x01\x00"
    "\x05\x03\x01\x00\x01"
    "\x07\x10\x02\x03"
    "add\x00\x01\x06memory\x02\x00"
    "\x0A\x09\x01\x07\x00\x20\x00\x20\x01\x6A\x0B"
    "\x00\x1B\x0Ftarget_features\x01+\x08sign-ext"
    "\x00\x07\x04te\x1Bt.."sv;

ModuleSummary summary_of(std::string_view bytes) {
  auto summary = summarize_module(bytes);
  REQUIRE(summary.has_value());
  return *std::move(summary);
}

TEST_CASE("the sections add up to the file") {
  ModuleSummary summary = summary_of(adder);
  std::uint64_t next = 0;
  for (const SectionSummary& section : summary.sections) {
    CHECK(section.offset == next);
    next += section.size_bytes;
  }
  CHECK(next == adder.size());
  CHECK(summary.sizes.raw_bytes == adder.size());
}

TEST_CASE("the table names sizes, sections, exports and imports, and shows no control character") {
  CHECK(summary_table(summary_of(adder), "add.wasm") ==
        "add.wasm: 109 B, gzip 118 B, brotli 89 B, zstd 106 B\n"
        "1 function (7 B), 0 B of data, features: sign-ext\n"
        "\n"
        "  section                   bytes    share\n"
        "  header                        8    7.3 %\n"
        "  type                         12   11.0 %\n"
        "  import                       13   11.9 %\n"
        "  function                      4    3.7 %\n"
        "  memory                        5    4.6 %\n"
        "  export                       18   16.5 %\n"
        "  code                         11   10.1 %\n"
        "  target_features (custom)     29   26.6 %\n"
        "  te\\x1bt (custom)              9    8.3 %\n"
        "  total                       109  100.0 %\n"
        "\n"
        "2 exports\n"
        "  add     function  (i32, i32) -> i32\n"
        "  memory  memory    at least 1 page\n"
        "\n"
        "1 import\n"
        "  env.log  function  () -> ()\n");
}

TEST_CASE("the JSON text is JSON and holds the same numbers") {
  ModuleSummary summary = summary_of(adder);
  JsonValue json = must(json_parse(summary_json(summary, "add.wasm"), "summary"));
  CHECK(*json.find("schema")->as_string() == "sinter.size/1");
  CHECK(*json.find("sizes")->find("raw_bytes")->as_integer() == static_cast<std::int64_t>(adder.size()));
  CHECK(*json.find("function_count")->as_integer() == 1);
  CHECK(*json.find("imported_function_count")->as_integer() == 1);
  CHECK(*json.find("function_bytes")->as_integer() == 7);
  const JsonValue& added = json.find("exports")->as_array()->front();
  CHECK(*added.find("name")->as_string() == "add");
  CHECK(*added.find("signature")->as_string() == "(i32, i32) -> i32");
  CHECK(*json.find("imports")->as_array()->front().find("module")->as_string() == "env");
  CHECK(*json.find("features")->as_array()->front().as_string() == "sign-ext");
  CHECK(*json.find("sections")->as_array()->back().find("kind")->as_string() == "custom");
}

TEST_CASE("damage inside the features section counts as damage of the module") {
  std::string bytes(adder);
  bytes[bytes.find("\x01+\x08")] = 9;
  CHECK(summarize_module(bytes).error().problem == wasm::Problem::count_too_large);
}

}  // namespace
}  // namespace sinter
