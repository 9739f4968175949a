// Laying finer parts over coarser ones loses no byte and counts none twice, however the
// claims overlap: they come from files of others.
#include "binary/overlay.h"

#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::literals;

Part part_of(std::uint64_t offset, std::uint64_t size_bytes, std::string_view name) {
  return {.offset = offset, .size_bytes = size_bytes, .name = name, .section = 0, .index = no_index, .kind = {}};
}

std::string ranges_of(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) {
    text += std::string(part.name) + std::to_string(part.offset) + "+" + std::to_string(part.size_bytes) + " ";
  }
  return text;
}

TEST_CASE("claims cut what lies below them, and the first of two keeps what both want") {
  std::vector<Part> base = {part_of(0, 10, "a"), part_of(10, 10, "b")};
  CHECK(ranges_of(lay_over(base, {})) == "a0+10 b10+10 ");
  CHECK(ranges_of(lay_over(base, {part_of(2, 3, "x")})) == "a0+2 x2+3 a5+5 b10+10 ");
  CHECK(ranges_of(lay_over(base, {part_of(8, 4, "x")})) == "a0+8 x8+4 b12+8 ");
  CHECK(ranges_of(lay_over(base, {part_of(4, 4, "y"), part_of(2, 4, "x")})) == "a0+2 x2+4 y6+2 a8+2 b10+10 ");
  CHECK(ranges_of(lay_over(base, {part_of(2, 2, "x"), part_of(2, 5, "y")})) == "a0+2 x2+2 y4+3 a7+3 b10+10 ");
  CHECK(ranges_of(lay_over(base, {part_of(0, 20, "x")})) == "x0+20 ");
}

TEST_CASE("claims that reach past the file are cut, and empty ones are nothing") {
  std::vector<Part> base = {part_of(0, 10, "a"), part_of(10, 10, "b")};
  CHECK(ranges_of(lay_over(base, {part_of(0, 0, "x"), part_of(15, 99, "y"), part_of(30, 1, "z")})) ==
        "a0+10 b10+5 y15+5 ");
  CHECK(ranges_of(lay_over(base, {part_of(5, UINT64_MAX, "x")})) == "a0+5 x5+15 ");
}

TEST_CASE("bytes of one filling value are padding, a whole section of them is not") {
  std::string_view bytes = "\x90\x90\0\0\xCCx\0\0"sv;
  std::vector<PartSection> sections = {{.name = "all", .offset = 0, .size_bytes = 8},
                                       {.name = "zeros", .offset = 6, .size_bytes = 2}};
  std::vector<Part> parts = {part_of(0, 2, ""), part_of(2, 2, ""), part_of(4, 2, ""), part_of(6, 2, "")};
  for (Part& part : parts) part.kind = PartKind::code;
  parts[3].section = 1;
  name_padding(bytes, sections, parts);
  CHECK(parts[0].kind == PartKind::padding);
  CHECK(parts[1].kind == PartKind::padding);
  CHECK(parts[2].kind == PartKind::code);
  CHECK(parts[3].kind == PartKind::code);
}

}  // namespace
}  // namespace sinter
