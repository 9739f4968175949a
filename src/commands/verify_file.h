// Whether a wasm file that was built is whole, by itself and what lies beside it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace sinter {

/// What is wrong with it: it must be well-formed, import nothing, and export every function
/// that the manifest.json beside it promises.
std::vector<Error> verify_wasm(const std::string& path);

}  // namespace sinter
