#include "package/npm_texts.h"

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

}  // namespace

std::string npm_index(const std::vector<ShippedModule>& modules, std::string_view ending) {
  std::string text(made_by);
  text += "// Importing this loads nothing; each function fetches its module on its first call.\n";
  bool is_common = ending == ".cjs";
  std::string names;
  for (const ShippedModule& module : modules) {
    std::string file = "(\"./" + module.name + "/" + module.name + std::string(ending) + "\")";
    std::string name = loader_name(module.name);
    text.append(is_common ? "\nasync function " : "\nexport async function ").append(name);
    text += "(options) {\n  const { load } = " + (is_common ? "require" + file : "await import" + file) +
            ";\n  return load(options);\n}\n";
    names += (names.empty() ? "" : ", ") + name;
  }
  return is_common ? "\"use strict\";\n" + text + "\nmodule.exports = { " + names + " };\n" : text;
}

std::string npm_index_types(const std::vector<ShippedModule>& modules, std::string_view ending) {
  std::string text(made_by);
  for (const ShippedModule& module : modules) {
    // Compilers look for the types of x.mjs in x.d.mts, but for those of x.js in x.d.ts.
    text += "\n/** Fetches and loads the module `" + module.name + "`. */\nexport declare const " +
            loader_name(module.name) + ": typeof import(\"./" + module.name + "/" + module.name + std::string(ending) +
            "\").load;\n";
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
