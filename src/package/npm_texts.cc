#include "package/npm_texts.h"

#include "base/json.h"
#include "base/ranges.h"
#include "base/text.h"

namespace sinter {
namespace {

constexpr std::string_view made_by = "// Made by sinter; changes here are lost.\n";

// Licences whose whole text follows from their SPDX name.
constexpr std::string_view named_licenses[] = {
    "0BSD",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "EPL-2.0",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unlicense",
    "Zlib",
};

void write_exports(JsonWriter& json, const std::vector<ShippedModule>& modules) {
  json.key("exports").begin_object();
  json.key(".").begin_object().key("types").string("./index.d.ts").key("default").string("./index.mjs").end_object();
  for (const ShippedModule& module : modules) {
    std::string folder = "./" + module.name;
    std::string stem = folder + "/" + module.name;
    json.key(folder)
        .begin_object()
        .key("types")
        .string(stem + ".d.ts")
        .key("default")
        .string(stem + ".mjs")
        .end_object();
    json.key(folder + "/*.wasm").string(folder + "/*.wasm");
    json.key(folder + "/manifest.json").string(folder + "/manifest.json");
  }
  json.key("./package.json").string("./package.json").end_object();
}

}  // namespace

std::string npm_package_json(const NpmPackage& package, const std::vector<ShippedModule>& modules) {
  JsonWriter json(2);
  json.begin_object().key("name").string(package.name).key("version").string(package.version);
  if (!package.description.empty()) json.key("description").string(package.description);
  if (!package.homepage.empty()) json.key("homepage").string(package.homepage);
  json.key("license").string(package.license.empty() ? "SEE LICENSE IN LICENSE" : package.license);
  json.key("type").string("module").key("sideEffects").boolean(false);
  json.key("engines").begin_object().key("node").string(">=20").end_object();
  write_exports(json, modules);
  json.key("files").begin_array().string("index.d.ts").string("index.mjs");
  for (const ShippedModule& module : modules) json.string(module.name + "/");
  json.end_array();
  json.key(npm_marker).begin_object().key("package").number(1).end_object();
  return json.end_object().take();
}

std::string npm_index(const std::vector<ShippedModule>& modules) {
  std::string text(made_by);
  text += "// Importing this loads nothing; each function fetches its module on its first call.\n";
  for (const ShippedModule& module : modules) {
    text += "\nexport async function " + loader_name(module.name) +
            "(options) {\n  const { load } = await import(\"./" + module.name + "/" + module.name +
            ".mjs\");\n  return load(options);\n}\n";
  }
  return text;
}

std::string npm_index_types(const std::vector<ShippedModule>& modules) {
  std::string text(made_by);
  for (const ShippedModule& module : modules) {
    // Compilers look for the types of x.mjs in x.d.mts, but for those of x.js in x.d.ts.
    text += "\n/** Fetches and loads the module `" + module.name + "`. */\nexport declare const " +
            loader_name(module.name) + ": typeof import(\"./" + module.name + "/" + module.name + ".js\").load;\n";
  }
  return text;
}

std::optional<std::string> npm_license_note(std::string_view license) {
  if (license == "UNLICENSED") return "All rights reserved.\n";
  if (ranges::find(named_licenses, license) == std::end(named_licenses)) return std::nullopt;
  std::string name(license);
  return "This package is licensed under " + name + ".\n\nSPDX-License-Identifier: " + name +
         "\nThe text of the licence: https://spdx.org/licenses/" + name + ".html\n";
}

}  // namespace sinter
