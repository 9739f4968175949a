// What the custom section `name` calls the things of a module; in an object file, what
// `linking` does. They are for people and linkers only, so damage in them is not damage of
// the module: what cannot be read is not there.
#pragma once

#include <string_view>
#include <vector>

#include "wasm/module.h"

namespace sinter::wasm {

/// By index; empty where there is no name. The views point into the module's bytes.
struct Names {
  std::vector<std::string_view> functions;
  std::vector<std::string_view> globals;
  std::vector<std::string_view> data_segments;
};

/// Nothing is longer than the index space it names, whatever the section says.
Names read_names(const Module& module);

}  // namespace sinter::wasm
