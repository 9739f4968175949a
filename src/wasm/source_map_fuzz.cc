// Any text either is refused or makes a map in order, of sources that exist, which reads
// back as it was written. Build with -fsanitize=fuzzer,address,undefined.
#include <algorithm>
#include <cstddef>

#include "wasm/source_map.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter::wasm;
  auto map = read_source_map({reinterpret_cast<const char*>(data), size}, "x.map");
  if (!map) return 0;
  SINTER_ASSERT(std::ranges::is_sorted(map->mappings, {}, &Mapping::offset));
  for (const Mapping& mapping : map->mappings) {
    SINTER_ASSERT(mapping.source == no_source || mapping.source < map->sources.size());
    SINTER_ASSERT(mapping.call == no_call || mapping.call < map->calls.size());
  }
  for (std::uint32_t index = 0; index < map->calls.size(); ++index) {
    const MappedCall& call = map->calls[index];
    SINTER_ASSERT(call.outer == no_call || call.outer < index);
    SINTER_ASSERT(call.source == no_source || call.source < map->sources.size());
  }
  std::string text = write_source_map(*map);
  auto again = read_source_map(text, "again.map");
  SINTER_ASSERT(again.has_value() && write_source_map(*again) == text);
  return 0;
}
