// Whatever a name or a program's output holds, the screen shows it and obeys none of it
// but colours.
#include "report/screen_text.h"

#include "testing/check.h"

namespace sinter {
namespace {

TEST_CASE("names show what they are made of") {
  CHECK(screen_name("src/größe 数.cc") == "src/größe 数.cc");
  CHECK(screen_name("a\x1b[2Jb\nc\td\re") == "a\\x1b[2Jb\\nc\\td\\re");
  CHECK(screen_name("no\xff utf\xc3") == "no\\xff utf\\xc3");
  CHECK(screen_name("exe.\u202etxt") == "exe.\\u{202e}txt");
  CHECK(screen_name("\u0085next") == "\\u{0085}next");
}

TEST_CASE("output keeps its colours, and they end with it") {
  CHECK(screen_output("\x1b[0;1;31merror:\x1b[0m no\n") == "\x1b[0;1;31merror:\x1b[0m no\n\x1b[0m");
  CHECK(screen_output("\x1b[31mred\x1b[0m\n") == "\x1b[31mred\x1b[0m\n");
  CHECK(screen_output("plain\tone\n") == "plain\tone\n");
}

TEST_CASE("output cannot clear the screen, move the cursor or set a title") {
  CHECK(screen_output("a\x1b[2J\x1b[H\x1b[?25lb") == "ab");
  CHECK(screen_output("a\x1b]0;title\ab\x1b]8;;x\x1b\\c") == "abc");
  CHECK(screen_output("a\x1b(0b\x1b"
                      "7c\x1b[31") == "abc");
  CHECK(screen_output("bell\a back\b\xff") == "bell\\x07 back\\x08\\xff");
}

TEST_CASE("of a progress bar its last state stays") {
  CHECK(screen_output("head\n10%\r50%\r100%\r\nend\r\r\n") == "head\n100%\nend\n");
  CHECK(screen_output("50%\r") == "50%");
}

TEST_CASE("colours can be taken out of any text") {
  CHECK(without_colours("a\x1b[1;38;5;2mb\x1b[Kc\x1b") == "abc");
  CHECK(without_colours("cut \x1b[3") == "cut ");
  CHECK(without_colours("\x1b]0;title\amore") == "more");
}

TEST_CASE("a width is columns, not bytes or characters") {
  CHECK(screen_width("abc") == 3);
  CHECK(screen_width("größe") == 5);
  CHECK(screen_width("数学") == 4);
  CHECK(screen_width("e\u0301") == 1);
}

TEST_CASE("what is too long loses its middle, and is never too wide") {
  CHECK(fit("text/simd: compile modules/text/hash.cc", 20) == "text/…s/text/hash.cc");
  CHECK(fit("short", 5) == "short");
  CHECK(fit("longer", 5) == "long…");
  for (std::size_t width = 0; width < 30; ++width) {
    CHECK(screen_width(fit("数学数学数学数学数学数学数学/abc", width)) <= width);
    CHECK(screen_width(fit_start("数学数学数学数学数学数学数学/abc", width)) <= width);
  }
}

}  // namespace
}  // namespace sinter
