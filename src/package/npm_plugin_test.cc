// A plug-in says what the runtime decides by: digests of what really ships, which arguments
// count, what must stay with one instance, and which implementation to take first.
#include "package/npm_plugin.h"

#include "base/digest.h"
#include "base/json.h"
#include "testing/check.h"

namespace sinter {
namespace {

using testing::must;

constexpr std::string_view manifest_text = R"({
  "schema": 1, "module": "geo", "variants": [{"name": "simd", "file": "geo.simd.wasm"}],
  "functions": [
    {"name": "area", "parameters": [{"name": "points", "type": {"numbers": "f64"}}, {"name": "unit", "type": "string"},
      {"name": "scale", "type": "f64"}, {"name": "names", "type": {"optional": "strings"}}], "result": "f64"},
    {"name": "open", "parameters": [{"name": "id", "type": "u32"}], "result": "u32", "stateful": true},
    {"name": "each", "parameters": [{"name": "visit", "type": {"callback": ["void", "u32"]}}], "result": "void"}],
  "enums": [{"name": "Unit", "values": ["m", "km"]}],
  "structs": [{"name": "Point", "fields": [{"name": "x", "type": "f64"}]}],
  "classes": [{"name": "Shape", "members": []}], "arrays": ["f32"]})";

constexpr std::string_view dispatch_text = R"({"measured": {"host": "here"}, "operations": {
  "area": {"simd": [300, 400, 500, 600], "baseline": [310, 800, 520, 9000], "host": [500, 100, 2000, 700.5], "twin": [100, 90, 9000]}}})";

struct Fixture {
  JsonValue manifest = must(json_parse(manifest_text, "manifest.json"));
  JsonValue dispatch = must(json_parse(dispatch_text, "dispatch.json"));
  PluginInput input = {.module = "geo",
                       .package = "@acme/geo",
                       .version = "1.2.3",
                       .manifest = &manifest,
                       .variants = {{"simd", "geo.simd.wasm", "simd bytes"}, {"baseline", "geo.baseline.wasm", "base"}},
                       .scripts = {{"javascript/twin.js", "twin"}, {"javascript/host.js", "host"}},
                       .dispatch = &dispatch};
};

TEST_CASE_FIXTURE(Fixture, "a plug-in has the digests of its files and a short text for each operation") {
  CHECK(plugin_text(input, PluginForm::module) == R"(// Made by sinter; changes here are lost.
// What @sinter/runtime has to know of the module `geo`; importing it loads nothing.
export const plugin = {
  contract: 1,
  name: "geo",
  package: "@acme/geo",
  version: "1.2.3",
  variants: {
    "simd": { url: () => new URL("./geo.simd.wasm", import.meta.url), bytes: 10, digest: "sha256-nWgTs3ERRttmVV35DE/lwPAaqNpW+Jwm/gmpnzvIFz0=" },
    "baseline": { url: () => new URL("./geo.baseline.wasm", import.meta.url), bytes: 4, digest: "sha256-yuZiFy/UULsM1xCnaQecBb/F2ONe+mV27cfQN3r91KI=" },
  },
  glue: () => import("./geo.glue.mjs"),
  javascript: () => import("./geo.javascript.mjs"),
  methods: ["simd", "baseline", "host", "twin"],
  operations: {
    "area": "810g:3,32,,02",
    "open": "!0",
    "each": "!0",
  },
  home: ["Shape", "newFloat32Array"],
};
)");
}

TEST_CASE_FIXTURE(Fixture, "the plug-in for require() is the same with an address of its own") {
  std::string text = plugin_text(input, PluginForm::common);
  CHECK(text.starts_with("\"use strict\";\n"));
  CHECK(text.ends_with("\nmodule.exports = { plugin };\n"));
  CHECK(!text.contains("import.meta"));
}

TEST_CASE_FIXTURE(Fixture,
                  "what is slower than three times the fastest is not in an order, and a second variant stands "
                  "behind the first, however fast it is") {
  JsonValue costs = must(json_parse(R"({"operations": {"area": {"simd": [300, 300, 300, 300],
    "baseline": [100, 100, 100, 1000], "twin": [200, 400, 1000, 800]}}})",
                                    "dispatch.json"));
  input.dispatch = &costs;
  CHECK(plugin_text(input, PluginForm::module).contains("\"area\": \"810g:3,,,03\""));
  JsonValue shipped = must(json_parse(shipped_manifest(input), "manifest.json"));
  const JsonValue* area = shipped.find("dispatch")->find("operations")->find("area");
  JsonWriter order;
  write_json(order, *area->find("order"));
  CHECK(order.take() ==
        R"([["twin","simd","baseline"],["simd","baseline","twin"],["simd","baseline"],["simd","twin"]])");
  input.dispatch = nullptr;
  CHECK(plugin_text(input, PluginForm::module).contains("\"area\": \"810g\""));
}

TEST_CASE_FIXTURE(Fixture, "costs of a function that is not there are refused") {
  JsonValue wrong = must(json_parse(R"({"operations": {"volume": {"simd": [1, 2, 3, 4]}}})", "dispatch.json"));
  input.dispatch = &wrong;
  Result<void> checked = check_dispatch(input, "geo/dispatch.json");
  REQUIRE(!checked.has_value());
  CHECK(checked.error().what == "`geo/dispatch.json` has the costs of `volume`");
  wrong = must(json_parse("[]", "dispatch.json"));
  CHECK(!check_dispatch(input, "geo/dispatch.json").has_value());
}

TEST_CASE_FIXTURE(Fixture, "the JavaScript of a module comes with the types of its parameters") {
  std::string text = javascript_text(input);
  CHECK(text.contains(R"("area":[["points",{"numbers":"f64"}],["unit","string"])"));
  CHECK(text.contains(R"("structs":{"Point":[["x","f64"]]},"enums":{"Unit":["m","km"]})"));
}

TEST_CASE_FIXTURE(Fixture,
                  "implementations are joined in one file if they can be, and imported if a function is not seen") {
  constexpr std::string_view imported =
      "export * as twin from \"./javascript/twin.js\";\nexport * as host from \"./javascript/host.js\";\n";
  CHECK(javascript_text(input).contains(imported));
  input.scripts[0].text = "export function area() { }\nexport const open = 1, each = 2;\n";
  CHECK(javascript_text(input).contains(imported));
  input.scripts[0].text = "export function area() { }\nexport const open = 1;\nexport const each = 2;\n";
  std::string text = javascript_text(input);
  CHECK(text.contains("const $0 = (() => {\nfunction area() { }\n"));
  CHECK(text.contains("export const twin = $0;\nexport const host = $1;\n"));
  CHECK_FALSE(text.contains("import "));
}

TEST_CASE_FIXTURE(Fixture, "the manifest that ships says the same as data") {
  JsonValue shipped = must(json_parse(shipped_manifest(input), "manifest.json"));
  const JsonValue* variants = shipped.find("variants");
  REQUIRE(variants != nullptr);
  CHECK(*(*variants->as_array())[1].find("digest")->as_string() ==
        "sha256-yuZiFy/UULsM1xCnaQecBb/F2ONe+mV27cfQN3r91KI=");
  const JsonValue* area = shipped.find("dispatch")->find("operations")->find("area");
  REQUIRE(area != nullptr);
  CHECK(*(*(*area->find("order")->as_array())[1].as_array())[0].as_string() == "twin");
  CHECK(area->find("measured_ns")->find("twin") != nullptr);
  CHECK(*shipped.find("dispatch")->find("operations")->find("each")->find("stateful")->as_boolean());
}

}  // namespace
}  // namespace sinter
