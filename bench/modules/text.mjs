// Times the text module against its twin, what the host has built in, and the best npm peer:
//
//   npm ci --prefix bench
//   node bench/modules/text.mjs PACKAGE_FOLDER [--twin TWIN_MJS] [--tiny]
//
// PACKAGE_FOLDER is dist/npm/@sinter/modules. Everything a caller pays is inside: strings are
// encoded into wasm memory, results are copied out. In every round all contenders take a turn,
// in an order that changes; the median of the rounds is printed, with its ratio to the best
// of the others. `--tiny` runs each once, to see that it still works. What differs in meaning
// is said in the table: fastest-levenshtein counts UTF-16 units, not code points.
import { isUtf8 } from "node:buffer";

import { distance } from "fastest-levenshtein";
import { createXXHash3 } from "hash-wasm";
import createXxHash from "xxhash-wasm";

import { compete, loadOurs, printConditions, random } from "./contest.mjs";

const ours = await loadOurs("text");
const xxh3 = await createXXHash3();
const xxHash = await createXxHash();

const vocabulary = "the quick brown fox jumps over a lazy dog while function return const value export".split(" ");

/** Words until there are `size` characters; `rare` is put between some of them. */
function prose(size, rare = "") {
  const words = [];
  for (let length = 0; length < size; length += words.at(-1).length + 1) {
    words.push(random() < 0.05 && rare !== "" ? rare : vocabulary[Math.floor(random() * vocabulary.length)]);
  }
  return words.join(" ").slice(0, size);
}
const letters = (size) => Array.from({ length: size }, () => String.fromCharCode(97 + Math.floor(random() * 20))).join("");
const bytes = (text) => new TextEncoder().encode(text);

const text1M = prose(1 << 20);
const bytes1M = bytes(text1M);
const mixed1M = bytes(prose(700_000, "Grüße 世界 😀")).slice(0, 1 << 20);
const text64K = text1M.slice(0, 1 << 16);
const bytes64K = bytes(text64K);
const same64K = bytes64K.slice();
const bytes1K = bytes64K.slice(0, 1024);
const [left, right] = [letters(1000), letters(1000)];
const near = left.slice(0, 300) + "x" + left.slice(302, 700) + "yz" + left.slice(700);
const message = { id: "0190b0a4-6d0e-7c5f-8f3f-2a0b9d1c7e55", sender: "agent-7", timestamp: 1767225600000, payload: prose(150, '"quoted"\n') };
const codeUnits = (text) => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
};
const hostBytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.length);

/** Name, the call of ours, and the others by name. */
const operations = [
  ["find in 1 MB of text, absent", (m) => m.findFirst(text1M, "needless"), { indexOf: () => text1M.indexOf("needless") }],
  ["find in 1 MB of bytes, absent", (m) => m.findFirstBytes(bytes1M, bytes("needless")),
    { "Buffer.indexOf": () => hostBytes(bytes1M).indexOf("needless") }],
  ["count in 1 MB of text, 10,000s", (m) => m.count(text1M, "fox"), { split: () => text1M.split("fox").length - 1 }],
  ["replaceAll in 1 MB, 10,000s", (m) => m.replaceAll(text1M, "fox", "wolf"), { replaceAll: () => text1M.replaceAll("fox", "wolf") }],
  ["FNV-1a 32 of 64 KB of text", (m) => m.fnv1a32(text64K), { "JS loop over units": () => codeUnits(text64K) }],
  ["FNV-1a 64 of 64 KB of bytes", (m) => m.fnv1a64Bytes(bytes64K), {}],
  ["XXH3 of 1 KB", (m) => m.xxh3_64Bytes(bytes1K),
    { "hash-wasm xxh3": () => xxh3.init().update(bytes1K).digest(), "xxhash-wasm h64": () => xxHash.h64Raw(bytes1K) }],
  ["XXH3 of 64 KB", (m) => m.xxh3_64Bytes(bytes64K),
    { "hash-wasm xxh3": () => xxh3.init().update(bytes64K).digest(), "xxhash-wasm h64": () => xxHash.h64Raw(bytes64K) }],
  ["Levenshtein 1,000 x 1,000", (m) => m.levenshtein(left, right), { "fastest-levenshtein": () => distance(left, right) }],
  ["Levenshtein 16 x 16", (m) => m.levenshtein(left.slice(0, 16), right.slice(0, 16)),
    { "fastest-levenshtein": () => distance(left.slice(0, 16), right.slice(0, 16)) }],
  ["Levenshtein 1,000, at most 10", (m) => m.levenshteinBounded(left, near, 10), { "fastest-levenshtein": () => distance(left, near) }],
  ["validate 1 MB of ASCII", (m) => m.firstInvalidUtf8(bytes1M), { "buffer.isUtf8": () => isUtf8(bytes1M) }],
  ["validate 0.8 MB of mixed UTF-8", (m) => m.firstInvalidUtf8(mixed1M), { "buffer.isUtf8": () => isUtf8(mixed1M) }],
  ["compare 64 KB of equal bytes", (m) => m.compareBytes(bytes64K, same64K), { "Buffer.compare": () => Buffer.compare(bytes64K, same64K) }],
  ["envelope of 200 B", (m) => m.messageEnvelope(message), { "JSON.stringify": () => JSON.stringify(message) }],
];

const microseconds = (ns) => (ns < 1e4 ? `${(ns / 1e3).toFixed(2)} us` : `${(ns / 1e3).toFixed(0)} us`);

printConditions("ratio to the best of the others");
for (const [name, call, others] of operations) {
  const results = compete([
    ...Object.entries(ours).map(([label, module]) => ({ label, run: () => call(module) })),
    ...Object.entries(others).map(([label, run]) => ({ label, run })),
  ]);
  const best = Math.min(...results.filter(({ label }) => label in others).map(({ ns }) => ns));
  const cells = results.map(({ label, ns }) => {
    const ratio = Number.isFinite(best) ? ` (${(ns / best).toFixed(2)})` : "";
    return `${label} ${microseconds(ns)}${ratio}`;
  });
  console.log(`${name}: ${cells.join(", ")}`);
}
