// No name, however it is made, leads outside itself or grows without end.
#include <cstddef>
#include <cstdint>

#include "base/error.h"
#include "size/readable_name.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view symbol(reinterpret_cast<const char*>(data), size);
  std::string readable = readable_name(symbol);
  SINTER_ASSERT(readable.size() <= 70'000 + 64 * symbol.size());
  namespace_of(readable);
  template_of(readable);
  name_language(symbol);
  return 0;
}
