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
  std::vector<ShippedFile> wasm;  // in the order of the manifest: the best first
  // Javascript, declarations, manifest, then the entries for other hosts, the plug-in and
  // the implementations in JavaScript.
  std::vector<ShippedFile> texts;
  bool has_component = false;  // among the texts
};

/// The package that a module is shipped in, as its manifest says it.
struct ShippedIn {
  std::string package;
  std::string version;
};

/// Reads everything that `module` ships; package_missing or package_invalid otherwise.
Result<ShippedModule> read_shipped_module(const NpmModule& module, const ShippedIn& shipped_in);

// What manifests hold; "" and an empty list for what is missing or of another type.
std::string_view text_of(const JsonValue& object, std::string_view key);
const JsonValue::Array& list_of(const JsonValue& object, std::string_view key);

/// "loadText" for "text", "loadTextTools" for "text_tools".
std::string loader_name(std::string_view module);

}  // namespace sinter
