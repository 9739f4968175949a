// What tools wrote about a module is found, and damage in it hides only itself.
#include "wasm/tool_sections.h"

#include "testing/check.h"

namespace sinter::wasm {
namespace {

using namespace std::literals;

std::string custom(std::string_view name, std::string_view payload) {
  std::string content = std::string{static_cast<char>(name.size())} + std::string(name) + std::string(payload);
  return std::string{0, static_cast<char>(content.size())} + content;
}

ToolSections read(const std::string& bytes) {
  auto sections = read_sections(bytes);
  REQUIRE(sections.has_value());
  return read_tool_sections(*sections);
}

constexpr std::string_view header = "\0asm\1\0\0\0"sv;
constexpr std::string_view producers =
    "\2\x08language\1\3C11\0\x0Cprocessed-by\1\5"
    "clang\00622.1.8"sv;

TEST_CASE("producers, the source map, the debug file and libraries are found") {
  std::string bytes = std::string(header) + custom("producers", producers) + custom("sourceMappingURL", "\5a.map") +
                      custom("external_debug_info", "\6a.dbg\x31") + custom("dylink.0", "\1\4\0\0\0\0\2\6\1\4libc"sv) +
                      custom("linking", "\2");
  ToolSections tools = read(bytes);
  CHECK(tools.producers == std::vector<Producer>{{"language", "C11", ""}, {"processed-by", "clang", "22.1.8"}});
  CHECK(tools.source_map == "a.map");
  CHECK(tools.debug_file == "a.dbg1");
  CHECK(tools.libraries == std::vector<std::string_view>{"libc"});
  CHECK(tools.is_object);
}

TEST_CASE("a module without such sections has none of it") {
  std::string bytes(header);
  ToolSections tools = read(bytes);
  CHECK(tools.producers.empty());
  CHECK(tools.source_map.empty());
  CHECK(!tools.is_object);
}

TEST_CASE("a cut section gives what comes before the cut") {
  for (std::size_t size = 0; size < producers.size(); ++size) {
    std::string bytes = std::string(header) + custom("producers", producers.substr(0, size));
    CHECK(read(bytes).producers.size() == (size < 16 ? 0 : 1));
  }
  std::string bytes = std::string(header) + custom("sourceMappingURL",
                                                   "\x09"
                                                   "a.map");
  CHECK(read(bytes).source_map.empty());
}

}  // namespace
}  // namespace sinter::wasm
