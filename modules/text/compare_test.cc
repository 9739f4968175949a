// The order is total and that of bytes, wherever the first difference lies.
#include "compare.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace sinter::text {
namespace {

TEST_CASE("the first different byte decides, at every offset around the block sizes") {
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string less(size, 'm'), more = less;
      more[at] = '\xc3';  // above 'm' only if bytes are unsigned
      if (at + 1 < size) less[at + 1] = 'z';
      CAPTURE(size);
      CAPTURE(at);
      CHECK(compare(less, more) == -1);
      CHECK(compare(more, less) == 1);
    }
  }
}

TEST_CASE("a text equals itself and follows what it begins with") {
  for (std::size_t size = 0; size < 70; ++size) {
    std::string text(size, 'x');
    CHECK(compare(text, std::string(size, 'x')) == 0);
    CHECK(compare(text, text + "!") == -1);
    CHECK(compare(text + "!", text) == 1);
  }
}

TEST_CASE("text is in the order of code points, not of UTF-16 units") { CHECK(compare("\uff5e", "\U0001f600") == -1); }

TEST_CASE("bytes may hold anything") {
  std::vector<std::uint8_t> low = {0, 0x7f, 0xff}, high = {0, 0x80};
  CHECK(compare_bytes(low, high) == -1);
  CHECK(compare_bytes({}, low) == -1);
  CHECK(compare_bytes({}, {}) == 0);
}

}  // namespace
}  // namespace sinter::text
