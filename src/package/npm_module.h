// One module as a package ships it: its manifest, read once, and its files' bytes.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/json_value.h"
#include "package/npm.h"

namespace sinter {

struct ShippedFile {
  std::string name;  // within the module's folder: "text.simd.wasm"
  std::string bytes;
};

struct ShippedModule {
  std::string name;
  std::string folder;  // where it was read
  JsonValue manifest;
  std::vector<ShippedFile> wasm;   // in the order of the manifest: the best first
  std::vector<ShippedFile> texts;  // javascript, declarations, manifest, then the entries for other hosts
};

/// Reads everything that `module` ships; package_missing or package_invalid otherwise.
Result<ShippedModule> read_shipped_module(const NpmModule& module);

/// "loadText" for "text", "loadTextTools" for "text_tools".
std::string loader_name(std::string_view module);

}  // namespace sinter
