// A package holds exactly what a user needs, is the same each time it is made, and
// replaces only a folder that we made ourselves. tests/e2e/package/ shows that npm, Node
// and tsc accept it.
#include "package/npm.h"

#include "bind/entries.h"
#include "os/files.h"
#include "package/npm_layout.h"
#include "package/npm_module.h"
#include "testing/check.h"
#include "testing/scratch.h"

namespace sinter {
namespace {

using testing::must;

constexpr std::string_view manifest = R"({
  "schema": 1, "module": "text",
  "variants": [{"name": "simd", "file": "text.simd.wasm"}, {"name": "baseline", "file": "text.baseline.wasm"}],
  "functions": [
    {"name": "fill", "export": "fill", "doc": "Fills.", "parameters": [{"name": "into", "type": {"in_out": "u8"}}], "result": "void", "fault": null},
    {"name": "findAll", "export": "find_all", "doc": "Finds a | b.\nMore.", "parameters":
      [{"name": "haystack", "type": "string"}, {"name": "mode", "type": {"enum": "Mode"}}], "result": {"numbers": "u32"}, "fault": null}],
  "enums": [{"name": "Mode", "values": ["exact", "loose"]}], "structs": []
})";

struct Fixture {
  testing::Scratch scratch;
  NpmPackage package = {.folder = "dist/npm/@acme/modules",
                        .name = "@acme/modules",
                        .version = "1.4.0",
                        .license = "MIT",
                        .description = "for the web",
                        .modules = {{"text", "made/text"}}};

  Fixture() {
    must(make_folders("made/text"));
    must(write_file("made/text/manifest.json", manifest));
    must(write_file("made/text/text.mjs",
                    "export class SinterError {}\n" +
                        sources_block("  simd: () => 1,\n  baseline: () => 2,\n", "import.meta.url") +
                        std::string(load_signature) + "wasm } = {}) {\n}\n"));
    must(write_file("made/text/text.d.ts", "export declare function load(): Promise<object>;\n"));
    must(write_file("made/text/text.simd.wasm", std::string("\0asm simd", 9)));
    must(write_file("made/text/text.baseline.wasm", std::string("\0asm base", 9)));
  }
  std::string in_package(const std::string& path) { return must(read_file(package.folder + "/" + path)); }
  Error error() {
    Result<void> written = write_npm_package(package);
    REQUIRE(!written.has_value());
    return written.error();
  }
};

/// All files below `folder` in order, with what is in them.
std::string snapshot(const std::string& folder) {
  std::string all;
  for (const FolderEntry& entry : must(list_folder(folder))) {
    std::string path = folder + "/" + entry.name;
    all += entry.is_folder ? snapshot(path) : path + "\n" + must(read_file(path)) + "\n";
  }
  return all;
}

std::vector<std::string> files_below(const std::string& folder, const std::string& prefix = "") {
  std::vector<std::string> files;
  for (const FolderEntry& entry : must(list_folder(folder))) {
    if (!entry.is_folder) {
      files.push_back(prefix + entry.name);
      continue;
    }
    for (std::string& path : files_below(folder + "/" + entry.name, prefix + entry.name + "/")) files.push_back(path);
  }
  return files;
}

TEST_CASE_FIXTURE(Fixture, "the package holds the files that the plan expects, and no others") {
  must(write_npm_package(package));
  NpmLayout layout{.modules = {{.name = "text", .variants = {"simd", "baseline"}}}};
  CHECK(files_below(package.folder) == npm_package_files(layout));
  CHECK(in_package("text/text.simd.wasm") == std::string("\0asm simd", 9));
}

