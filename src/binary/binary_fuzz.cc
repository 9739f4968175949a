// Any bytes are refused at a byte of theirs, or make parts that lie end to end and add up
// to them, in sections that lie in them. Build with -fsanitize=fuzzer,address,undefined.
#include "binary/binary.h"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto file = binary_parts(bytes);
  if (!file) {
    SINTER_ASSERT(file.error().offset <= size);
    SINTER_ASSERT(!file.error().reason.empty());
    return 0;
  }
  check_parts(*file);
  SINTER_ASSERT(file->size_bytes == size);
  for (const PartSection& section : file->sections) {
    SINTER_ASSERT(section.offset <= size && section.size_bytes <= size - section.offset);
  }
  for (const Part& part : file->parts) SINTER_ASSERT(!part_name(part).empty());
  return 0;
}
