// Exports without descriptors: the wasm signature is all there is to know.
#include <cstdint>

extern "C" {

__attribute__((export_name("add"))) std::int32_t add(std::int32_t a, std::int32_t b) { return a + b; }
__attribute__((export_name("widen"))) std::int64_t widen(std::int64_t value, double factor) {
  return value * static_cast<std::int64_t>(factor);
}
__attribute__((export_name("first_byte"))) std::int32_t first_byte(const std::uint8_t* bytes) { return bytes[0]; }
}
