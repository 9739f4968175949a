import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 as zlibCrc32 } from "node:zlib";

import { load } from "../dist/npm/@example/checksums/checksums/checksums.mjs";

const checksums = await load();

/** Calls `sum` with a copy of `bytes` in the module's memory. */
function over(sum, before, bytes) {
  const address = checksums.malloc(bytes.length);
  try {
    new Uint8Array(checksums.memory.buffer, address, bytes.length).set(bytes);
    return sum(before, address, bytes.length) >>> 0;
  } finally {
    checksums.free(address);
  }
}

const digits = new TextEncoder().encode("123456789");

test("the check values of both standards", () => {
  assert.equal(over(checksums.crc32, 0, digits), 0xcbf43926);
  assert.equal(over(checksums.adler32, 1, new TextEncoder().encode("Wikipedia")), 0x11e60398);
});

test("a megabyte has the CRC-32 that zlib gives it", () => {
  const bytes = Uint8Array.from({ length: 1 << 20 }, (_, index) => (index * 2654435761) >>> 13);
  assert.equal(over(checksums.crc32, 0, bytes), zlibCrc32(bytes));
});

test("a sum continues where the one before ended", () => {
  const first = over(checksums.adler32, 1, digits.subarray(0, 4));
  assert.equal(over(checksums.adler32, first, digits.subarray(4)), over(checksums.adler32, 1, digits));
});

test("what is no number of 32 bits is refused", () => {
  assert.throws(() => checksums.crc32(0, "text", 4), { name: "TypeError", code: "invalid_argument" });
  assert.throws(() => checksums.crc32(2 ** 32, 0, 0), { code: "invalid_argument" });
});
