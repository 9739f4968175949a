// Two promises: the sections and the header add up to the file, and a file whose outside
// is not what the specification allows is refused with the byte where it goes wrong.
#include "wasm/sections.h"

#include <algorithm>
#include <array>

#include "testing/check.h"

namespace sinter::wasm {
namespace {

using namespace std::literals;

constexpr std::string_view header = "\0asm\1\0\0\0"sv;
constexpr std::string_view types = "\x01\x04\x01\x60\x00\x00"sv;
constexpr std::string_view functions = "\x03\x02\x01\x00"sv;
constexpr std::string_view code = "\x0A\x04\x01\x02\x00\x0B"sv;
constexpr std::string_view note = "\x00\x06\x04note!"sv;

std::string file(std::initializer_list<std::string_view> parts) {
  std::string bytes(header);
  for (std::string_view part : parts) bytes += part;
  return bytes;
}

Fault fault_of(std::string_view bytes) {
  auto sections = read_sections(bytes);
  REQUIRE(!sections.has_value());
  return sections.error();
}

TEST_CASE("header and sections add up to the file, and a custom section's payload starts after its name") {
  std::string bytes = file({types, note, functions, code});
  auto sections = read_sections(bytes);
  REQUIRE(sections.has_value());
  REQUIRE(sections->size() == 4);

  std::uint64_t next = header_size_bytes;
  for (const Section& section : *sections) {
    CHECK(section.offset == next);
    next += section.size_bytes;
  }
  CHECK(next == bytes.size());
  const Section& custom = (*sections)[1];
  CHECK(section_name(custom) == "note");
  CHECK(custom.payload == "!");
  CHECK(bytes.substr(custom.payload_offset()) == "!" + std::string(functions) + std::string(code));
}

TEST_CASE("a module may be empty") { CHECK(read_sections(header)->empty()); }

TEST_CASE("what is no wasm module is told apart from one that is damaged") {
  CHECK(fault_of("") == Fault{Problem::not_wasm, 0});
  CHECK(fault_of("\0as"sv) == Fault{Problem::not_wasm, 0});
  CHECK(fault_of("<!DOCTYPE html>") == Fault{Problem::not_wasm, 0});
  CHECK(fault_of("\0asm\1\0"sv) == Fault{Problem::unexpected_end, 4});
  CHECK(fault_of("\0asm\2\0\0\0"sv) == Fault{Problem::version_unknown, 4});
  CHECK(fault_of("\0asm\x0D\0\1\0"sv) == Fault{Problem::is_component, 4});
}

TEST_CASE("every file cut off inside a section is refused") {
  std::string bytes = file({types, note, functions, code});
  std::vector<std::size_t> ends = {8, 14, 22, 26, bytes.size()};
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    bool is_whole = std::ranges::contains(ends, size);
    CHECK(read_sections(bytes.substr(0, size)).has_value() == is_whole);
  }
}

TEST_CASE("known sections come once and in order, whatever stands between them") {
  CHECK(fault_of(file({types, types})) == Fault{Problem::section_repeated, 14});
  CHECK(fault_of(file({types, functions, note, types})) == Fault{Problem::section_repeated, 26});
  CHECK(fault_of(file({functions, types})) == Fault{Problem::section_order, 12});
  CHECK(read_sections(file({note, types, note, note, functions})).has_value());
}

TEST_CASE("the data count comes before the code and the tags before the globals") {
  constexpr std::string_view data_count = "\x0C\x01\x00"sv;
  constexpr std::string_view tags = "\x0D\x01\x00"sv;
  constexpr std::string_view globals = "\x06\x01\x00"sv;
  CHECK(read_sections(file({types, functions, data_count, code})).has_value());
  CHECK(fault_of(file({types, functions, code, data_count})).problem == Problem::section_order);
  CHECK(read_sections(file({tags, globals})).has_value());
  CHECK(fault_of(file({globals, tags})).problem == Problem::section_order);
}

TEST_CASE("a section that is unknown, too long or badly named is refused at its own byte") {
  CHECK(fault_of(file({types, "\x0E\x00"sv})) == Fault{Problem::section_unknown, 14});
  CHECK(fault_of(file({types, "\x0A\x7F\x00"sv})) == Fault{Problem::section_past_end, 14});
  CHECK(fault_of(file({"\x00\x00"sv})).problem == Problem::section_too_short);
  CHECK(fault_of(file({"\x00\x02\x05x"sv})).problem == Problem::section_too_short);
  CHECK(fault_of(file({"\x00\x02\x01\xFF"sv})) == Fault{Problem::name_not_utf8, 11});
  CHECK(fault_of(file({"\x01\x80\x80\x80\x80\x80\x00"sv})).problem == Problem::integer_too_long);
}

TEST_CASE("dropping sections leaves every other byte as it was") {
  std::string bytes = file({types, note, functions, "\x00\x05\x04name"sv, code, note});
  std::vector<Section> sections = *read_sections(bytes);
  CHECK(custom_sections(sections, "note").size() == 2);

  std::array<std::string_view, 1> names = {"note"};
  std::string kept = without_sections(bytes, sections, names);
  CHECK(kept == file({types, functions, "\x00\x05\x04name"sv, code}));
  CHECK(without_sections(bytes, sections, {}) == bytes);
}

TEST_CASE("the error for a person says which file, which byte and what to do") {
  CHECK(render(malformed("a.wasm", {Problem::section_past_end, 14})) ==
        "error: `a.wasm` is not a wasm module that can be read  [SN0601]\n"
        "  at a.wasm\n"
        "  because a section reaches past the end of the file, at byte 14\n"
        "  next: build the file again; if it comes from somewhere else, fetch it again\n");
}

}  // namespace
}  // namespace sinter::wasm
