// The texts of a size report are stable: programs read one of them, people compare the others.
#include "report/size_report.h"

#include "base/json_value.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

SizeReport sample() {
  return {.path = "a\x1b.wasm",
          .size_bytes = 200,
          .format = "wasm",
          .module =
              ModuleSummary{.sections = {{.kind = SectionKind::header, .name = "header", .offset = 0, .size_bytes = 8}},
                            .exports = {{.name = "add", .kind = "function", .signature = "(i32, i32) -> i32"}},
                            .function_count = 2,
                            .function_bytes = 150},
          .sizes = Sizes{.raw_bytes = 200, .gzip_bytes = 120, .brotli_bytes = 100, .zstd_bytes = 130},
          .views = {{.by = ViewBy::function,
                     .rows = {{.name = "a|b", .kind = "function", .size_bytes = 150, .part_count = 1},
                              {.name = "code", .kind = "section", .size_bytes = 50, .part_count = 1}}}},
          .is_default = true};
}

TEST_CASE("the table shows names, bytes and shares, and no control character") {
  CHECK(size_table(sample(), 80) ==
        "a\\x1b.wasm: 200 B, gzip 120 B, brotli 100 B, zstd 130 B\n"
        "2 functions (150 B), 0 B of data, no names\n"
        "\n"
        "  function        bytes    share\n"
        "  a|b               150   75.0 %\n"
        "  code (section)     50   25.0 %\n"
        "  total             200  100.0 %\n"
        "\n"
        "1 export\n"
        "  add  function  (i32, i32) -> i32\n"
        "\n"
        "0 imports\n");
}

TEST_CASE("Markdown keeps its columns whatever the names hold") {
  CHECK(size_markdown(sample()) ==
        "**a\\\\x1b.wasm**: 200 B, gzip 120 B, brotli 100 B, zstd 130 B\n"
        "\n"
        "| function | bytes | share |\n"
        "|---|---:|---:|\n"
        "| a\\|b | 150 | 75.0 % |\n"
        "| code (section) | 50 | 25.0 % |\n"
        "| total | 200 | 100.0 % |\n");
}

TEST_CASE("the JSON text is JSON and holds the same numbers") {
  JsonValue json = must(json_parse(size_json(sample()), "report"));
  CHECK(*json.find("schema")->as_string() == "sinter.size/2");
  CHECK(*json.find("size_bytes")->as_integer() == 200);
  CHECK(*json.find("sizes")->find("brotli_bytes")->as_integer() == 100);
  CHECK(*json.find("sections")->as_array()->front().find("kind")->as_string() == "header");
  const JsonValue& view = json.find("views")->as_array()->front();
  CHECK(*view.find("by")->as_string() == "function");
  CHECK(*view.find("rows")->as_array()->front().find("size_bytes")->as_integer() == 150);
  CHECK(*json.find("exports")->as_array()->front().find("signature")->as_string() == "(i32, i32) -> i32");
}

TEST_CASE("of a native binary the format and the functions are told, and its sections with their segment") {
  FileParts file;
  file.size_bytes = 30;
  file.sections = {{.name = "__text", .offset = 0, .size_bytes = 30, .segment = "__TEXT"}};
  file.parts = {{.offset = 0, .size_bytes = 10, .name = "f", .section = 0, .index = 0, .kind = PartKind::function},
                {.offset = 10, .size_bytes = 20, .name = "", .section = 0, .index = no_index, .kind = PartKind::code}};
  SizeReport report = {.path = "a", .size_bytes = 30, .format = "Mach-O", .file = &file, .is_default = true};

  CHECK(size_table(report, 80) ==
        "a: 30 B; --compressed measures gzip, brotli and zstd\n"
        "Mach-O, 1 function (10 B)\n");
  JsonValue json = must(json_parse(size_json(report), "report"));
  CHECK(*json.find("format")->as_string() == "Mach-O");
  CHECK(json.find("function_count") == nullptr);
  CHECK(*json.find("sections")->as_array()->front().find("segment")->as_string() == "__TEXT");
}

}  // namespace
}  // namespace sinter