TEST_CASE_FIXTURE(Fixture, "a component is shipped only with a module that has one") {
  must(write_file(package.modules.front().folder + "/text.component.wasm", "component"));
  must(write_file(package.modules.front().folder + "/text.wit", "interface"));
  must(write_npm_package(package));
  CHECK(in_package("package.json").find(".wit") == std::string::npos);

  package.modules.front().has_component = true;
  must(write_npm_package(package));
  NpmLayout layout{.modules = {{.name = "text", .variants = {"simd", "baseline"}, .has_component = true}}};
  CHECK(files_below(package.folder) == npm_package_files(layout));
  CHECK(in_package("text/text.component.wasm") == "component");
  CHECK(in_package("package.json").find("\"./text/text.wit\": \"./text/text.wit\"") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "package.json says what npm, Node and tsc look for") {
  must(write_npm_package(package));
  CHECK(in_package("package.json") == R"({
  "name": "@acme/modules",
  "version": "1.4.0",
  "description": "for the web",
  "license": "MIT",
  "type": "module",
  "sideEffects": false,
  "engines": {
    "node": ">=20"
  },
  "exports": {
    ".": {
      "workerd": {
        "types": "./index.d.ts",
        "default": "./index.workerd.mjs"
      },
      "edge-light": {
        "types": "./index.d.ts",
        "default": "./index.edge-light.mjs"
      },
      "module-sync": {
        "types": "./index.d.ts",
        "default": "./index.mjs"
      },
      "module": {
        "types": "./index.d.ts",
        "default": "./index.mjs"
      },
      "require": {
        "types": "./index.d.cts",
        "default": "./index.cjs"
      },
      "types": "./index.d.ts",
      "default": "./index.mjs"
    },
    "./text": {
      "workerd": {
        "types": "./text/text.d.ts",
        "default": "./text/text.workerd.mjs"
      },
      "edge-light": {
        "types": "./text/text.d.ts",
        "default": "./text/text.edge-light.mjs"
      },
      "module-sync": {
        "types": "./text/text.d.ts",
        "default": "./text/text.mjs"
      },
      "module": {
        "types": "./text/text.d.ts",
        "default": "./text/text.mjs"
      },
      "require": {
        "types": "./text/text.d.cts",
        "default": "./text/text.cjs"
      },
      "types": "./text/text.d.ts",
      "default": "./text/text.mjs"
    },
    "./text/inline": {
      "workerd": {
        "types": "./text/text.d.ts",
        "default": "./text/text.workerd.mjs"
      },
      "edge-light": {
        "types": "./text/text.d.ts",
        "default": "./text/text.edge-light.mjs"
      },
      "types": "./text/text.d.ts",
      "default": "./text/text.inline.mjs"
    },
    "./text/plugin": {
      "module-sync": {
        "types": "./text/text.plugin.d.ts",
        "default": "./text/text.plugin.mjs"
      },
      "module": {
        "types": "./text/text.plugin.d.ts",
        "default": "./text/text.plugin.mjs"
      },
      "require": {
        "types": "./text/text.plugin.d.cts",
        "default": "./text/text.plugin.cjs"
      },
      "types": "./text/text.plugin.d.ts",
      "default": "./text/text.plugin.mjs"
    },
    "./text/*.wasm": "./text/*.wasm",
    "./text/manifest.json": "./text/manifest.json",
    "./package.json": "./package.json"
  },
  "files": [
    "index.cjs",
    "index.d.cts",
    "index.d.ts",
    "index.edge-light.mjs",
    "index.mjs",
    "index.workerd.mjs",
    "text/"
  ],
  "sinter": {
    "package": 1
  }
}
)");
}

