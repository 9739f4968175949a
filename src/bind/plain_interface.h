// The interface of what a module exports without descriptors: functions of numbers, as C,
// Rust, Go and hand-written wasm have them. The wasm signature is all there is to know, so
// parameters have no names, and whether an integer has a sign is for the caller to say.
#pragma once

#include <string>

#include "base/error.h"
#include "bind/interface.h"
#include "wasm/module.h"

namespace sinter {

/// Adds the exported functions that `interface` does not describe, except those that begin
/// with `_`, which belong to the toolchain. With them the module's memory becomes visible:
/// their pointers mean nothing without it. `path` is what errors call the file.
Result<void> add_plain_exports(Interface& interface, const wasm::Module& module, const std::string& path);

}  // namespace sinter
