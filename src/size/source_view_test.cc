// Code belongs to the source files it was compiled from, also when a function has several
// and when a range goes on into the next function; the rows still add up to the file.
#include "size/views.h"

#include "testing/check.h"

namespace sinter {
namespace {

// A header, two functions of 20 bytes, and data.
FileParts sample() {
  FileParts file;
  file.size_bytes = 60;
  file.sections = {{.name = "header", .offset = 0, .size_bytes = 10},
                   {.name = ".text", .offset = 10, .size_bytes = 40},
                   {.name = ".data", .offset = 50, .size_bytes = 10}};
  file.parts = {{.offset = 0, .size_bytes = 10, .name = "", .section = 0, .index = 0, .kind = PartKind::structure},
                {.offset = 10, .size_bytes = 20, .name = "f", .section = 1, .index = 0, .kind = PartKind::function},
                {.offset = 30, .size_bytes = 20, .name = "g", .section = 1, .index = 1, .kind = PartKind::function},
                {.offset = 50, .size_bytes = 10, .name = "d", .section = 2, .index = 0, .kind = PartKind::data}};
  return file;
}

std::string rows_of(ViewBy by, std::vector<SourceRange> ranges) {
  SourceRanges sources = {.files = {"src/a.c", "src/b.h", "c.c"}, .ranges = std::move(ranges)};
  std::string text;
  for (const ViewRow& row : make_source_view(sample(), by, SIZE_MAX, sources).rows) {
    text += row.name + " " + std::to_string(row.size_bytes) + ", ";
  }
  return text;
}

TEST_CASE("a function's bytes go to each of its source files, and those without one say so") {
  CHECK(rows_of(ViewBy::source, {{10, 5, 0}, {15, 15, 1}, {30, 12, 2}}) ==
        "src/b.h 15, c.c 12, header 10, .data 10, without a source file 8, src/a.c 5, ");
}

TEST_CASE("a range may go on in the next function") {
  CHECK(rows_of(ViewBy::source, {{10, 30, 0}, {40, 10, 1}}) == "src/a.c 30, header 10, src/b.h 10, .data 10, ");
}

TEST_CASE("what a function begins with belongs to the file of its first line") {
  CHECK(rows_of(ViewBy::source, {{13, 17, 0}, {30, 20, 1}}) == "src/a.c 20, src/b.h 20, header 10, .data 10, ");
}

TEST_CASE("what fills the room between functions is of no source file") {
  FileParts file = sample();
  file.parts[1].kind = PartKind::padding;
  SourceRanges sources = {.files = {"a.c"}, .ranges = {{10, 40, 0}}};
  View view = make_source_view(file, ViewBy::source, SIZE_MAX, sources);
  CHECK(view.rows[0].size_bytes == 20);
  CHECK(view.rows[0].part_count == 1);
}

TEST_CASE("by directory the files of one folder are one row") {
  CHECK(rows_of(ViewBy::directory, {{10, 5, 0}, {15, 15, 1}, {30, 20, 2}}) == "src/ 20, . 20, header 10, .data 10, ");
}

}  // namespace
}  // namespace sinter
