// Advice is computed: what is said to be saved is what is gone when it is followed, and a
// file that needs none gets none.
#include "size/advice.h"

#include "binary/wasm_parts.h"
#include "testing/check.h"

namespace sinter {
namespace {

using namespace std::literals;

std::string sized(std::string_view bytes) {
  std::string text;
  for (std::size_t size = bytes.size();; size >>= 7) {
    text += static_cast<char>((size & 0x7F) | (size > 0x7F ? 0x80 : 0));
    if (size <= 0x7F) return text.append(bytes);
  }
}
std::string section(char id, const std::string& payload) { return id + sized(payload); }

/// Functions of type () -> () with these bodies, a memory of its own or an imported one, the exports "a" of
/// function 0 and "b" of function 1, and one data segment at address 8.
std::string module_of(std::initializer_list<std::string_view> bodies, const std::string& data,
                      const std::string& custom = "", bool imports_memory = false) {
  auto count = static_cast<char>(bodies.size());
  std::string bytes("\0asm\1\0\0\0"sv), code(1, count);
  bytes += section(1, "\1\x60\0\0"s);
  if (imports_memory) bytes += section(2, "\1\1e\1m\2\0\1"s);
  bytes += section(3, count + std::string(bodies.size(), '\0'));
  if (!imports_memory) bytes += section(5, "\1\0\1"s);
  bytes += section(7, "\2\1a\0\0\1b\0\1"s);
  for (std::string_view body : bodies) code += sized(body);
  bytes += section(10, code);
  if (!data.empty()) bytes += section(11, "\1\0\x41\x08\x0B"s + sized(data));
  return bytes + custom;
}

std::string advice_on(const std::string& bytes, std::vector<std::string> scripts = {}) {
  auto module = wasm::read_module(bytes);
  REQUIRE(module.has_value());
  FileParts file = wasm_parts(*module, bytes);
  PartGraph graph = *wasm_part_graph(*module, file, bytes);
  std::string text;
  ExportUse use(*module);
  for (const std::string& script : scripts) use.read(script);
  for (const Advice& advice : find_advice(
           {.file = file, .bytes = bytes, .module = &*module, .graph = &graph, .use = scripts.empty() ? nullptr : &use},
           1)) {
    text += advice.kind + " " + std::to_string(advice.saved_bytes) + ", ";
  }
  return text;
}

constexpr std::string_view call_2 = "\0\x10\2\x0B"sv;
constexpr std::string_view nothing = "\0\x0B"sv;
constexpr std::string_view drops_1 = "\0\x41\1\x1A\x0B"sv;
constexpr std::string_view drops_2 = "\0\x41\2\x1A\x0B"sv;

TEST_CASE("a file that needs no advice gets none") {
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, "hi")) == "");
}

TEST_CASE("a function with the code of another is worth its body, its length and its entry") {
  // 1 + 5 + 1 bytes; the two are exported and called, so nothing else goes.
  CHECK(advice_on(module_of({call_2, drops_1, drops_1}, "hi")) == "twins 7, ");
}

TEST_CASE("zeros are worth leaving out where that is shorter than a header, and where memory is known to be zero") {
  std::string tail = "hi" + std::string(20, '\0');
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, tail)) == "zeros 20, ");
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, tail, "", true)) == "");
  std::string split = "hi" + std::string(20, '\0') + "ho";
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, split)) == "zeros 15, ");  // another header of 5
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, "hi\0\0\0\0ho"s)) == "");
}

TEST_CASE("zeros stay where leaving them out would make more pieces than hosts take") {
  std::string pieces;
  for (std::size_t i = 0; i < 100'000; ++i) pieces += "h" + std::string(20, '\0');
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, pieces)).starts_with("zeros "));
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, pieces + "h")) == "");
}

TEST_CASE("names, and what compilers tell each other, are worth their sections") {
  std::string names = section(0, "\4name\1\4\1\0\1f"s);
  std::string producers = section(0, "\x09producers\0"s);
  CHECK(advice_on(module_of({call_2, drops_1, drops_2}, "", names + producers)) ==
        "names " + std::to_string(names.size()) + ", tools " + std::to_string(producers.size()) + ", ");
}

TEST_CASE("what nothing needs is worth its bytes, unless a table holds it") {
  CHECK(advice_on(module_of({call_2, drops_1, nothing, drops_2}, "")) == "garbage 6, ");
}

TEST_CASE("an export that the scripts do not name is worth itself and what only it needs") {
  std::string bytes = module_of({call_2, drops_1, drops_2}, "");
  // The export of 4 bytes, function 0 of 5 and function 2 of 6.
  CHECK(advice_on(bytes, {"wasm.b()"}) == "exports 15, ");
  CHECK(advice_on(bytes, {"wasm.b(wasm.a)"}) == "");
  CHECK(advice_on(bytes, {"wasm.b(about)"}) == "exports 15, ");
  CHECK(advice_on(bytes, {"wasm.else()"}) == "");  // of something else
  CHECK(advice_on(bytes) == "");
}

TEST_CASE("a library that is there for one call is worth all that only it needs") {
  // Function 2 is printf_core, and needs function 3.
  std::string names = section(0, "\4name\1\x0E\1\2\x0Bprintf_core"s);
  std::string bytes = module_of({call_2, drops_1, "\0\x10\3\x0B"sv, drops_2}, "", names);
  CHECK(advice_on(bytes) == "names " + std::to_string(names.size()) + ", library 11, ");
}

}  // namespace
}  // namespace sinter
