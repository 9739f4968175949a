// How lines move from one form of a module to another. The modules are made by hand: two
// functions, whose bodies are given.
#include "optimize/line_map.h"

#include "testing/check.h"

namespace sinter {
namespace {

using wasm::Mapping;
using wasm::SourceMap;

/// A module of functions without parameters and results; a body's `nop`s are any bytes.
std::string module_of(const std::vector<std::string>& bodies) {
  auto sized = [](const std::string& content) { return std::string(1, static_cast<char>(content.size())) + content; };
  std::string functions(1, static_cast<char>(bodies.size()));
  functions.append(bodies.size(), '\0');
  std::string code(1, static_cast<char>(bodies.size()));
  for (const std::string& body : bodies) code += sized(std::string(1, '\0') + body + '\x0b');
  return std::string("\0asm\x01\0\0\0", 8) + '\x01' + sized(std::string("\x01\x60\0\0", 4)) + '\x03' +
         sized(functions) + '\x0a' + sized(code);
}

std::uint64_t begin_of(const std::string& bytes, std::size_t function) {
  return wasm::read_module(bytes)->bodies[function].offset;
}

TEST_CASE("lines stay with functions that are alike, wherever these went") {
  std::string from = module_of({"\x01\x01\x01\x01", "\x01\x1a\x01"});
  std::string to = module_of({"\x01\x01", "\x01\x1a\x01"});
  SourceMap lines{.sources = {"a.cc"},
                  .mappings = {{.offset = begin_of(from, 0), .source = 0, .line = 1},
                               {.offset = begin_of(from, 0) + 3, .source = 0, .line = 2},
                               {.offset = begin_of(from, 1) + 1, .source = 0, .line = 10},
                               {.offset = begin_of(from, 1) + 3, .source = 0, .line = 11}}};
  SourceMap moved = transferred_lines({from, "n", lines}, {to, "n"});
  std::vector<Mapping> expected = {{.offset = begin_of(to, 0), .source = 0, .line = 1},
                                   {.offset = begin_of(to, 0) + 3, .source = 0, .line = 2},
                                   {.offset = begin_of(to, 1) + 1, .source = 0, .line = 10},
                                   {.offset = begin_of(to, 1) + 3, .source = 0, .line = 11}};
  CHECK(moved.mappings == expected);
  CHECK(moved.sources == lines.sources);
  CHECK(transferred_lines({from, "n", lines}, {from, "n"}).mappings == lines.mappings);
}

TEST_CASE("in a function that changed, its begin and its end are exact, and no line leaves it") {
  std::string from = module_of({"\x41\x05\x1a\x41\x07\x1a\x01\x01"});
  std::string to = module_of({"\x41\x05\x1a\x01\x01"});
  std::uint64_t begin = begin_of(from, 0);
  SourceMap lines{.sources = {"a.cc"}};
  for (std::uint32_t at = 0; at <= 9; ++at) {
    lines.mappings.push_back({.offset = begin + at, .source = 0, .line = at + 1});
  }
  SourceMap moved = transferred_lines({from, "", lines}, {to, ""});
  std::uint64_t end = begin_of(to, 0) + 7;
  CHECK(moved.mappings.front() == Mapping{.offset = begin_of(to, 0), .source = 0, .line = 1});
  CHECK(moved.mappings.back() == Mapping{.offset = end - 1, .source = 0, .line = 10});
  for (std::size_t index = 1; index < moved.mappings.size(); ++index) {
    CHECK(moved.mappings[index - 1].offset < moved.mappings[index].offset);
  }
}

TEST_CASE("modules of other functions share no lines") {
  std::string one = module_of({"\x01"});
  std::string two = module_of({"\x01", "\x01"});
  SourceMap lines{.sources = {"a.cc"}, .mappings = {{.offset = begin_of(one, 0), .source = 0, .line = 1}}};
  CHECK(transferred_lines({one, "", lines}, {two, ""}).mappings.empty());
  CHECK(transferred_lines({one, "a", lines}, {one, "b"}).mappings.empty());
}

TEST_CASE("what has no source passes through wasm-opt under an empty name") {
  SourceMap map{.sources = {"a.cc"}, .mappings = {{.offset = 5, .source = 0, .line = 3, .column = 1}, {.offset = 9}}};
  SourceMap given = with_empty_source(map);
  CHECK(given.sources.back().empty());
  CHECK(given.mappings.back().source == 1);
  CHECK(without_empty_source(given) == map);
}

}  // namespace
}  // namespace sinter
