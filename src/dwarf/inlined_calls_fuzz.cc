// The debugging sections of any wasm file give calls in their order, of files that exist, and ranges that do not
// overlap; they take memory in proportion to the bytes. Build with -fsanitize=fuzzer,address,undefined.
#include <cstddef>

#include "base/error.h"
#include "dwarf/inlined_calls.h"
#include "dwarf/wasm_sections.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  auto sections = wasm::read_sections({reinterpret_cast<const char*>(data), size});
  if (!sections) return 0;
  constexpr std::uint64_t first = 1;
  constexpr std::uint64_t last = 1 << 20;
  dwarf::InlinedCalls inlined = dwarf::read_inlined_calls(dwarf_sections(*sections), first, last);
  SINTER_ASSERT(inlined.calls.size() <= size);
  for (std::uint32_t index = 0; index < inlined.calls.size(); ++index) {
    const dwarf::InlinedCall& call = inlined.calls[index];
    SINTER_ASSERT(call.outer == dwarf::no_call || call.outer < index);
    SINTER_ASSERT(call.file < inlined.files.size());
  }
  std::uint64_t done = first;
  for (const dwarf::CallRange& range : inlined.ranges) {
    SINTER_ASSERT(range.begin >= done && range.end > range.begin && range.end <= last);
    SINTER_ASSERT(range.call < inlined.calls.size());
    done = range.end;
  }
  return 0;
}
