// Whatever a file is called, its name stays on its line and draws nothing but itself.
#include "base/visible.h"

#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::string_view_literals;

TEST_CASE("letters of any alphabet stay as they are") {
  CHECK(visible("größe/文字/🙂.cc") == "größe/文字/🙂.cc");
  CHECK(visible("") == "");
}

TEST_CASE("controls are spelt out, also those of the second block") {
  CHECK(visible("a\nb\tc\r\x1b[31m\0\x7f"sv) == "a\\nb\\tc\\r\\x1b[31m\\x00\\x7f");
  CHECK(visible("\xc2\x9b"
                "31m") == "\\x9b31m");
}

TEST_CASE("marks that turn the direction of writing or end a line are spelt out") {
  CHECK(visible("gpj.\u202ecc") == "gpj.\\u202ecc");
  CHECK(visible("a\u2028b\u2066c\ufeff") == "a\\u2028b\\u2066c\\ufeff");
}

TEST_CASE("bytes that are no UTF-8 are spelt out one by one") {
  CHECK(visible("\xff\xc3(") == "\\xff\\xc3(");
  CHECK(visible("\xe2\x82") == "\\xe2\\x82");
  CHECK(visible("\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80") == "\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80");
}

}  // namespace
}  // namespace sinter
