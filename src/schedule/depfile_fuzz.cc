// Whatever a compiler leaves in a depfile, reading it ends in names or an error.
#include <cstddef>
#include <cstdint>

#include "schedule/depfile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto paths = sinter::parse_depfile(text, "fuzz.d");
  if (paths) {
    for (const std::string& path : *paths) SINTER_ASSERT(!path.empty());
  }
  return 0;
}
