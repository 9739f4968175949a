// The bind stage: from the wasm files of one module to the texts that make them usable
// from JavaScript. All variants must offer the same interface, and export each function
// with the signature its descriptor says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bind/interface.h"
#include "bind/javascript.h"

namespace sinter {

struct BindInput {
  BoundVariant variant;   // its file: the name the wasm will have beside the .mjs
  std::string_view wasm;  // bytes, with the section `sinter.bind`
};

struct Binding {
  Interface interface;
  std::string javascript;    // <module>.mjs
  std::string declarations;  // <module>.d.ts
  std::string manifest;      // manifest.json
};

/// `inputs` is never empty. Variants come out with the one to be preferred first.
Result<Binding> bind_module(std::string_view module, std::vector<BindInput> inputs, Watch watch = Watch::no);

/// The interface of one wasm file; `path` is what errors call it.
Result<Interface> interface_of_wasm(std::string_view wasm, const std::string& path);

}  // namespace sinter
