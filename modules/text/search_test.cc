// Search gives what the obvious search gives, in time that no input can make quadratic.
#include "search.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bytes.h"
#include "two_way.h"

namespace sinter::text {
namespace {

using Offsets = std::vector<std::uint32_t>;

/// Byte offsets of non-overlapping matches, found the obvious way.
Offsets obvious(std::string_view haystack, std::string_view needle) {
  Offsets offsets;
  for (std::size_t at = haystack.find(needle); at != std::string_view::npos;
       at = haystack.find(needle, at + needle.size()))
    offsets.push_back(static_cast<std::uint32_t>(at));
  return offsets;
}

Offsets by_two_way(std::string_view haystack, std::string_view needle) {
  TwoWay two_way(bytes_of(needle));
  Offsets offsets;
  std::size_t from = 0;
  while (auto match = two_way.find(bytes_of(haystack), from)) {
    offsets.push_back(static_cast<std::uint32_t>(*match));
    from = *match + needle.size();
  }
  return offsets;
}

/// All words over `letters` of up to `size_max` letters.
std::vector<std::string> words(std::string_view letters, std::size_t size_max) {
  std::vector<std::string> all = {""};
  for (std::size_t index = 0; index < all.size() && all[index].size() < size_max; ++index)
    for (char letter : letters) all.push_back(all[index] + letter);
  return all;
}

TEST_CASE("every needle in every haystack of two letters is found where it is") {
  std::vector<std::string> needles = words("ab", 6), haystacks = words("ab", 10);
  for (const std::string& haystack : haystacks) {
    for (const std::string& needle : needles) {
      if (needle.empty()) continue;
      Offsets expected = obvious(haystack, needle);
      if (find_all(haystack, needle) != expected || by_two_way(haystack, needle) != expected) {
        CAPTURE(haystack);
        CAPTURE(needle);
        CHECK(find_all(haystack, needle) == expected);
        CHECK(by_two_way(haystack, needle) == expected);
      }
    }
  }
}

TEST_CASE("a needle is found at every offset and distance from the end") {
  for (std::size_t size = 1; size < 40; ++size) {
    std::string needle = "<" + std::string(size - 1, '-');
    for (std::size_t before = 0; before < 70; ++before) {
      for (std::size_t after : {0, 1, 15, 16, 17, 33}) {
        std::string haystack = std::string(before, '.') + needle + std::string(after, '.');
        if (find_first(haystack, needle) != before) {
          CAPTURE(haystack);
          CHECK(find_first(haystack, needle) == before);
        }
      }
    }
  }
}

TEST_CASE("text offsets are UTF-16 units, byte offsets are bytes") {
  std::string haystack = "aé世😀b";  // 1, 2, 3, 4 bytes; 1, 1, 1, 2 units
  CHECK(find_first(haystack, "b") == 5);
  CHECK(find_first_bytes(bytes_of(haystack), bytes_of("b")) == 10);
  CHECK(find_all(haystack + haystack, "😀") == Offsets{3, 9});
}

TEST_CASE("matches do not overlap") {
  CHECK(find_all("aaaaa", "aa") == Offsets{0, 2});
  CHECK(count("aaaaa", "aa") == 2);
  CHECK(replace_all("aaaaa", "aa", "b") == "bba");
}

TEST_CASE("an empty needle stands at every boundary of code points, or of bytes") {
  CHECK(find_all("a😀", "") == Offsets{0, 1, 3});
  CHECK(count("", "") == 1);
  CHECK(count_bytes(bytes_of("a😀"), {}) == 6);
  CHECK(replace_all("a😀b", "", "-") == "-a-😀-b-");
  CHECK(find_first("", "") == 0);
}

TEST_CASE("a needle longer than the haystack is not found") {
  CHECK(!find_first("ab", "abc"));
  CHECK(count("", "a") == 0);
  CHECK(replace_all("ab", "abc", "x") == "ab");
}

TEST_CASE("what was put in is not searched again") {
  CHECK(replace_all("a.b.c", ".", "..") == "a..b..c");
  std::vector<std::uint8_t> nothing;
  CHECK(replace_all_bytes(bytes_of("a.b"), bytes_of("."), nothing) == std::vector<std::uint8_t>{'a', 'b'});
}

TEST_CASE("periodic needles keep their matches after the filter has given up") {
  // Each position passes the filter and differs late, so that TwoWay takes over; the true
  // matches are behind that point.
  for (std::size_t half : {20, 31, 64, 500}) {
    std::string needle = std::string(half, 'a') + "b" + std::string(half, 'a');
    std::string haystack(20'000, 'a');
    haystack.append(needle).append("c").append(needle).append(needle);
    CHECK(find_all(haystack, needle) == obvious(haystack, needle));
    CHECK(count(haystack, needle) == 3);
  }
}

TEST_CASE("no input makes the filter compare more than a fixed number of bytes a position") {
  // Every position passes and differs in the middle: the filter alone would compare
  // 2,000,000 times 50,000 bytes, and this test would take a minute, not some milliseconds.
  std::string needle = std::string(50'000, 'a') + "b" + std::string(50'000, 'a');
  std::string haystack(2'000'000, 'a');
  CHECK(count(haystack, needle) == 0);
  CHECK(!find_first(haystack, needle));
}

}  // namespace
}  // namespace sinter::text
