// Sources that nobody knows when a build is planned are dealt out by their names alone: whoever comes or goes, the
// others stay in their parts.
#include "compile/source_compilation.h"

#include <set>

#include "testing/check.h"

namespace sinter {
namespace {

const Tool sinter = {.name = "sinter", .path = "/bin/sinter"};
const std::vector<std::string> compiler = {"clang++", "-O2"};

TEST_CASE("a file is compiled by the compiler itself") {
  std::vector<SourceCompilation> compilations =
      compile_source(compiler, {"src/a.cc", Language::cpp}, "build", "build/a.o", "production", sinter);
  REQUIRE(compilations.size() == 1);
  CHECK(compilations[0].what == "compile src/a.cc");
  CHECK(compilations[0].input == "src/a.cc");
  CHECK(compilations[0].argv ==
        std::vector<std::string>{"clang++", "-O2", "-c", "src/a.cc", "-o", "build/a.o", "-MD", "-MF", "build/a.o.d"});
}

TEST_CASE("a pattern is compiled in parts, each from a list of its own that the search writes") {
  SourceFile source{"gen/*.cc", Language::cpp, "gen/**", {"gen/x.cc"}};
  SourceSearch search = search_sources(source, "production", sinter);
  CHECK(search.input == "gen/**");
  std::vector<std::string> lists;
  std::set<std::string> outputs, names;
  for (const SourceCompilation& part : compile_source(compiler, source, "build", "", "production", sinter)) {
    lists.push_back(part.input);
    outputs.insert(part.output);
    names.insert(part.what);
  }
  CHECK(lists == search.outputs);
  CHECK(outputs.size() == source_parts);
  CHECK(names.size() == source_parts);
}

TEST_CASE("two patterns share a search only if they find the same") {
  auto lists = [](const SourceFile& source) { return search_sources(source, "production", sinter).outputs.front(); };
  SourceFile source{"gen/*.cc", Language::cpp, "gen/**", {}};
  SourceFile leaves_out{"gen/*.cc", Language::cpp, "gen/**", {"gen/x.cc"}};
  SourceFile looks_elsewhere{"{gen,made}/*.cc", Language::cpp, "gen/**", {}};
  CHECK(lists(source) == lists(SourceFile(source)));
  CHECK(std::set{lists(source), lists(leaves_out), lists(looks_elsewhere)}.size() == 3);
}

TEST_CASE("files are spread over all parts") {
  std::set<std::size_t> parts;
  for (int i = 0; i < 100; ++i) parts.insert(source_part("gen/file-" + std::to_string(i) + ".cc"));
  CHECK(parts.size() == source_parts);
  CHECK(*parts.begin() == 1);
}

}  // namespace
}  // namespace sinter
