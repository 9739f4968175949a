// The distance is that of the textbook table, for texts on both sides of the 64-row passes
// and for every limit.
#include "distance.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace sinter::text {
namespace {

std::uint32_t by_table(std::u32string_view left, std::u32string_view right) {
  std::vector<std::uint32_t> row(right.size() + 1);
  for (std::size_t column = 0; column < row.size(); ++column) row[column] = static_cast<std::uint32_t>(column);
  for (char32_t point : left) {
    std::uint32_t diagonal = row[0]++;
    for (std::size_t column = 0; column < right.size(); ++column) {
      std::uint32_t substituted = diagonal + (point != right[column]);
      diagonal = row[column + 1];
      row[column + 1] = std::min({substituted, diagonal + 1, row[column] + 1});
    }
  }
  return row.back();
}

std::string encode(std::u32string_view points) {
  std::string text;
  for (char32_t point : points) {
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else {  // the tests use code points of one and of four bytes
      text += static_cast<char>(0xf0 | point >> 18);
      text += static_cast<char>(0x80 | (point >> 12 & 0x3f));
      text += static_cast<char>(0x80 | (point >> 6 & 0x3f));
      text += static_cast<char>(0x80 | (point & 0x3f));
    }
  }
  return text;
}

/// SINTER_SEED in the environment repeats or varies a run; a failure prints the seed.
std::uint32_t chosen_seed() {
  const char* text = std::getenv("SINTER_SEED");
  return text == nullptr ? 20260101 : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

TEST_CASE("textbook pairs have their textbook distances") {
  CHECK(levenshtein("kitten", "sitting") == 3);
  CHECK(levenshtein("", "abc") == 3);
  CHECK(levenshtein("same", "same") == 0);
  CHECK(levenshtein("flaw", "lawn") == 2);
}

TEST_CASE("a code point counts once, however many bytes or units it takes") {
  CHECK(levenshtein("a", "😀") == 1);
  CHECK(levenshtein("世界", "世間") == 1);
  CHECK(levenshtein("😀", "😁") == 1);
}

TEST_CASE("the distance is that of the table, and every limit tells it or says more") {
  std::uint32_t seed = chosen_seed();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 400; ++round) {
    std::size_t letters = 2 + random() % 5;
    char32_t first = round % 3 == 0 ? 0x1f600 : U'a';  // beyond ASCII the masks are hashed
    std::u32string left(random() % 150, first), right;
    for (char32_t& point : left) point += static_cast<char32_t>(random() % letters);
    if (round % 2 == 0) {
      right = left;  // a few edits of the same text, so that small limits matter
      for (std::size_t edits = random() % 12; edits > 0 && !right.empty(); --edits) {
        if (random() % 3 == 0) right.erase(random() % right.size(), 1);
        else if (random() % 2 == 0) right.insert(random() % right.size(), 1, first);
        else right[random() % right.size()] = first;
      }
    } else {
      right.resize(random() % 300, first);
      for (char32_t& point : right) point += static_cast<char32_t>(random() % letters);
    }
    std::string one = encode(left), other = encode(right);
    std::uint32_t expected = by_table(left, right);
    CAPTURE(one);
    CAPTURE(other);
    REQUIRE(levenshtein(one, other) == expected);
    for (std::uint32_t limit : {0u, 1u, 2u, 5u, 63u, 64u, 65u, expected - (expected > 0), expected, expected + 1}) {
      CAPTURE(limit);
      std::optional<std::uint32_t> bounded = levenshtein_bounded(one, other, limit);
      REQUIRE(bounded.has_value() == (expected <= limit));
      REQUIRE(bounded.value_or(expected) == expected);
    }
  }
}

TEST_CASE("64 different code points beyond ASCII fit the masks of one pass") {
  std::u32string left, right;
  for (char32_t index = 0; index < 130; ++index) {
    left += static_cast<char32_t>(0x10000 + index * 128);  // all with one hash
    right += static_cast<char32_t>(0x10000 + (index ^ 1) * 128);
  }
  CHECK(levenshtein(encode(left), encode(right)) == by_table(left, right));
}

TEST_CASE("the greatest limit is no limit") { CHECK(levenshtein_bounded("abc", "", UINT32_MAX) == 3); }

TEST_CASE("what is not UTF-8 counts as a replacement character") {
  CHECK(levenshtein("a\xff", "a\ufffd") == 0);
  CHECK(levenshtein("\xe4\xb8", "") == 1);
}

}  // namespace
}  // namespace sinter::text
