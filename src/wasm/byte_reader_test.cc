// LEB128 has one right reading, and many files in the world were made to exploit readers
// with another. The numbers are those of the wasm specification's own tests
// (binary-leb128.wast): as many bytes as the type allows, and no bit that is not used.
#include "wasm/byte_reader.h"

#include "testing/check.h"

namespace sinter::wasm {
namespace {

using namespace std::literals;

std::optional<Problem> problem_of(const ByteReader& reader) {
  if (std::optional<Fault> fault = reader.fault()) return fault->problem;
  return std::nullopt;
}

TEST_CASE("an unsigned integer may be padded up to the length of its type, not beyond") {
  CHECK(ByteReader("\xE5\x8E\x26"sv, 0).u32() == 624485);
  CHECK(ByteReader("\x83\x80\x80\x80\x00"sv, 0).u32() == 3);
  CHECK(ByteReader("\xFF\xFF\xFF\xFF\x0F"sv, 0).u32() == 0xFFFF'FFFF);

  ByteReader too_long("\x83\x80\x80\x80\x80\x00"sv, 0);
  CHECK(too_long.u32() == 0);
  CHECK(problem_of(too_long) == Problem::integer_too_long);
}

TEST_CASE("unused bits of an unsigned integer must be zero") {
  for (std::string_view bytes : {"\x80\x80\x80\x80\x10"sv, "\xFF\xFF\xFF\xFF\x7F"sv, "\x82\x80\x80\x80\x70"sv}) {
    ByteReader reader(bytes, 0);
    CHECK(reader.u32() == 0);
    CHECK(problem_of(reader) == Problem::integer_too_large);
  }
}

TEST_CASE("a 64-bit integer uses one bit of its tenth byte") {
  CHECK(ByteReader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"sv, 0).u64() == UINT64_MAX);
  ByteReader reader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"sv, 0);
  reader.u64();
  CHECK(problem_of(reader) == Problem::integer_too_large);
}

TEST_CASE("unused bits of a signed integer must repeat its sign") {
  CHECK(ByteReader("\x7F"sv, 0).s32() == -1);
  CHECK(ByteReader("\x80\x7F"sv, 0).s32() == -128);
  CHECK(ByteReader("\xFF\xFF\xFF\xFF\x7F"sv, 0).s32() == -1);
  CHECK(ByteReader("\x80\x80\x80\x80\x78"sv, 0).s32() == INT32_MIN);
  CHECK(ByteReader("\xFF\xFF\xFF\xFF\x07"sv, 0).s32() == INT32_MAX);
  CHECK(ByteReader("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7F"sv, 0).s64() == INT64_MIN);

  for (std::string_view bytes : {"\x80\x80\x80\x80\x70"sv, "\xFF\xFF\xFF\xFF\x0F"sv, "\x80\x80\x80\x80\x1F"sv}) {
    ByteReader reader(bytes, 0);
    reader.s32();
    CHECK(problem_of(reader) == Problem::integer_too_large);
  }
}

TEST_CASE("the first fault stays, with its place in the file, and nothing is read after it") {
  ByteReader reader("\x01\x80"sv, 100);
  CHECK(reader.byte() == 1);
  CHECK(reader.u32() == 0);
  CHECK(reader.fault() == Fault{Problem::unexpected_end, 102});
  CHECK(reader.byte() == 0);
  CHECK(reader.name().empty());
  CHECK(reader.fault() == Fault{Problem::unexpected_end, 102});
}

TEST_CASE("a count that its bytes cannot hold is refused before memory is asked for") {
  ByteReader reader("\xFF\xFF\xFF\xFF\x0F\x00\x00"sv, 0);
  CHECK(reader.count() == 0);
  CHECK(problem_of(reader) == Problem::count_too_large);
  CHECK(ByteReader("\x02\x00\x00"sv, 0).count() == 2);
}

TEST_CASE("a count above what engines accept is refused, one at the limit is not") {
  std::string zeros(list_entries_max + 10, '\0');
  CHECK(ByteReader("\xC0\x84\x3D" + zeros, 0).count() == list_entries_max);
  std::string more = "\xC1\x84\x3D" + zeros;
  ByteReader reader(more, 0);
  CHECK(reader.count() == 0);
  CHECK(problem_of(reader) == Problem::limit_reached);
  CHECK(ByteReader(more, 0).count(1, list_entries_max + 1) == list_entries_max + 1);
}

TEST_CASE("a name is UTF-8 without overlong forms, surrogates or values beyond U+10FFFF") {
  CHECK(ByteReader("\x04\xC3\xA9\x41\x42"sv, 0).name() ==
        "\xC3\xA9"
        "AB");
  for (std::string_view bytes : {"\x01\x80"sv, "\x02\xC0\xAF"sv, "\x03\xED\xA0\x80"sv, "\x04\xF4\x90\x80\x80"sv,
                                 "\x03\xE0\x9F\xBF"sv, "\x02\xE2\x82"sv}) {
    ByteReader reader(bytes, 0);
    CHECK(reader.name().empty());
    CHECK(problem_of(reader) == Problem::name_not_utf8);
  }
}

}  // namespace
}  // namespace sinter::wasm
