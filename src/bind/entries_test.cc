// What bind writes can be cut into the other entries, and carries on as it was.
// tests/e2e/package runs them.
#include "bind/entries.h"

#include "testing/check.h"

namespace sinter {
namespace {

const std::vector<BoundVariant> variants = {{"simd", "a.simd.wasm"}, {"baseline", "a.baseline.wasm"}};

std::string bound() { return write_javascript("a", Interface{}, variants); }

TEST_CASE("the javascript of bind has the sources that entries replace") {
  CHECK(has_sources(bound()));
  CHECK(!has_sources("export async function load({ wasm } = {}) {\n}\n"));
  CHECK(!has_sources(sources_block("", "0")));
}

TEST_CASE("the glue has no address, and takes its sources as an argument") {
  std::string glue = glue_entry(bound());
  CHECK(glue.find("new URL(\"./") == std::string::npos);
  CHECK(glue.find("export async function loadFrom($sources, { instantiate = $instantiate, variant = ") !=
        std::string::npos);
  CHECK(glue.find("export async function load(") == std::string::npos);
}

TEST_CASE("no bundler sees that a file may be read: it would put what stands for files into a page") {
  CHECK(bound().find("import(/* webpackIgnore: true */ /* @vite-ignore */ $files)") != std::string::npos);
  CHECK(bound().find("\"node:fs/promises\")") == std::string::npos);
}

TEST_CASE("the entry for require() exports every name that bind exports") {
  std::string common = common_entry(bound() + "\nexport const limit = 3;\nexport function other() {}\n", variants);
  CHECK(common.find("\nmodule.exports = { SinterError, ") != std::string::npos);
  CHECK(common.ends_with(", load, limit, other };\n"));
  CHECK(common.starts_with("\"use strict\";\n"));
  CHECK(common.find("import(") == std::string::npos);
  CHECK(common.find("$files") == std::string::npos);
  CHECK(common.find("require(\"node:fs/promises\")") != std::string::npos);
  CHECK(common.find("new URL(\"./a.baseline.wasm\", $here)") != std::string::npos);
}

TEST_CASE("bytes of every length come out as base64") {
  BoundVariant variant = {"baseline", "a.baseline.wasm"};
  using namespace std::string_literals;
  CHECK(inline_entry("a", variant, "").find("atob(\"\")") != std::string::npos);
  CHECK(inline_entry("a", variant, "\xff"s).find("atob(\"/w==\")") != std::string::npos);
  CHECK(inline_entry("a", variant, "\0a"s).find("atob(\"AGE=\")") != std::string::npos);
  CHECK(inline_entry("a", variant, "asm").find("atob(\"YXNt\")") != std::string::npos);
}

}  // namespace
}  // namespace sinter
