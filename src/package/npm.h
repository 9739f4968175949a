// Puts an npm package together: a folder that `npm install <folder>` and `npm pack` take
// as it is, with one subpath a module, types, and nothing that is not needed.
//
// The folder is made aside and exchanged with the old one in one step, so a kill leaves
// either the old package or the new one. Same inputs, same bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace sinter {

struct NpmModule {
  std::string name;
  std::string folder;                     // holds <name>.mjs, <name>.d.ts, manifest.json and the wasm files it names
  std::vector<std::string> scripts = {};  // JavaScript: the twin, then host.js and what they import; or none
  std::string dispatch = {};              // JSON: what the implementations cost, or ""
  bool has_component = false;             // its folder holds <name>.component.wasm and <name>.wit, too
};

struct NpmPackage {
  std::string folder;  // of the result
  std::string name;
  std::string version;
  std::string license;      // an SPDX expression, or ""
  std::string description;  // or ""
  std::string homepage;     // or ""
  std::vector<NpmModule> modules;
  std::string license_file;                   // or "": the licence's name must then say it all
  std::string readme;                         // or "": one is written from the manifests
  std::string package_json;                   // or "": the project's own, whose fields are kept
  std::vector<std::string> sizes_files = {};  // what `sinter size` wrote of files that are shipped
  std::vector<std::string> budgets = {};      // "brotli=90000", of all files together
  std::string baseline = {};                  // the name under which builds are remembered, or ""
  std::string sizes_output = {};              // where its own sizes are written, or ""
};

/// Writes the package (npm_layout.h says which files). Refuses a folder that holds
/// anything this function did not make, because the exchange would remove it.
Result<void> write_npm_package(const NpmPackage& package);

/// What keeps a package from being made that names its licence and has neither a file with its text nor a package.json
/// of its own: known before anything is built.
std::optional<Error> license_problem(const std::string& package_name, const std::string& license);

}  // namespace sinter
