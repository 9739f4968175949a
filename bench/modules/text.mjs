// Times the modules text and unicode against their twins, what the host has built in, and the
// best npm peers, for arguments of four sizes, and says who wins:
//
//   npm ci --prefix bench
//   node bench/modules/text.mjs PACKAGE_FOLDER [--sizes 64,1024,65536,4194304] [--tiny]
//
// PACKAGE_FOLDER is dist/npm/@sinter/modules. Everything a caller pays is inside: strings are
// encoded into wasm memory, results are copied out. In every round all contenders take a turn, in
// an order that changes; the median of the rounds is printed, and its ratio to simd. `--tiny` runs
// each once, to see that it still works. Peers do not always mean the same: fastest-levenshtein
// counts UTF-16 units, toLowerCase is no folding, Intl.Segmenter and graphemer follow other
// versions of Unicode, fuzzysort and diff have their own idea of what is best. fuzzysort keeps what it
// prepared of every string: it is measured without that, as it is for strings that are new, and with it.
import { isUtf8 } from "node:buffer";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { diffLines as jsdiff } from "diff";
import { distance } from "fastest-levenshtein";
import fuzzysort from "fuzzysort";
import Graphemer from "graphemer";
import { createXXHash3 } from "hash-wasm";
import AhoCorasick from "modern-ahocorasick";
import picomatch from "picomatch";
import createXxHash from "xxhash-wasm";

import { compete, loadOurs, printConditions, random, sizes } from "./contest.mjs";

const folder = process.argv[2];
const importFile = (file) => import(pathToFileURL(path.resolve(folder, file)));
const modules = {
  text: { ...(await loadOurs("text")), twin: await importFile("text/javascript/twin.js") },
  unicode: { ...(await loadOurs("unicode")), twin: await importFile("unicode/javascript/twin.js") },
};
const xxh3 = await createXXHash3();
const xxHash = await createXxHash();
const graphemer = new (Graphemer.default ?? Graphemer)();
const segmenters = { grapheme: new Intl.Segmenter("en", { granularity: "grapheme" }), word: new Intl.Segmenter("en", { granularity: "word" }) };

const vocabulary = "the quick brown fox jumps over a lazy dog while function return const value export Grüße Straße".split(" ");
const pick = (list) => list[Math.floor(random() * list.length)];
function words(size, some = vocabulary) {
  let text = "";
  while (text.length < size) text += `${pick(some)} `;
  return text.slice(0, size);
}
const encode = (text) => new TextEncoder().encode(text);
const hostBytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.length);
const paths = (size) => Array.from({ length: Math.max(1, size >> 5) }, (_, index) => `src/${pick(vocabulary)}/${pick(vocabulary)}-${index}.${pick(["js", "ts", "cc"])}`);
const needles = ["fox jumps", "lazy", "export const", "Straße", "needless", "return value", "quick", "absent"];

