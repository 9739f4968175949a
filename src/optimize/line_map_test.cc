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

TEST_CASE("places pass through wasm-opt as numbers, each place one, and come back as what they were") {
  SourceMap map{.sources = {"a.cc"},
                .mappings = {{.offset = 5, .source = 0, .line = 3, .column = 1},
                             {.offset = 7, .source = 0, .line = 3, .column = 1, .call = 0},
                             {.offset = 9},
                             {.offset = 11, .source = 0, .line = 3, .column = 1}},
                .calls = {{.source = 0, .line = 3, .function = "f"}}};
  std::vector<Mapping> places;
  SourceMap given = numbered_places(map, places);
  CHECK(places.size() == 3);
  CHECK(given.sources.size() == 1);
  CHECK(given.mappings[0].line == given.mappings[3].line);
  CHECK(given.mappings[0].line != given.mappings[1].line);
  CHECK(given.mappings[2].source == 0);  // what has no source has a number, too
  CHECK(without_numbers(given, places, map) == map);
  SourceMap strange{.sources = {"x"},
                    .mappings = {{.offset = 5, .source = 0, .line = 5}, {.offset = 6, .source = 0, .line = 1}}};
  std::vector<Mapping> none = {{.offset = 5}, {.offset = 6}};
  CHECK(without_numbers(strange, places, map).mappings == none);
}

/// A section `name` for functions from 0.
std::string names_of_functions(const std::vector<std::string>& names) {
  auto sized = [](const std::string& content) { return std::string(1, static_cast<char>(content.size())) + content; };
  std::string list(1, static_cast<char>(names.size()));
  for (std::size_t index = 0; index < names.size(); ++index) {
    list += std::string(1, static_cast<char>(index)) + sized(names[index]);
  }
  std::string section = sized("name") + '\x01' + sized(list);
  return std::string(1, '\0') + sized(section);
}

TEST_CASE("code in its own function is not inlined into it; what wasm-opt moved to another one is") {
  std::string bytes = module_of({"\x01\x01\x01\x01", "\x01\x01"});
  std::uint64_t first = begin_of(bytes, 0);
  std::uint64_t second = begin_of(bytes, 1);
  // Function `g` with `h` inlined by the compiler; then all of it in `f`, too.
  SourceMap map{.sources = {"a.cc"},
                .mappings = {{.offset = first, .source = 0, .line = 1, .call = 2},
                             {.offset = first + 2, .source = 0, .line = 5, .call = 1},
                             {.offset = second, .source = 0, .line = 4, .call = 0},
                             {.offset = second + 2, .source = 0, .line = 5, .call = 1}},
                .calls = {{.function = "g"},
                          {.outer = 0, .source = 0, .line = 9, .function = "h"},
                          {.function = "f"},
                          {.outer = 2, .source = 0, .line = 9, .function = "of no use"}}};
  SourceMap own = own_calls(map, bytes, names_of_functions({"f", "g"}));
  std::vector<wasm::MappedCall> calls = {{.function = "g"},
                                         {.outer = 0, .source = 0, .line = 9, .function = "h"},
                                         {.source = 0, .line = 9, .function = "h"}};
  CHECK(own.calls == calls);
  auto calls_of = [](const SourceMap& lines) {
    std::vector<std::uint32_t> numbers;
    for (const Mapping& mapping : lines.mappings) numbers.push_back(mapping.call);
    return numbers;
  };
  CHECK(calls_of(own) == std::vector<std::uint32_t>{wasm::no_call, 1, wasm::no_call, 2});
}

}  // namespace
}  // namespace sinter
