// What a part of a file does, as one number: so that it is found again in another build, or
// another module, under another number and without a name.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "binary/parts.h"
#include "wasm/module.h"

namespace sinter {

/// One for each part of `file`, which are those of `module`; 0 for what is neither a
/// function nor data. Of a function it covers the instructions and constants, but not the
/// numbers of what they name (functions, types, globals, segments), nor numbers that may be
/// addresses: those move when something else in the module changes.
std::vector<std::uint64_t> wasm_fingerprints(const wasm::Module& module, const FileParts& file, std::string_view bytes);

/// The same of a native binary, by the bytes of each part: what moved and names its
/// neighbours by their distance is another one.
std::vector<std::uint64_t> native_fingerprints(const FileParts& file, std::string_view bytes);

}  // namespace sinter
