#include "checksums.h"

enum {
  modulus = 65521,       // the largest prime below 65536
  bytes_at_once = 5552,  // after so many the sums still fit into 32 bits
};

uint32_t adler32(uint32_t before, const uint8_t* bytes, size_t count) {
  uint32_t low = before & 0xffff;
  uint32_t high = before >> 16;
  while (count > 0) {
    size_t part = count < bytes_at_once ? count : bytes_at_once;
    count -= part;
    for (; part > 0; --part) {
      low += *bytes++;
      high += low;
    }
    low %= modulus;
    high %= modulus;
  }
  return high << 16 | low;
}
