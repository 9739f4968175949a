// Bytes without any pattern, for tests of what compresses.
#pragma once

#include <cstdint>
#include <string>

namespace sinter::testing {

/// The same in each run (xorshift64).
inline std::string noise(std::size_t size_bytes) {
  std::string bytes;
  for (std::uint64_t state = 88172645463325252; bytes.size() < size_bytes;) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    bytes += static_cast<char>(state >> 24);
  }
  return bytes;
}

}  // namespace sinter::testing
