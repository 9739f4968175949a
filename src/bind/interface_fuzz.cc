// Any bytes as descriptors: they are refused, or everything can be written from them.
#include <cstddef>
#include <cstdint>

#include "bind/declarations.h"
#include "bind/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto interface = sinter::read_interface(text, "fuzz.wasm");
  if (!interface) return 0;
  std::vector<sinter::BoundVariant> variants = {{"simd", "fuzz.simd.wasm"}, {"baseline", "fuzz.baseline.wasm"}};
  for (const sinter::BoundFunction& function : interface->functions) sinter::wire_signature(*interface, function);
  if (sinter::write_javascript("fuzz", *interface, variants).empty()) __builtin_trap();
  if (sinter::write_declarations("fuzz", *interface, variants).empty()) __builtin_trap();
  if (sinter::write_manifest("fuzz", *interface, variants).empty()) __builtin_trap();
  return 0;
}
