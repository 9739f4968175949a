// The first byte that differs is found, and what is commonly to blame is recognised by how
// it looks, but not seen where it is not.
#include "strict/difference.h"

#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

constexpr RunTimes times{.first_ns = 1'750'000'000'000'000'000, .second_ns = 1'750'000'003'000'000'000};

Difference difference(std::string_view first, std::string_view second) {
  std::optional<Difference> found = compare_bytes(first, second, times);
  REQUIRE(found.has_value());
  return *found;
}

TEST_CASE("equal bytes do not differ") {
  CHECK(!compare_bytes("", "", times));
  CHECK(!compare_bytes("same", "same", times));
}

TEST_CASE("the first byte that differs is named, with its neighbours") {
  Difference found = difference("0123456789abcdefghijX\n", "0123456789abcdefghijY\n");
  CHECK(found.offset == 20);
  CHECK(found.first == "456789abcdefghijX\\n");
  CHECK(found.second == "456789abcdefghijY\\n");
  CHECK(difference("abc", "abcd").offset == 3);
  CHECK(difference("abc", "abcd").guess == "one is the beginning of the other");
  CHECK(difference(std::string_view("\x00z", 2), "1z").first == "\\x00z");
}

TEST_CASE("times are recognised by when the runs were") {
  CHECK(difference("built 1750000001 x", "built 1750000002 x").guess ==
        "the digits are the time of the run in seconds since 1970");
  CHECK(difference("t=1750000001123", "t=1750000002456").guess.contains("milliseconds"));
  CHECK(difference("id 1150000001 x", "id 1150000002 x").guess == "");  // not of these runs
  CHECK(difference("Sun Jun 15 15:06:41 2025", "Sun Jun 15 15:06:43 2025").guess ==
        "the bytes are a date or a time of day");
  CHECK(difference("\x1f\x8b\x08\x01\x81\xe1\x4e\x68", "\x1f\x8b\x08\x01\x82\xe1\x4e\x68").guess.contains("gzip -n"));
  CHECK(difference("~~~\x81\xe1\x4e\x68~", "~~~\x82\xe1\x4e\x68~").guess.contains("32 bits"));
}

TEST_CASE("another order, paths and random numbers are recognised") {
  CHECK(difference("b\na\nc\n", "a\nb\nc\n").guess == "the same lines come in another order");
  CHECK(difference("[1, 2, 3, 4]", "[1, 3, 2, 4]").guess == "the same lines come in another order");
  testing::Scratch scratch;
  auto naming = [&](std::string_view file) { return "x=\"" + scratch.path() + "/" + std::string(file) + "\""; };
  CHECK(difference(naming("cc1234.o"), naming("cc9876.o")).guess.contains("part of a path"));
  CHECK(difference("id:3f2504e0-4f89-41d3-9a0c-0305e82c3301", "id:8c7f1a22-4f89-41d3-9a0c-0305e82c3301")
            .guess.contains("look random"));
  CHECK(difference("pid 4711", "pid 4712").guess == "");
}

}  // namespace
}  // namespace sinter
