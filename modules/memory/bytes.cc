// Moving and filling is left to the machine: memory.copy and memory.fill in wasm, and what
// libc has natively. Comparing has no instruction in wasm, and wasi-libc's memcmp goes byte
// by byte, so that is written here, a register at a time.
#include "bytes.h"

#include <cstring>

namespace sinter::memory {
namespace {

using Words = std::uint64_t __attribute__((vector_size(16)));

Words load(const std::uint8_t* bytes) {
  Words words;
  std::memcpy(&words, bytes, sizeof words);
  return words;
}

}  // namespace

Fallible<std::uint32_t> check(Range range, std::size_t size_bytes) {
  if (range.offset > size_bytes) return fault(MemoryFault::out_of_range, range.offset);
  if (range.size_bytes > size_bytes - range.offset) {
    return fault(MemoryFault::out_of_range, static_cast<std::uint32_t>(size_bytes));
  }
  return range.size_bytes;
}

Fallible<std::uint32_t> copy(std::span<std::uint8_t> destination,
                             std::span<const std::uint8_t> source,
                             std::uint32_t destination_offset) {
  const Range range{destination_offset, static_cast<std::uint32_t>(source.size())};
  const auto size_bytes = check(range, destination.size());
  if (size_bytes && *size_bytes != 0) {
    std::memmove(destination.data() + destination_offset, source.data(), *size_bytes);
  }
  return size_bytes;
}

Fallible<std::uint32_t> copy_within(std::span<std::uint8_t> bytes,
                                    std::uint32_t destination_offset, Range source) {
  const auto readable = check(source, bytes.size());
  if (!readable) return readable;
  return memory::copy(bytes, bytes.subspan(source.offset, source.size_bytes), destination_offset);
}

std::int32_t compare(std::span<const std::uint8_t> left, std::span<const std::uint8_t> right) {
  const std::size_t common = left.size() < right.size() ? left.size() : right.size();
  std::size_t i = 0;
  while (common - i >= sizeof(Words)) {
    const Words difference = load(left.data() + i) ^ load(right.data() + i);
    if (__builtin_reduce_or(difference) != 0) break;
    i += sizeof(Words);
  }
  for (; i < common; ++i) {
    if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return left.size() == right.size() ? 0 : (left.size() < right.size() ? -1 : 1);
}

Fallible<std::uint32_t> fill(std::span<std::uint8_t> bytes, std::uint8_t value, Range range) {
  const auto size_bytes = check(range, bytes.size());
  if (size_bytes && *size_bytes != 0) {
    std::memset(bytes.data() + range.offset, value, *size_bytes);
  }
  return size_bytes;
}

}  // namespace sinter::memory
