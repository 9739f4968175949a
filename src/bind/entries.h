// The other entries of a module: `<module>.mjs` finds its wasm files by their address;
// hosts that cannot do that get the same code with another source of wasm.
//
//   text.mjs           by address: Node, browsers, bundlers, Deno, Bun
//   text.cjs           the same for require()
//   text.glue.mjs      takes the sources as an argument; the next three are a few lines on it
//   text.inline.mjs    bytes within JavaScript
//   text.workerd.mjs, text.edge-light.mjs   import the file as a WebAssembly.Module, for
//                      hosts that compile nothing at run time
//
// They are cut from the text of <module>.mjs, so what the bindings do is written once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bind/javascript.h"

namespace sinter {

/// How the exported function begins that load() is in every entry.
inline constexpr std::string_view load_signature = "export async function load({ ";

/// The lines of <module>.mjs that say where its wasm is: `sources` are the members of an
/// object, `here` is the expression that relative addresses begin at.
std::string sources_block(std::string_view sources, std::string_view here);

/// True if `javascript` has the form that the functions below change; what bind writes has.
bool has_sources(std::string_view javascript);

/// The text of <module>.cjs.
std::string common_entry(std::string_view javascript, const std::vector<BoundVariant>& variants);

/// The text of <module>.glue.mjs.
std::string glue_entry(std::string_view javascript);

/// The text of <module>.inline.mjs, which holds `wasm`, the bytes of `variant`.
std::string inline_entry(std::string_view module, const BoundVariant& variant, std::string_view wasm);

/// An entry that imports the file of `variant` as `specifier`: "./text.simd.wasm?module".
std::string static_entry(std::string_view module, const BoundVariant& variant, std::string_view specifier);

}  // namespace sinter
