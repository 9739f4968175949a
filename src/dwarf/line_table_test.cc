// The same two functions as clang 22 described them in each version of DWARF, then what
// must be refused.
#include "dwarf/line_table.h"

#include "testing/check.h"

namespace sinter::dwarf {
namespace {

class Rows final : public LineSink {
 public:
  void accept(const LineRow& row) override { rows.push_back(row); }
  std::vector<LineRow> rows;
};

std::string bytes_of(std::string_view hexadecimal) {
  std::string bytes;
  auto digit = [](char letter) { return letter <= '9' ? letter - '0' : letter - 'a' + 10; };
  for (std::size_t index = 0; index + 1 < hexadecimal.size(); index += 2) {
    if (hexadecimal[index] == ' ') ++index;
    bytes += static_cast<char>(digit(hexadecimal[index]) << 4 | digit(hexadecimal[index + 1]));
  }
  return bytes;
}

// int twice(int x) { return x * 2; }
// #line 40 "other.h"
// int thrice(int x) { if (x) return x * 3;
//   return 0; }
const std::string version_4 = bytes_of(
    "51000000 0400 27000000 01 01 01 fb 0e 0d 00010101010000000100000100 732e636300000000 6f746865722e6800000000 00"
    "051d 0a 000902 0000000000000000 01 0514 06 3c 0402 0519 06 0a 0327 c8 050d 3d 0201 00 01 01");
const std::string version_5 = bytes_of(
    "58000000 0500 08 00 2a000000 01 01 01 fb 0e 0d 000101010100000001000001 01 011f 01 00000000 02 011f 020f 02"
    "02000000 00 07000000 00 0400 051d 0a 000902 0000000000000000 01 0514 06 3c 0401 0519 06 0a 0327 c8 050d 3d"
    "0201 00 01 01");

const std::vector<LineRow> expected = {
    {0, 0, 1, 29, false}, {3, 0, 1, 20, false}, {16, 1, 40, 25, false}, {19, 1, 41, 13, false}, {20, 0, 41, 13, true}};

TEST_CASE("the rows and files of DWARF 4 and 5 are the same") {
  Rows rows;
  auto files = read_lines({.line = version_4}, rows);
  REQUIRE(files.has_value());
  CHECK(*files == std::vector<std::string>{"s.cc", "other.h"});
  CHECK(rows.rows == expected);

  std::string text = std::string("x\0", 2) + std::string("s.cc\0", 5) + std::string("other.h\0", 8);
  Rows rows_5;
  files = read_lines({.line = version_5, .line_text = text}, rows_5);
  REQUIRE(files.has_value());
  CHECK(*files == std::vector<std::string>{"x/s.cc", "x/other.h"});
  CHECK(rows_5.rows == expected);
}

TEST_CASE("the file of several units is listed once") {
  Rows rows;
  auto files = read_lines({.line = std::string_view(version_4 + version_4)}, rows);
  REQUIRE(files.has_value());
  CHECK(files->size() == 2);
  CHECK(rows.rows.size() == 2 * expected.size());
}

TEST_CASE("a table that is cut anywhere is refused, and says which unit") {
  std::string two = version_4 + version_5;
  for (std::size_t size = 1; size < two.size(); ++size) {
    if (size == version_4.size()) continue;
    Rows rows;
    auto files = read_lines({.line = std::string_view(two).substr(0, size)}, rows);
    REQUIRE_FALSE(files.has_value());
    CHECK(files.error().offset == (size < version_4.size() ? 0 : version_4.size()));
    CHECK(files.error().section == ".debug_line");
  }
}

TEST_CASE("mistakes are told apart") {
  auto problem_of = [](std::string bytes, std::size_t at, char value) {
    bytes[at] = value;
    Rows rows;
    auto files = read_lines({.line = bytes}, rows);
    REQUIRE_FALSE(files.has_value());
    return files.error().problem;
  };
  CHECK(problem_of(version_4, 4, 9) == Problem::version_unknown);
  CHECK(problem_of(version_4, 14, 0) == Problem::header_wrong);          // line_range
  CHECK(problem_of(version_4, 0x35, 0x7f) == Problem::cut_off);          // an operation longer than the unit
  CHECK(problem_of(version_4, 0x45, 3) == Problem::index_out_of_range);  // file 3 of 2
  CHECK(problem_of(version_5, 0x20, 0x70) == Problem::form_unknown);
}

}  // namespace
}  // namespace sinter::dwarf
