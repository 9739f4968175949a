// Each step needs the product of the step before, so there is nothing for vectors to do.
#include "bytes.h"
#include "hash.h"

namespace sinter::text {

std::uint32_t fnv1a32_bytes(Bytes bytes) {
  std::uint32_t hash = 0x811c9dc5;
  for (std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x01000193;
  return hash;
}

std::uint64_t fnv1a64_bytes(Bytes bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x00000100000001b3;
  return hash;
}

std::uint32_t fnv1a32(std::string_view text) { return fnv1a32_bytes(bytes_of(text)); }
std::uint64_t fnv1a64(std::string_view text) { return fnv1a64_bytes(bytes_of(text)); }

}  // namespace sinter::text
