// Unicode's own conformance files are run as vectors (tables.mjs); here stands what cases of
// text cannot say: that bytes which are no UTF-8 break nothing, and that no text is slow.
#include <doctest/doctest.h>

#include "fold.h"
#include "normalize.h"
#include "segment.h"

namespace sinter::unicode {
namespace {

TEST_CASE("bytes that are no UTF-8 end up in a result, wherever they are cut") {
  const std::string whole = "a\xcc\x81\xf0\x9f\x91\xa8\xe2\x80\x8d\xc3\x9f\xea\xb0\x80\xff";
  for (std::size_t begin = 0; begin <= whole.size(); ++begin) {
    for (std::size_t end = begin; end <= whole.size(); ++end) {
      std::string_view part = std::string_view(whole).substr(begin, end - begin);
      CHECK(case_fold(part).size() <= 3 * part.size());
      for (Form form : {Form::nfc, Form::nfd, Form::nfkc, Form::nfkd}) {
        std::string normal = normalize(part, form);
        CHECK(normalize(normal, form) == normal);
      }
      CHECK(grapheme_boundaries(part).size() == grapheme_count(part));
      CHECK(word_boundaries(part).size() <= part.size());
    }
  }
}

TEST_CASE("a text of nothing but marks is ordered in linear time") {
  // Sorting by insertion would move each of the second kind past all of the first: 10^10 steps.
  std::string text = "a";
  for (int repeat = 0; repeat < 100'000; ++repeat) text += "\u0301";  // class 230
  for (int repeat = 0; repeat < 100'000; ++repeat) text += "\u0323";  // class 220
  std::string normal = normalize(text, Form::nfd);
  CHECK(normal.size() == text.size());
  CHECK(normal.starts_with("a\u0323\u0323"));
  CHECK(normal.ends_with("\u0301\u0301"));
  CHECK(normalize(text, Form::nfc).starts_with("\u1ea1\u0323"));
}

TEST_CASE("what a word may be continued by is not looked for again and again") {
  // Each of the marks of this text ends a look ahead; none of them begins one.
  std::string text = "a'";
  for (int repeat = 0; repeat < 300'000; ++repeat) text += "\u0301";
  text += "b";
  CHECK(word_boundaries(text) == std::vector<std::uint32_t>{300'003});
}

}  // namespace
}  // namespace sinter::unicode
