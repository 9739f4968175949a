// A summary accounts for every byte once.
#include "analyze/summary.h"

#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::literals;

// Types, one import, one function `add`, one memory, exports, code and two custom sections.
constexpr std::string_view adder =
    "\0asm\1\0\0\0"
    "\x01\x0A\x02\x60\x02\x7F\x7F\x01\x7F\x60\x00\x00"
    "\x02\x0B\x01\x03"
    "env\x03"
    "log\x00\x01"
    "\x03\x02\x01\x00"
    "\x05\x03\x01\x00\x01"
    "\x07\x10\x02\x03"
    "add\x00\x01\x06memory\x02\x00"
    "\x0A\x09\x01\x07\x00\x20\x00\x20\x01\x6A\x0B"
    "\x00\x1B\x0Ftarget_features\x01+\x08sign-ext"
    "\x00\x07\x04te\x1Bt.."sv;

ModuleSummary summary_of(std::string_view bytes) {
  auto module = wasm::read_module(bytes);
  REQUIRE(module.has_value());
  auto summary = summarize_module(*module);
  REQUIRE(summary.has_value());
  return *std::move(summary);
}

TEST_CASE("the sections add up to the file") {
  ModuleSummary summary = summary_of(adder);
  std::uint64_t next = 0;
  for (const SectionSummary& section : summary.sections) {
    CHECK(section.offset == next);
    next += section.size_bytes;
  }
  CHECK(next == adder.size());
  CHECK(summary.function_count == 1);
  CHECK(summary.imported_function_count == 1);
  CHECK(summary.function_bytes == 7);
}

TEST_CASE("damage inside the features section counts as damage of the module") {
  std::string bytes(adder);
  bytes[bytes.find("\x01+\x08")] = 9;
  auto module = wasm::read_module(bytes);
  REQUIRE(module.has_value());
  CHECK(summarize_module(*module).error().problem == wasm::Problem::count_too_large);
}

}  // namespace
}  // namespace sinter