/** [module, operation, call of ours, others by name] for arguments of about `size` bytes. */
function operations(size) {
  const text = words(size), bytes = encode(text), same = bytes.slice(), mixed = words(size, ["Grüße", "世界", "e\u0301", "👩‍👩‍👧", "ﬁn", "각", "plain"]);
  const other = text.split(" ").map((word, index) => (index % 200 === 7 ? "other" : word)).join(" ");
  const lines = text.replaceAll(" ", "\n"), otherLines = other.replaceAll(" ", "\n"), candidates = paths(size);
  const short = text.slice(0, 1024), shortOther = words(Math.min(size, 1024));
  const list = text.match(/.{1,24}/gsu) ?? [text];
  const messages = Array.from({ length: Math.max(1, Math.min(100, size >> 6)) }, (_, index) => ({
    id: `0190b0a4-${index}`, sender: "agent-7", timestamp: 1767225600000 + index, payload: words(Math.max(20, Math.min(150, size >> 3))),
  }));
  const kept = new Map();
  const keep = (module, name, make) => {
    const key = kept.get(module) ?? kept.set(module, {}).get(module);
    return (key[name] ??= make());
  };
  const aho = new AhoCorasick(needles), matcher = picomatch("src/**/*-*1.{js,ts}");
  // It takes time with the square of the text: seconds for 64 KB.
  const ahoOf = (run) => (size > 2048 ? {} : { "npm modern-ahocorasick": run });
  // So do segments of Node 20: each holds a copy of the whole text.
  const segmentsOf = (kind, take) => (size > 2048 ? {} : { "host Intl.Segmenter": () => take(segmenters[kind]) });
  return [
    ["text", "findFirst, absent", (m) => m.findFirst(text, "needless"), { "host indexOf": () => text.indexOf("needless") }],
    ["text", "findAllBytes", (m) => m.findAllBytes(bytes, encode("fox")), {}],
    ["text", "count", (m) => m.count(text, "fox"), { "host split": () => text.split("fox").length - 1 }],
    ["text", "replaceAll", (m) => m.replaceAll(text, "fox", "wolf"), { "host replaceAll": () => text.replaceAll("fox", "wolf") }],
    ["text", "findMany, 8 needles", (m) => m.findMany(text, needles), { ...ahoOf(() => aho.search(text)), "host regex": () => [...text.matchAll(/fox jumps|lazy|export const|Straße|needless|return value|quick|absent/g)].length }],
    ["text", "Patterns.count, 8 needles", (m) => keep(m, "patterns", () => new m.Patterns(needles)).count(text), ahoOf(() => aho.search(text).length)],
    ["text", "globFilter", (m) => m.globFilter(candidates, "src/**/*-*1.{js,ts}"), { "npm picomatch": () => candidates.filter((each) => matcher(each)) }],
    ["text", "fuzzyRank", (m) => m.fuzzyRank("qfts", candidates, 10), { "npm fuzzysort": () => (fuzzysort.cleanup(), fuzzysort.go("qfts", candidates, { limit: 10 })) }],
    ["text", "fuzzyRank, again", (m) => m.fuzzyRank("qfts", candidates, 10), { "npm fuzzysort, prepared": () => fuzzysort.go("qfts", candidates, { limit: 10 }) }],
    ["text", "Candidates.rank", (m) => keep(m, "candidates", () => new m.Candidates(candidates)).rank("qfts", 10), { "npm fuzzysort, prepared": () => fuzzysort.go("qfts", candidates, { limit: 10 }) }],
    ["text", "diffLines", (m) => m.diffLines(lines, otherLines), size > 1e6 ? {} : { "npm diff": () => jsdiff(lines, otherLines) }],
    ["text", "levenshtein, at most 1,024", (m) => m.levenshtein(short, shortOther), { "npm fastest-levenshtein": () => distance(short, shortOther) }],
    ["text", "levenshteinAll of 24 letters", (m) => m.levenshteinAll("the quick brown fox jump", list), { "npm fastest-levenshtein": () => list.map((each) => distance("the quick brown fox jump", each)) }],
    ["text", "compareBytes", (m) => m.compareBytes(bytes, same), { "host Buffer.compare": () => Buffer.compare(bytes, same) }],
    ["text", "firstInvalidUtf8", (m) => m.firstInvalidUtf8(bytes), { "host isUtf8": () => isUtf8(bytes) }],
    ["text", "utf16Length", (m) => m.utf16Length(bytes), { "host decode": () => new TextDecoder().decode(bytes).length }],
    ["text", "fnv1a32", (m) => m.fnv1a32(text), {}],
    ["text", "xxh3_64Bytes", (m) => m.xxh3_64Bytes(bytes), { "npm hash-wasm xxh3": () => xxh3.init().update(bytes).digest(), "npm xxhash-wasm h64": () => xxHash.h64Raw(bytes) }],
    ["text", "xxh3_64All of 24 letters", (m) => m.xxh3_64All(list), { "npm xxhash-wasm h64": () => list.map((each) => xxHash.h64(each)) }],
    ["text", "messageEnvelopes", (m) => m.messageEnvelopes(messages), { "host JSON.stringify": () => messages.map((each) => `${JSON.stringify(each)}\n`).join("") }],
    ["unicode", "caseFold", (m) => m.caseFold(text), { "host toLowerCase": () => text.toLowerCase() }],
    ["unicode", "caseFoldAll of 24 letters", (m) => m.caseFoldAll(list), { "host toLowerCase": () => list.map((each) => each.toLowerCase()) }],
    ["unicode", "normalize nfc, is already", (m) => m.normalize(text, "nfc"), { "host normalize": () => text.normalize("NFC") }],
    ["unicode", "normalize nfc, mixed", (m) => m.normalize(mixed, "nfc"), { "host normalize": () => mixed.normalize("NFC") }],
    ["unicode", "normalize nfkd, mixed", (m) => m.normalize(mixed, "nfkd"), { "host normalize": () => mixed.normalize("NFKD") }],
    ["unicode", "graphemeCount, mixed", (m) => m.graphemeCount(mixed), { "npm graphemer": () => graphemer.countGraphemes(mixed), ...segmentsOf("grapheme", (each) => [...each.segment(mixed)].length) }],
    ["unicode", "wordBoundaries", (m) => m.wordBoundaries(text), segmentsOf("word", (each) => Uint32Array.from(each.segment(text), ({ index }) => index))],
  ].filter(([, name]) => !(size > 1e6 && /graphemeCount|wordBoundaries/.test(name)));
}

const time = (ns) => (ns < 1e4 ? `${(ns / 1e3).toFixed(2)} us` : ns < 1e7 ? `${(ns / 1e3).toFixed(0)} us` : `${(ns / 1e6).toFixed(1)} ms`);
const sizeName = (size) => (size < 1024 ? `${size} B` : size < 1 << 20 ? `${size >> 10} KB` : `${size >> 20} MB`);

printConditions("ratio to simd");
for (const size of sizes) {
  const overTwin = [];
  let peers = 0, beaten = 0;
  for (const [module, name, call, others] of operations(size)) {
    const ours = Object.entries(modules[module]).filter(([label]) => label !== "twin" || size < 1e6);
    const results = compete([...ours.map(([label, each]) => ({ label, run: () => call(each) })), ...Object.entries(others).map(([label, run]) => ({ label, run }))]);
    const nsOf = (label) => results.find((each) => each.label === label)?.ns;
    const simd = nsOf("simd"), winner = results.reduce((left, right) => (right.ns < left.ns ? right : left)).label;
    if (nsOf("twin") !== undefined) overTwin.push(nsOf("twin") / simd);
    const npm = results.filter(({ label }) => label.startsWith("npm")).map(({ ns }) => ns);
    peers += npm.length > 0 ? 1 : 0;
    beaten += npm.length > 0 && simd <= Math.min(...npm) ? 1 : 0;
    console.log(`| ${name} | ${sizeName(size)} | ${results.map(({ label, ns }) => `${label} ${time(ns)} (${(ns / simd).toFixed(2)})`).join(", ")} | ${winner} |`);
  }
  const geometric = Math.exp(overTwin.reduce((sum, ratio) => sum + Math.log(ratio), 0) / overTwin.length);
  if (overTwin.length > 0) console.log(`${sizeName(size)}: simd is ${geometric.toFixed(1)} times as fast as the twin (geometric mean of ${overTwin.length})`);
  console.log(`${sizeName(size)}: simd is not slower than the best npm peer in ${beaten} of ${peers}`);
}
