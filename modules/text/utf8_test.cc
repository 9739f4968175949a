// Exactly the byte strings of table 3-7 of the Unicode Standard are accepted, and a fault is
// placed at the end of the longest valid prefix, wherever it lies relative to the blocks.
#include "utf8.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bytes.h"

namespace sinter::text {
namespace {

struct BadSequence {
  std::string_view bytes;
  Utf8Fault fault;
};

constexpr BadSequence bad_sequences[] = {
    {"\x80", Utf8Fault::unexpected_continuation},
    {"\xbf\xbf", Utf8Fault::unexpected_continuation},
    {"\xf8\x88\x80\x80\x80", Utf8Fault::invalid_lead},
    {"\xff", Utf8Fault::invalid_lead},
    {"\xc0\x80", Utf8Fault::overlong},
    {"\xc1\xbf", Utf8Fault::overlong},
    {"\xe0\x9f\xbf", Utf8Fault::overlong},
    {"\xf0\x8f\xbf\xbf", Utf8Fault::overlong},
    {"\xed\xa0\x80", Utf8Fault::surrogate},
    {"\xed\xbf\xbf", Utf8Fault::surrogate},
    {"\xf4\x90\x80\x80", Utf8Fault::above_maximum},
    {"\xf5\x80\x80\x80", Utf8Fault::above_maximum},
    {"\xc3-", Utf8Fault::missing_continuation},
    {"\xe4\xb8-", Utf8Fault::missing_continuation},
    {"\xf0\x9f\x98-", Utf8Fault::missing_continuation},
    {"\xf0\xc3\xa9", Utf8Fault::missing_continuation},
};

TEST_CASE("every kind of fault is named and placed, at every offset around the blocks") {
  for (const BadSequence& bad : bad_sequences) {
    for (std::string_view filler : {".", "é", "世", "😀"}) {
      for (std::size_t before = 0; before < 140; ++before) {
        std::string text(before % filler.size(), '.');
        while (text.size() < before) text += filler;
        std::string whole = text + std::string(bad.bytes) + std::string(before % 90, '.');
        Fallible<std::uint32_t, Utf8Fault> length = utf16_length(bytes_of(whole));
        REQUIRE(!length.has_value());
        REQUIRE(length.error().code == bad.fault);
        REQUIRE(length.error().offset == before);
        REQUIRE(first_invalid_utf8(bytes_of(whole)) == before);
      }
    }
  }
}

TEST_CASE("an input that ends inside a sequence is truncated there") {
  for (std::string_view sequence : {"é", "世", "😀"}) {
    for (std::size_t kept = 1; kept < sequence.size(); ++kept) {
      for (std::size_t before = 0; before < 140; ++before) {
        std::string text = std::string(before, '.') + std::string(sequence.substr(0, kept));
        Fallible<std::uint32_t, Utf8Fault> length = utf16_length(bytes_of(text));
        REQUIRE(!length.has_value());
        REQUIRE(length.error().code == Utf8Fault::truncated);
        REQUIRE(length.error().offset == before);
      }
    }
  }
}

TEST_CASE("every code point is accepted inside a block, and its size and units are right") {
  std::string text;
  for (char32_t point = 0; point <= 0x10ffff; ++point) {
    if (point >= 0xd800 && point < 0xe000) continue;
    text.assign(70, '.');
    if (point < 0x80) {
      text[35] = static_cast<char>(point);
    } else {
      std::uint32_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      for (std::uint32_t index = size; --index > 0;)
        text[35 + index] = static_cast<char>(0x80 | (point >> 6 * (size - 1 - index) & 0x3f));
      text[35] = static_cast<char>((0xf00u >> size) | point >> 6 * (size - 1));
      DecodedCodePoint decoded = decode_front(bytes_of(text).subspan(35));
      REQUIRE(decoded.code_point == point);
      REQUIRE(decoded.size_bytes == size);
    }
    std::uint32_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    REQUIRE(utf16_length(bytes_of(text)).value_or(0) == 70 - size + (size == 4 ? 2 : 1));
  }
}

TEST_CASE("all pairs and triples of telling bytes are judged like the scalar decoder does") {
  constexpr std::uint8_t telling[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
                                      0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
  std::vector<std::uint8_t> bytes(80, '.');
  for (std::uint8_t first : telling)
    for (std::uint8_t second : telling)
      for (std::uint8_t third : telling)
        for (std::uint8_t fourth : telling) {
          bytes[50] = first, bytes[51] = second, bytes[52] = third, bytes[53] = fourth;
          std::uint32_t expected = 80;
          for (std::uint32_t at = 50; at < 54 && expected == 80;) {
            DecodedCodePoint decoded = decode_front(Bytes(bytes).subspan(at));
            if (decoded.fault) expected = at;
            at += decoded.size_bytes;
          }
          REQUIRE(first_invalid_utf8(bytes).value_or(80) == expected);
        }
}

TEST_CASE("lengths of text count its units and its bytes") {
  CHECK(utf16_units(bytes_of("aé世😀")) == 5);
  CHECK(utf8_length("aé世😀") == 10);
  std::string mixed;
  for (std::uint32_t count = 1; count < 40; ++count) {
    mixed += "é😀";
    CHECK(utf16_units(bytes_of(mixed)) == 3 * count);
  }
}

}  // namespace
}  // namespace sinter::text
