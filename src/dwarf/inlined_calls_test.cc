// One source as clang 22 described it in four ways: which calls were inlined, and which bytes came from them. The
// source is
//
//   int out(int);
//   inline int inner(int x) { return out(x) * 3; }
//   inline int middle(int x) { return inner(x) + inner(x + 1); }
//   int twice(int x) { return x < 0 ? 1 : middle(x) + 2; }
//   inline int split(int a, int b) { return out(b) + a * 5; }
//   int around(int x, int p) { return split(x - p, p * 7); }
//
// and was made with `clang-22 --target=wasm32 -O1 -gdwarf-VERSION -gline-tables-only -ffunction-sections`
// (`version_5_whole`: with -g).
#include "dwarf/inlined_calls.h"

#include <initializer_list>

#include "base/bytes.h"
#include "dwarf/wasm_sections.h"
#include "os/files.h"
#include "testing/check.h"
#include "wasm/sections.h"

namespace sinter::dwarf {
namespace {

using testing::must;

Sections debug_sections_of(std::string_view bytes) {
  auto sections = wasm::read_sections(bytes);
  REQUIRE(sections.has_value());
  return dwarf_sections(*sections);
}

std::string read_corpus(const std::string& name) {
  return must(read_file(SINTER_SOURCE_DIR "/src/dwarf/inlined_calls_corpus/" + name));
}

/// "13-1f inner f.c:3 < middle f.c:4", in the order of addresses.
std::vector<std::string> told(const InlinedCalls& inlined) {
  constexpr std::string_view digits = "0123456789abcdef";
  auto hexadecimal = [&](std::uint64_t value) { return std::string{digits[value >> 4 & 15], digits[value & 15]}; };
  std::vector<std::string> lines;
  for (const CallRange& range : inlined.ranges) {
    std::string line = hexadecimal(range.begin) + "-" + hexadecimal(range.end);
    for (std::uint32_t call = range.call; call != no_call; call = inlined.calls[call].outer) {
      const InlinedCall& one = inlined.calls[call];
      line += (call == range.call ? " " : " < ") + std::string(one.function) + " " + inlined.files[one.file] + ":" +
              std::to_string(one.line);
    }
    lines.push_back(line);
  }
  return lines;
}

const std::vector<std::string> expected = {"13-1f inner f.c:3 < middle f.c:4",
                                           "1f-20 middle f.c:4",
                                           "20-26 inner f.c:3 < middle f.c:4",
                                           "26-2c middle f.c:4",
                                           "35-3b split f.c:6",
                                           "42-44 split f.c:6"};

TEST_CASE("the calls of all versions of DWARF are the same") {
  for (const char* name : {"version_3", "version_4", "version_5", "version_5_whole"}) {
    CAPTURE(name);
    std::string bytes = read_corpus(name);
    CHECK(told(read_inlined_calls(debug_sections_of(bytes), 1, 0x100)) == expected);
  }
}

TEST_CASE("what the linker left out is not there, and neither are calls without code") {
  std::string bytes = read_corpus("version_4");
  InlinedCalls inlined = read_inlined_calls(debug_sections_of(bytes), 0x30, 0x100);
  CHECK(told(inlined) == std::vector<std::string>(expected.begin() + 4, expected.end()));
  CHECK(inlined.calls.size() == 1);
}

TEST_CASE("what is cut off or damaged leaves out what it hides, and nothing else") {
  std::string bytes = read_corpus("version_5");
  Sections sections = debug_sections_of(bytes);
  std::string_view information = sections.information;
  for (std::size_t size = 0; size < information.size(); ++size) {
    sections.information = information.substr(0, size);
    CHECK(read_inlined_calls(sections, 1, 0x100).ranges.empty());  // the one unit has the length of all
  }
  sections.information = information;
  sections.text_offsets = {};
  InlinedCalls without_names = read_inlined_calls(sections, 1, 0x100);
  CHECK(without_names.ranges.size() == expected.size());
  CHECK(without_names.calls.front().function.empty());
  sections.line = {};
  InlinedCalls without_files = read_inlined_calls(sections, 1, 0x100);
  CHECK(without_files.files == std::vector<std::string>{""});
  CHECK(without_files.calls.front().line == 4);
}

TEST_CASE("of many calls in a row, each as short as compilers write them, none is left out") {
  constexpr std::uint32_t count = 20'000;
  auto add = [](ByteWriter& out, std::initializer_list<std::uint8_t> bytes) {
    for (std::uint8_t byte : bytes) out.u8(byte);
  };
  ByteWriter abbreviations;
  add(abbreviations, {0x01, 0x11, 0x01, 0, 0});  // 1: a unit
  // 2: a call with its origin, its address, its length, its file and its line
  add(abbreviations, {0x02, 0x1d, 0, 0x31, 0x13, 0x11, 0x01, 0x12, 0x0b, 0x58, 0x0b, 0x59, 0x0b, 0, 0, 0});
  ByteWriter unit;
  add(unit, {4, 0, 0, 0, 0, 0, 4, 1});  // version, abbreviations, size of addresses
  for (std::uint32_t call = 0; call < count; ++call) {
    unit.u8(2);
    unit.u32(0);
    unit.u32(4 * (call + 1));
    add(unit, {3, 1, 7});
  }
  std::string content = unit.take();
  ByteWriter information;
  information.u32(static_cast<std::uint32_t>(content.size()));
  information.raw(content);
  std::string written = information.take();
  std::string shapes = abbreviations.take();
  InlinedCalls inlined = read_inlined_calls({.information = written, .abbreviations = shapes}, 1, UINT64_MAX);
  CHECK(inlined.calls.size() == count);
  CHECK(inlined.ranges.size() == count);
}

}  // namespace
}  // namespace sinter::dwarf
