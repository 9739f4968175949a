import assert from "node:assert/strict";
import { test } from "node:test";

import { loadMorton, loadSentences, loadSphere } from "../dist/npm/@example/places/index.mjs";

const [morton, sentences, sphere] = await Promise.all([loadMorton(), loadSentences(), loadSphere()]);

const inWords = (metres) => {
  const address = sentences.describe(metres);
  return new TextDecoder().decode(new Uint8Array(sentences.memory.buffer, address, sentences.textLength()));
};

test("Rust: a key holds both coordinates, in both variants", async () => {
  for (const variant of ["simd", "baseline"]) {
    const { mortonKey, mortonX, mortonY } = await loadMorton({ variant });
    assert.equal(mortonKey(0b101, 0b011), 0b011011n);
    assert.equal(mortonX(mortonKey(0xdeadbeef, 7)) >>> 0, 0xdeadbeef);
    assert.equal(mortonY(mortonKey(0xdeadbeef, 7)), 7);
  }
});

test("Rust: text comes through memory", () => {
  assert.equal(inWords(849.6), "850 metres");
  assert.equal(inWords(1), "1 metre");
});

test("C++ and Rust together", () => {
  const berlin = { latitude: 52.52, longitude: 13.405 };
  const paris = { latitude: 48.8566, longitude: 2.3522 };
  assert.equal(inWords(sphere.distance(berlin, paris)), "877 kilometres");
  assert.ok(morton.mortonKey(1, 1) < morton.mortonKey(1, 2));
});
