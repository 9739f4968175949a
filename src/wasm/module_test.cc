// The reader finds what is there, and refuses whatever the specification calls malformed
// on the level of structure. The modules are assembled here byte by byte, so that each
// refusal has one cause; tests/e2e/wasm reads files that other people's compilers made.
#include "wasm/module.h"

#include "testing/check.h"

namespace sinter::wasm {
namespace {

using namespace std::literals;

/// The payload must be shorter than 128 bytes: its length is written as one.
std::string section(SectionId id, std::string_view payload) {
  return std::string{static_cast<char>(id), static_cast<char>(payload.size())} + std::string(payload);
}

std::string module_of(std::initializer_list<std::string> sections) {
  std::string bytes("\0asm\1\0\0\0"sv);
  for (const std::string& part : sections) bytes += part;
  return bytes;
}

const std::string binary_type = section(SectionId::type, "\x02\x60\x02\x7F\x7F\x01\x7F\x60\x00\x00"sv);
const std::string one_function = section(SectionId::function, "\x01\x00"sv);
const std::string add_body = section(SectionId::code, "\x01\x07\x00\x20\x00\x20\x01\x6A\x0B"sv);
const std::string one_memory = section(SectionId::memory, "\x01\x01\x02\x10"sv);

Fault fault_of(std::initializer_list<std::string> sections) {
  std::string bytes = module_of(sections);
  auto module = read_module(bytes);
  REQUIRE(!module.has_value());
  return module.error();
}

Problem problem_of(std::initializer_list<std::string> sections) { return fault_of(sections).problem; }

TEST_CASE("types, imports, exports, counts and ranges are found") {
  std::string bytes = module_of({
      binary_type,
      section(SectionId::import,
              "\x02\x03"
              "env\x03"
              "log\x00\x00\x03"
              "env\x05"
              "limit\x03\x7F\x01"sv),
      one_function,
      section(SectionId::table, "\x01\x70\x01\x02\x08"sv),
      one_memory,
      section(SectionId::global, "\x01\x7E\x00\x42\x07\x0B"sv),
      section(SectionId::exports,
              "\x03\x03"
              "add\x00\x01\x06memory\x02\x00\x01t\x01\x00"sv),
      section(SectionId::element, "\x01\x00\x41\x00\x0B\x02\x00\x01"sv),
      section(SectionId::data_count, "\x02"sv),
      add_body,
      section(SectionId::data,
              "\x02\x00\x41\x80\x08\x0B\x02hi\x01\x03"
              "abc"sv),
      section(SectionId::custom, "\x04name"sv),
  });
  auto read = read_module(bytes);
  REQUIRE(read.has_value());
  const Module& module = *read;

  CHECK(module.types.size() == 2);
  REQUIRE(module.imports.size() == 2);
  CHECK(module.imports[1].module == "env");
  CHECK(module.imports[1].name == "limit");
  CHECK(module.signature(module.imports[1].kind, module.imports[1].index) == "mutable i32");

  REQUIRE(module.exports.size() == 3);
  CHECK(module.exports[0].name == "add");
  CHECK(module.signature(module.exports[0].kind, module.exports[0].index) == "(i32, i32) -> i32");
  CHECK(module.signature(module.exports[1].kind, module.exports[1].index) == "2..16 pages");
  CHECK(module.signature(module.exports[2].kind, module.exports[2].index) == "funcref[2..8]");

  CHECK(module.functions.size() == 2);
  CHECK(module.imported_function_count() == 1);
  REQUIRE(module.element_segments.size() == 1);
  CHECK(module.element_segments[0].address == 0);
  CHECK(module.element_functions == std::vector<std::uint32_t>{0, 1});
  CHECK(module.has_names());
  REQUIRE(module.bodies.size() == 1);
  CHECK(bytes.substr(module.bodies[0].offset, module.bodies[0].size_bytes) == "\x00\x20\x00\x20\x01\x6A\x0B"sv);

  REQUIRE(module.data_segments.size() == 2);
  CHECK(module.data_segments[0].address == 1024);
  CHECK(bytes.substr(module.data_segments[0].bytes.offset, 2) == "hi");
  CHECK(module.data_segments[1].mode == SegmentMode::passive);
  CHECK(bytes.substr(module.data_segments[1].bytes.offset, 3) == "abc");
}

TEST_CASE("an empty module is a module") { CHECK(read_module("\0asm\1\0\0\0"sv).has_value()); }

TEST_CASE("every module cut off anywhere but between two sections is refused") {
  std::string bytes = module_of({binary_type, one_function, one_memory, add_body});
  REQUIRE(read_module(bytes).has_value());
  std::size_t after_types = header_size_bytes + binary_type.size();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    bool is_whole = size == header_size_bytes || size == after_types;
    CHECK(read_module(bytes.substr(0, size)).has_value() == is_whole);
  }
}

TEST_CASE("a function section without its code, or the other way round, is refused") {
  CHECK(problem_of({binary_type, one_function}) == Problem::count_mismatch);
  CHECK(problem_of({binary_type, add_body}) == Problem::count_mismatch);
  CHECK(problem_of({section(SectionId::data_count, "\x01"sv)}) == Problem::count_mismatch);
}

TEST_CASE("indices name something") {
  CHECK(problem_of({binary_type, section(SectionId::function, "\x01\x02"sv)}) == Problem::index_out_of_range);
  CHECK(problem_of({section(SectionId::exports, "\x01\x01x\x00\x00"sv)}) == Problem::index_out_of_range);
  CHECK(problem_of({section(SectionId::start, "\x00"sv)}) == Problem::index_out_of_range);
  CHECK(problem_of({section(SectionId::data, "\x01\x00\x41\x00\x0B\x00"sv)}) == Problem::index_out_of_range);
  CHECK(problem_of({section(SectionId::element, "\x01\x00\x41\x00\x0B\x00"sv)}) == Problem::index_out_of_range);
  // A global's value may name an earlier global only.
  CHECK(problem_of({section(SectionId::global, "\x01\x7F\x00\x23\x00\x0B"sv)}) == Problem::index_out_of_range);
}

TEST_CASE("two exports may not share a name") {
  std::string exports = section(SectionId::exports, "\x02\x01m\x02\x00\x01m\x02\x00"sv);
  CHECK(problem_of({one_memory, exports}) == Problem::export_repeated);
}

TEST_CASE("the start function takes and returns nothing") {
  std::string start = section(SectionId::start, "\x00"sv);
  CHECK(problem_of({binary_type, one_function, start, add_body}) == Problem::start_signature);

  std::string bytes = module_of(
      {binary_type, section(SectionId::function, "\x01\x01"sv), start, section(SectionId::code, "\x01\x02\x00\x0B"sv)});
  CHECK(read_module(bytes)->start_function == 0);
}

TEST_CASE("memories stay below what wasm can address, and their limits make sense") {
  auto memory = [](std::string_view payload) { return section(SectionId::memory, payload); };
  CHECK(problem_of({memory("\x01\x01\x02\x01"sv)}) == Problem::limits_reversed);
  CHECK(problem_of({memory("\x01\x00\x81\x80\x04"sv)}) == Problem::limits_too_large);
  CHECK(problem_of({memory("\x01\x10\x01"sv)}) == Problem::flags_unknown);
  CHECK(problem_of({memory("\x01\x02\x01"sv)}) == Problem::flags_unknown);  // shared without a maximum
  CHECK(read_module(module_of({memory("\x01\x00\x80\x80\x04"sv)})).has_value());
  std::string shared = module_of({memory("\x01\x03\x01\x02"sv)});
  CHECK(read_module(shared)->signature(ExternalKind::memory, 0) == "1..2 pages, shared");
}

TEST_CASE("a section must hold what it says, no more and no less") {
  CHECK(problem_of({section(SectionId::type, "\x01"sv)}) == Problem::count_too_large);
  CHECK(problem_of({section(SectionId::type, "\x01\x60\x00\x00\x00"sv)}) == Problem::section_too_long);
  CHECK(problem_of({section(SectionId::type, "\x01\x60\x01\x7F"sv)}) == Problem::section_too_short);
  CHECK(problem_of({section(SectionId::type, "\xFF\xFF\xFF\xFF\x0F\x60\x00\x00"sv)}) == Problem::count_too_large);
  CHECK(problem_of({section(SectionId::type, "\x01\x61\x00\x00"sv)}) == Problem::type_unknown);
}

TEST_CASE("a function body has its locals and ends with end") {
  auto with_code = [](std::string_view code) {
    return fault_of({binary_type, one_function, section(SectionId::code, code)});
  };
  std::uint64_t body = header_size_bytes + binary_type.size() + one_function.size() + 4;
  CHECK(with_code("\x01\x02\x00\x01"sv) == Fault{Problem::code_without_end, body + 2});
  CHECK(with_code("\x01\x03\x01\x01\x7F"sv).problem == Problem::code_without_end);
  CHECK(with_code("\x01\x03\x01\x01\x55"sv).problem == Problem::type_unknown);
  CHECK(with_code("\x01\x0F\x02\xFF\xFF\xFF\xFF\x0F\x7F\xFF\xFF\xFF\xFF\x0F\x7F\x0B\x0B"sv).problem ==
        Problem::locals_too_many);
}

TEST_CASE("types of garbage-collected objects are read through, and references to them written out") {
  // A group of a structure {mutable i32, i8} and a function that takes (ref null 0) and returns (ref func).
  std::string types =
      section(SectionId::type, "\x01\x4E\x02\x50\x00\x5F\x02\x7F\x01\x78\x00\x60\x01\x63\x00\x01\x64\x70"sv);
  std::string bytes = module_of({types});
  auto module = read_module(bytes);
  REQUIRE(module.has_value());
  REQUIRE(module->types.size() == 2);
  CHECK(module->types[0].form == TypeForm::structure);
  CHECK(text_of(module->signature_of(module->types[1])) == "((ref null 0)) -> (ref func)");
  // Only the types of the group itself may be named ahead.
  CHECK(problem_of({section(SectionId::type, "\x01\x60\x01\x63\x01\x00"sv)}) == Problem::index_out_of_range);
}

TEST_CASE("a constant expression holds only what is constant") {
  auto global = [](std::string_view value) {
    return section(SectionId::global, std::string("\x01\x7F\x00"sv) + std::string(value));
  };
  CHECK(problem_of({global("\x10\x00\x0B"sv)}) == Problem::opcode_unknown);  // a call
  CHECK(problem_of({global("\x41\x01"sv)}) == Problem::section_too_short);
  CHECK(read_module(module_of({global("\x41\x01\x41\x02\x6A\x0B"sv)})).has_value());
  CHECK(problem_of({section(SectionId::global, "\x01\x7F\x02\x41\x00\x0B"sv)}) == Problem::flags_unknown);
}

}  // namespace
}  // namespace sinter::wasm
