// Whatever lies where the history should, reading it ends in one that can be written and
// read again. The seal, which no mutation gets right, is put on here, so that the reader
// behind it is reached; the bytes are also read as they are, as blocks among litter.
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "insight/history.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string sealed = seal(history_magic, bytes);
  ByteWriter block;
  block.u32(static_cast<std::uint32_t>(sealed.size()));
  std::string file = block.take() + sealed;
  for (const std::string& text : {file, std::string(bytes), std::string(bytes) + file}) {
    std::string again = History(text).compacted();
    SINTER_ASSERT(History(again).compacted() == again);
  }
  return 0;
}
