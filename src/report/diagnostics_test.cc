// Output is taken apart where a diagnostic begins and nowhere else, and nothing gets lost:
// what is left out was shown before, for the action that is named.
#include "report/diagnostics.h"

#include "testing/check.h"

namespace sinter {
namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view native =
    "In file included from a.cc:1:\n"
    "In file included from ./b.h:2:\n"
    "./c.h:3:4: warning: unused variable 'x' [-Wunused-variable]\n"
    "    3 |   int x;\n"
    "a.cc:5:15: error: no viable conversion\n"
    "    5 |   std::string text = all;\n"
    "/usr/lib/llvm/c++/v1/string:1002:71: note: candidate constructor not viable\n"
    "1 warning and 1 error generated.\n";

constexpr std::string_view wasm =
    "a.cc:5:15: error: no viable conversion\n"
    "    5 |   std::string text = all;\n"
    "/usr/include/wasm32-wasi/c++/v1/string:1002:71: note: candidate constructor not viable\n"
    "1 error generated.\n";

Strings heads(std::string_view output) {
  Strings result;
  for (const Diagnostic& diagnostic : split_diagnostics(output)) result.push_back(diagnostic.head);
  return result;
}

TEST_CASE("a diagnostic begins with the files that lead to it and ends with its notes") {
  CHECK(heads(native) == Strings{"./c.h:3:4: warning: unused variable 'x' [-Wunused-variable]",
                                 "a.cc:5:15: error: no viable conversion", ""});
  CHECK(split_diagnostics(native)[0].text.starts_with("In file included from a.cc:1:\nIn file included from ./b.h"));
  CHECK(split_diagnostics(native)[1].text.ends_with("candidate constructor not viable\n"));
  CHECK(split_diagnostics(native)[2].is_count);
}

TEST_CASE("joined again, the parts are the output") {
  for (std::string_view output : {native, wasm, std::string_view("no line end"), std::string_view(""),
                                  std::string_view("In file included from nothing\n\nplain\n")}) {
    std::string joined;
    for (const Diagnostic& diagnostic : split_diagnostics(output)) joined += diagnostic.text;
    CHECK(joined == output);
  }
}

TEST_CASE("only a place before the word makes a diagnostic of a line") {
  CHECK(heads("npm: error: 5:3\nx: error: y\n3 : error: y\nwarning: z\n") == Strings{""});
  CHECK(heads("a b.cc:1:2: error: y\n") == Strings{"a b.cc:1:2: error: y"});
  CHECK(heads("a.c:7: fatal error: y\n") == Strings{"a.c:7: fatal error: y"});
}

TEST_CASE("colours do not matter, nor where a system keeps its headers") {
  CHECK(heads("\x1b[1ma.cc:1:2: \x1b[0m\x1b[31merror: \x1b[0mno\n") == Strings{"a.cc:1:2: error: no"});
  CHECK(heads("/usr/include/vector:9:1: error: no\n") == heads("/opt/wasm/include/vector:9:1: error: no\n"));
}

TEST_CASE("errors are compared without warnings and notes") {
  CHECK(error_heads(native) == error_heads(wasm));
  CHECK(error_heads("make: *** failed\n") == Strings{});
}

TEST_CASE("what was shown for one action is not shown again for another one") {
  ShownDiagnostics shown;
  CHECK(shown.add("wasm", wasm).text == wasm);
  CHECK(shown.add("wasm", wasm).text == wasm);  // a second attempt
  ShownDiagnostics::News news = shown.add("native", native);
  CHECK(news.is_any);
  CHECK(news.text ==
        "In file included from a.cc:1:\n"
        "In file included from ./b.h:2:\n"
        "./c.h:3:4: warning: unused variable 'x' [-Wunused-variable]\n"
        "    3 |   int x;\n"
        "[1 diagnostic as above, of `wasm`]\n");
  news = shown.add("simd", wasm);
  CHECK(!news.is_any);
  CHECK(news.text == "[1 diagnostic as above, of `wasm`]\n");
}

TEST_CASE("what is no diagnostic is always shown") {
  ShownDiagnostics shown;
  CHECK(shown.add("a", "hello\n").text == "hello\n");
  CHECK(shown.add("b", "hello\n").text == "hello\n");
}

}  // namespace
}  // namespace sinter
