// Any bytes are refused at a byte of theirs, or make parts that lie end to end and add up
// to them, in sections that lie in them; and so do ranges of source files. What a program
// needs is refused likewise. Build with
// -fsanitize=fuzzer,address,undefined.
#include "binary/binary.h"

#include <cstddef>

#include "binary/program.h"
#include "binary/source_ranges.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (auto program = read_program(bytes); !program) {
    SINTER_ASSERT(program.error().offset <= size);
    SINTER_ASSERT(!program.error().reason.empty());
  }
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
  auto sources = source_ranges(bytes, *file);
  if (!sources) {
    SINTER_ASSERT(sources.error().offset <= size);
    return 0;
  }
  std::uint64_t end = 0;
  for (const SourceRange& range : sources->ranges) {
    SINTER_ASSERT(range.begin >= end && range.size_bytes != 0 && range.source < sources->files.size());
    end = range.begin + range.size_bytes;
    SINTER_ASSERT(end <= size);
  }
  return 0;
}
