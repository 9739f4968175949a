// The parts of a wasm module: each function body, data segment and custom section is one,
// with the length that is written before it; the rest of a section belongs to the format.
#pragma once

#include <string_view>

#include "binary/parts.h"
#include "wasm/module.h"
#include "wasm/names.h"

namespace sinter {

/// `module` is what read_module() made of `bytes`, which must outlive the result.
FileParts wasm_parts(const wasm::Module& module, std::string_view bytes);
/// With names from elsewhere, which must outlive the result, too.
FileParts wasm_parts(const wasm::Module& module, std::string_view bytes, wasm::Names names);

}  // namespace sinter