TEST_CASE_FIXTURE(Fixture, "entries for hosts without files take their wasm from elsewhere") {
  must(write_npm_package(package));
  CHECK(in_package("text/text.inline.mjs") == R"(// Made by sinter; changes here are lost.
import { loadFrom } from "./text.glue.mjs";
export * from "./text.glue.mjs";

const bytes = () => Uint8Array.from(atob("AGFzbSBzaW1k"), (character) => character.charCodeAt(0));
export const load = (options) => loadFrom({ "simd": () => bytes() }, options);
)");
  CHECK(in_package("text/text.workerd.mjs").find("import wasm from \"./text.simd.wasm\";") != std::string::npos);
  CHECK(in_package("text/text.edge-light.mjs").find("\"./text.simd.wasm?module\"") != std::string::npos);
  CHECK(in_package("text/text.glue.mjs").find("new URL") == std::string::npos);
  std::string common = in_package("text/text.cjs");
  CHECK(common.ends_with("\nmodule.exports = { SinterError, load };\n"));
  CHECK(common.find("import.meta") == std::string::npos);
  CHECK(common.find("\nexport ") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "javascript that sinter did not write is refused") {
  must(write_file("made/text/text.mjs", "export async function load() {}\n"));
  Error refused = error();
  CHECK(refused.code == Code::package_invalid);
  CHECK(refused.why[0] == "it does not say where its wasm files are");
}

TEST_CASE_FIXTURE(Fixture, "the project's own package.json keeps its fields") {
  package.package_json = "package.json";
  must(write_file("package.json",
                  R"({"name": "@acme/modules", "description": "mine", "keywords": ["a", 1, true, null, 0.5],
    "repository": {"type": "git"}, "engines": {"node": ">=22"}})"));
  must(write_npm_package(package));
  CHECK(in_package("package.json").starts_with(R"({
  "name": "@acme/modules",
  "version": "1.4.0",
  "license": "MIT",
  "description": "mine",
  "keywords": [
    "a",
    1,
    true,
    null,
    0.5
  ],
  "repository": {
    "type": "git"
  },
  "engines": {
    "node": ">=22"
  },
  "type": "module",
  "sideEffects": false,
  "exports": {)"));
}

TEST_CASE_FIXTURE(Fixture, "a licence that only the project's own package.json names is the package's") {
  package.license = "";
  package.package_json = "package.json";
  must(write_file("package.json", R"({"license": "ISC"})"));
  must(write_npm_package(package));
  CHECK(in_package("LICENSE").find("SPDX-License-Identifier: ISC") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a package.json that contradicts sinter.toml is refused, and so is what only we can know") {
  package.package_json = "package.json";
  must(write_file("package.json", R"({"version": "2.0.0"})"));
  CHECK(render(error()) == R"(error: its `version` is not `1.4.0`, as sinter.toml says  [SN0801]
  at package.json
  next: remove `version` from it, or change one of the two
)");
  for (std::string_view wrong :
       {R"({"exports": {}})", R"({"type": "commonjs"})", R"({"main": "x.js"})", R"([])", R"({"license": "ISC"})"}) {
    CAPTURE(wrong);
    must(write_file("package.json", wrong));
    CHECK(error().code == Code::package_invalid);
  }
}

TEST_CASE_FIXTURE(Fixture, "the generated readme shows a call that can be pasted") {
  must(write_npm_package(package));
  CHECK(in_package("README.md") == R"(# @acme/modules

for the web

WebAssembly modules with typed functions, for Node 20 or newer, browsers and bundlers.

```sh
npm install @acme/modules
```

## text

```js
import { load } from "@acme/modules/text";

const text = await load();
console.log(text.findAll("text", "exact"));
```

| function | does |
|---|---|
| `fill(into)` | Fills. |
| `findAll(haystack, mode)` | Finds a \| b. |

## What it weighs

One of a module's `.wasm` files is fetched, and only when the module is loaded.

| file | raw | gzip | brotli |
|---|--:|--:|--:|
| `text/text.simd.wasm` | 9 B | 29 B | 13 B |
| `text/text.baseline.wasm` | 9 B | 29 B | 13 B |
| `text/text.mjs` | 231 B | 185 B | 149 B |

## Licence

MIT
)");
}

TEST_CASE_FIXTURE(Fixture, "the generated readme takes sizes that were measured, of the file they are of") {
  must(write_file("sizes.json", R"({"file": "made/text/text.simd.wasm",
    "sizes": {"raw_bytes": 9, "gzip_bytes": 901, "brotli_bytes": 902, "zstd_bytes": 903}})"));
  package.sizes_files = {"sizes.json"};
  must(write_npm_package(package));
  std::string readme = in_package("README.md");
  CHECK(readme.contains("| `text/text.simd.wasm` | 9 B | 901 B | 902 B |"));
  CHECK(!readme.contains("| `text/text.baseline.wasm` | 9 B | 901 B |"));
}

TEST_CASE_FIXTURE(Fixture, "two runs make identical bytes") {
  must(write_npm_package(package));
  std::string first = snapshot("dist");
  must(write_npm_package(package));
  CHECK(snapshot("dist") == first);
}

TEST_CASE_FIXTURE(Fixture, "what an earlier build left in the package is gone") {
  must(write_npm_package(package));
  must(write_file(package.folder + "/text/text.old.wasm", "old"));
  must(write_npm_package(package));
  CHECK(!exists(package.folder + "/text/text.old.wasm"));
}

TEST_CASE_FIXTURE(Fixture, "what a killed run left aside is cleared") {
  must(make_folders("dist/npm/@acme/.modules.sinter-new/text"));
  must(write_file("dist/npm/@acme/.modules.sinter-new/half", "half"));
  must(write_npm_package(package));
  CHECK(!exists(package.folder + "/half"));
  CHECK(must(list_folder("dist/npm/@acme")).size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a folder with someone else's files is refused and left as it is") {
  must(make_folders(package.folder + "/text"));
  must(write_file(package.folder + "/text/thesis.txt", "years of work"));
  CHECK(render(error()) == R"(error: cannot write the package to `dist/npm/@acme/modules`  [SN0801]
  because it holds `text/thesis.txt`, which sinter did not make
  next: remove `dist/npm/@acme/modules`, or move what is in it elsewhere
)");
  CHECK(in_package("text/thesis.txt") == "years of work");
}

TEST_CASE_FIXTURE(Fixture, "a package whose package.json was lost is made again") {
  must(write_npm_package(package));
  must(remove_file(package.folder + "/package.json"));
  must(write_npm_package(package));
  CHECK(exists(package.folder + "/package.json"));
}

TEST_CASE_FIXTURE(Fixture, "a package without a licence says what to add") {
  package.license = "Beerware";
  CHECK(render(error()) == R"(error: the package `@acme/modules` has no licence to ship  [SN0802]
  because `Beerware` is no licence whose text its name tells
  next: add `license = "MIT"` to [project], or `license_file = "LICENSE"` to the package
)");
  must(write_file("COPYING", "buy me a beer"));
  package.license_file = "COPYING";
  must(write_npm_package(package));
  CHECK(in_package("LICENSE") == "buy me a beer");
}

TEST_CASE_FIXTURE(Fixture, "the project's own readme is shipped as it is") {
  must(write_file("README.md", "# mine\n"));
  package.readme = "README.md";
  must(write_npm_package(package));
  CHECK(in_package("README.md") == "# mine\n");
}

TEST_CASE_FIXTURE(Fixture, "a module that is not built is told by name") {
  must(remove_file("made/text/text.simd.wasm"));
  Error missing = error();
  CHECK(missing.code == Code::package_missing);
  CHECK(missing.what == "the module `text` has no `text.simd.wasm` to ship");
  CHECK(missing.next == "build the module first: `sinter build text`");
  CHECK(!exists(package.folder));
}

TEST_CASE_FIXTURE(Fixture, "a manifest cannot make the package read files elsewhere") {
  std::string spoiled(manifest);
  spoiled.replace(spoiled.find("text.simd.wasm"), 4, "text/../../secret");
  must(write_file("made/text/manifest.json", spoiled));
  CHECK(error().code == Code::package_invalid);
}

TEST_CASE_FIXTURE(Fixture, "names and versions that npm refuses are refused") {
  package.name = "@acme";
  CHECK(error().what == "npm refuses the name `@acme`");
  package.name = "acme";
  package.version = "1";
  CHECK(error().what == "npm refuses the version `1`");
}

TEST_CASE("a loader is named after its module in camel case") {
  CHECK(loader_name("text") == "loadText");
  CHECK(loader_name("text_tools") == "loadTextTools");
  CHECK(loader_name("xxh3_64") == "loadXxh364");
}

}  // namespace
}  // namespace sinter
