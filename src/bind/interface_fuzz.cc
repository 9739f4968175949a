// Any bytes as descriptors: they are refused, or everything can be written from them, a component too.
#include <cstddef>
#include <cstdint>

#include "bind/component_adapter.h"
#include "bind/declarations.h"
#include "bind/manifest.h"
#include "bind/wit.h"
#include "wasm/module.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto interface = sinter::read_interface(text, "fuzz.wasm");
  if (!interface) return 0;
  std::vector<sinter::BoundVariant> variants = {{"simd", "fuzz.simd.wasm"}, {"baseline", "fuzz.baseline.wasm"}};
  for (const sinter::BoundFunction& function : interface->functions) sinter::wire_signature(*interface, function);
  if (sinter::write_javascript("fuzz", *interface, variants).empty()) __builtin_trap();
  if (sinter::write_declarations("fuzz", *interface, variants).empty()) __builtin_trap();
  if (sinter::write_manifest("fuzz", *interface, variants).empty()) __builtin_trap();
  auto wit = sinter::wit_interface(*interface, {.project = "fuzz", .version = "", .module = "fuzz"}, "fuzz.wasm");
  if (!wit) return 0;
  if (sinter::write_wit(*wit).empty()) __builtin_trap();
  std::vector<const sinter::BoundFunction*> functions;
  for (const sinter::WitFunction& function : wit->functions) functions.push_back(function.bound);
  sinter::ComponentAdapter adapter = sinter::write_adapter(*interface, functions, sinter::Initialized::yes);
  if (!adapter.wasm.empty() && !sinter::wasm::read_module(adapter.wasm)) __builtin_trap();
  return 0;
}
