// The core module that stands between our functions and the canonical ABI of components:
// it imports the module's own functions and memory, and exports those that a component
// needs and the module has not in that form. A function whose parameters and result lie
// alike on both sides is not in it: a component lifts the module's own.
//
//   host ──► lifted ──► adapter: flat values, packed lists → what our function takes
//                          └──► our function ──► slots → packed, in place ──► host
//
// Memory for arguments comes from the module's heap, block after block in a chain, and goes
// back when the host has read the result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bind/interface.h"

namespace sinter {

/// How one function is lifted into a component.
struct LiftedFunction {
  std::string core_name;          // the export of the adapter, or of the module
  bool is_adapted = false;        // it is the adapter's
  bool uses_memory = false;       // some value of it is in memory
  bool takes_memory = false;      // the host asks for memory before it calls
  std::string release_name = {};  // the adapter's export to be called after the result was read, or ""
};

struct ComponentAdapter {
  std::string wasm;                       // "" if every function can be lifted as it is
  std::vector<LiftedFunction> functions;  // as they were given
};

/// What the adapter imports everything from, and exports to get memory for arguments.
inline constexpr std::string_view adapted_module = "module";
inline constexpr std::string_view adapter_reallocate = "~reallocate";

/// Whether the module has something to do before its functions are called: it exports `_initialize`.
enum class Initialized : std::uint8_t { no, yes };

/// The functions must have passed wit_interface().
ComponentAdapter write_adapter(const Interface& interface, const std::vector<const BoundFunction*>& functions,
                               Initialized initialized);

}  // namespace sinter
