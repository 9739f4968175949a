// The two checksums of zlib, without zlib. Both continue: pass what the call for the
// preceding bytes returned.
#pragma once

#include <stddef.h>
#include <stdint.h>

// CRC-32 (ISO-HDLC, as in gzip and PNG); begins with 0.
uint32_t crc32(uint32_t before, const uint8_t* bytes, size_t count);

// Adler-32 (RFC 1950); begins with 1.
uint32_t adler32(uint32_t before, const uint8_t* bytes, size_t count);
