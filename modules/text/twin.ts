// The text module in plain TypeScript: the same functions, the same results bit for bit, the
// same faults. It stands in where wasm cannot run, and it is what the tests hold the wasm
// builds against. The definitions and their sources are in the C++ headers beside this file.
//
// Text means well-formed text: as at every border to UTF-8, a lone surrogate counts as U+FFFD.

import { codePoints, SinterError, wellFormed } from "./twin-text.js";

export { diffLines, type Hunk, unifiedDiff } from "./twin-diff.js";
export { Candidates, type FuzzyRanking, fuzzyRank } from "./twin-fuzzy.js";
export { globFilter, type GlobFault, globMatches } from "./twin-glob.js";
export { findMany, type PatternMatches, Patterns } from "./twin-patterns.js";

export type Utf8Fault =
  | "unexpected_continuation" | "invalid_lead" | "overlong" | "surrogate" | "above_maximum"
  | "missing_continuation" | "truncated";
export type EnvelopeFault = "timestamp_not_whole";

export interface Message {
  id: string;
  sender: string;
  timestamp: number;
  payload: string;
}

const encoder = new TextEncoder();

// Hashes

export function fnv1a32(text: string): number {
  return fnv1a32Bytes(encoder.encode(text));
}

export function fnv1a32Bytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) hash = Math.imul(hash ^ bytes[index]!, 0x01000193);
  return hash >>> 0;
}

export function fnv1a64(text: string): bigint {
  return fnv1a64Bytes(encoder.encode(text));
}

/** The prime is 2^40 + 0x1b3; the hash is kept in two halves, whose products a number holds. */
export function fnv1a64Bytes(bytes: Uint8Array): bigint {
  let low = 0x84222325, high = 0xcbf29ce4;
  for (let index = 0; index < bytes.length; index++) {
    low = (low ^ bytes[index]!) >>> 0;
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

const prime32 = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn] as const;
const prime64 = [
  0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n, 0x27d4eb2f165667c5n,
] as const;
let madeSecret: DataView | undefined; // when it is first wanted: most programs hash nothing
const defaultSecret = (): DataView => (madeSecret ??= viewOf(Uint8Array.from(
  ("b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221" +
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8" +
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb" +
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")
    .match(/../g)!, (digits) => parseInt(digits, 16))));

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function multiplyFold(left: bigint, right: bigint): bigint {
  const product = left * right;
  return u64(product) ^ (product >> 64n);
}

function shiftXor(value: bigint, shift: bigint): bigint {
  return value ^ (value >> shift);
}

function avalanche(hash: bigint): bigint {
  return shiftXor(u64(shiftXor(hash, 37n) * 0x165667919e3779f9n), 32n);
}

function avalancheXxh64(hash: bigint): bigint {
  hash = u64(shiftXor(hash, 33n) * prime64[1]);
  return shiftXor(u64(shiftXor(hash, 29n) * prime64[2]), 32n);
}

function rotateLeft(value: bigint, count: bigint): bigint {
  return u64(value << count) | (value >> (64n - count));
}

function swapBytes(value: bigint, size: number): bigint {
  let swapped = 0n;
  for (let index = 0; index < size; index++) swapped = (swapped << 8n) | ((value >> BigInt(8 * index)) & 0xffn);
  return swapped;
}

function secret64(offset: number): bigint {
  return defaultSecret().getBigUint64(offset, true);
}

function hashUpto16(input: DataView, seed: bigint): bigint {
  const size = input.byteLength;
  if (size > 8) {
    const low = input.getBigUint64(0, true) ^ u64((secret64(24) ^ secret64(32)) + seed);
    const high = input.getBigUint64(size - 8, true) ^ u64((secret64(40) ^ secret64(48)) - seed);
    return avalanche(u64(BigInt(size) + swapBytes(low, 8) + high + multiplyFold(low, high)));
  }
  if (size >= 4) {
    const key = seed ^ (swapBytes(seed & 0xffffffffn, 4) << 32n);
    const both = BigInt(input.getUint32(size - 4, true)) + (BigInt(input.getUint32(0, true)) << 32n);
    let hash = both ^ u64((secret64(8) ^ secret64(16)) - key);
    hash = u64((hash ^ rotateLeft(hash, 49n) ^ rotateLeft(hash, 24n)) * 0x9fb21c651e98df25n);
    hash = u64((hash ^ ((hash >> 35n) + BigInt(size))) * 0x9fb21c651e98df25n);
    return shiftXor(hash, 28n);
  }
  if (size > 0) {
    const first = input.getUint8(0), middle = input.getUint8(size >> 1), last = input.getUint8(size - 1);
    const combined = ((first << 16) | (middle << 24) | last | (size << 8)) >>> 0;
    const flip = BigInt((defaultSecret().getUint32(0, true) ^ defaultSecret().getUint32(4, true)) >>> 0) + seed;
    return avalancheXxh64(BigInt(combined) ^ u64(flip));
  }
  return avalancheXxh64(seed ^ secret64(56) ^ secret64(64));
}

function mix16(input: DataView, offset: number, secretOffset: number, seed: bigint): bigint {
  return multiplyFold(
    input.getBigUint64(offset, true) ^ u64(secret64(secretOffset) + seed),
    input.getBigUint64(offset + 8, true) ^ u64(secret64(secretOffset + 8) - seed));
}

function hashUpto240(input: DataView, seed: bigint): bigint {
  const size = input.byteLength;
  let sum = BigInt(size) * prime64[0];
  if (size <= 128) {
    for (let pair = (size - 1) >> 5; pair >= 0; pair--) {
      sum += mix16(input, 16 * pair, 32 * pair, seed) + mix16(input, size - 16 * (pair + 1), 32 * pair + 16, seed);
    }
    return avalanche(u64(sum));
  }
  for (let round = 0; round < 8; round++) sum += mix16(input, 16 * round, 16 * round, seed);
  sum = avalanche(u64(sum));
  for (let round = 8; round < size >> 4; round++) sum += mix16(input, 16 * round, 16 * (round - 8) + 3, seed);
  return avalanche(u64(sum + mix16(input, size - 16, 136 - 17, seed)));
}

/** Adds a stripe of 64 bytes; `sums` holds the low and the high half of each accumulator. */
function accumulate(sums: Uint32Array, input: DataView, offset: number, secret: DataView, secretOffset: number): void {
  for (let lane = 0; lane < 16; lane += 2) {
    const low = input.getUint32(offset + 4 * lane, true), high = input.getUint32(offset + 4 * lane + 4, true);
    const left = (low ^ secret.getUint32(secretOffset + 4 * lane, true)) >>> 0;
    const right = (high ^ secret.getUint32(secretOffset + 4 * lane + 4, true)) >>> 0;
    const leftLow = left & 0xffff, leftHigh = left >>> 16, rightLow = right & 0xffff, rightHigh = right >>> 16;
    const upper = leftHigh * rightLow + ((leftLow * rightLow) >>> 16);
    const middle = leftLow * rightHigh + (upper & 0xffff);
    addTo(sums, lane, Math.imul(left, right) >>> 0, leftHigh * rightHigh + (upper >>> 16) + (middle >>> 16));
    addTo(sums, lane ^ 2, low, high);
  }
}

function addTo(sums: Uint32Array, lane: number, low: number, high: number): void {
  const sum = sums[lane]! + low;
  sums[lane] = sum;
  sums[lane + 1]! += high + (sum >= 2 ** 32 ? 1 : 0);
}

function seededSecret(seed: bigint): DataView {
  const secret = viewOf(new Uint8Array(192));
  for (let offset = 0; offset < 192; offset += 16) {
    secret.setBigUint64(offset, secret64(offset) + seed, true);
    secret.setBigUint64(offset + 8, secret64(offset + 8) - seed, true);
  }
  return secret;
}

function hashLong(input: DataView, secret: DataView): bigint {
  const size = input.byteLength;
  const state = new BigUint64Array([
    prime32[2], prime64[0], prime64[1], prime64[2], prime64[3], prime32[1], prime64[4], prime32[0],
  ]);
  const sums = new Uint32Array(state.buffer);
  const stripes = (size - 1) >>> 6;
  for (let stripe = 0; stripe < stripes; stripe++) {
    accumulate(sums, input, 64 * stripe, secret, 8 * (stripe & 15));
    if ((stripe & 15) !== 15) continue;
    for (let lane = 0; lane < 8; lane++) {
      state[lane] = (shiftXor(state[lane]!, 47n) ^ secret.getBigUint64(128 + 8 * lane, true)) * prime32[0];
    }
  }
  accumulate(sums, input, size - 64, secret, 121);
  let sum = BigInt(size) * prime64[0];
  for (let pair = 0; pair < 4; pair++) {
    sum += multiplyFold(
      state[2 * pair]! ^ secret.getBigUint64(11 + 16 * pair, true),
      state[2 * pair + 1]! ^ secret.getBigUint64(19 + 16 * pair, true));
  }
  return avalanche(u64(sum));
}

export function xxh3_64(text: string, seed?: bigint | null): bigint {
  return xxh3_64Bytes(encoder.encode(text), seed);
}

export function xxh3_64All(texts: string[], seed?: bigint | null): BigUint64Array {
  return BigUint64Array.from(texts, (text) => xxh3_64(text, seed));
}

export function xxh3_64Bytes(bytes: Uint8Array, seed?: bigint | null): bigint {
  const input = viewOf(bytes), key = u64(seed ?? 0n);
  if (bytes.length <= 16) return hashUpto16(input, key);
  if (bytes.length <= 240) return hashUpto240(input, key);
  return hashLong(input, key === 0n ? defaultSecret() : seededSecret(key));
}

// Order

export function compare(left: string, right: string): number {
  left = wellFormed(left);
  right = wellFormed(right);
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index++) {
    const ours = left.charCodeAt(index), theirs = right.charCodeAt(index);
    if (ours !== theirs) return Math.sign(rank(ours) - rank(theirs));
  }
  return Math.sign(left.length - right.length);
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index++) {
    if (left[index] !== right[index]) return left[index]! < right[index]! ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}

// Search

/** Offsets of an empty needle: before each code point and at the end. */
function* boundaries(text: string): Generator<number> {
  let offset = 0;
  for (const character of text) {
    yield offset;
    offset += character.length;
  }
  yield offset;
}

function* matches(haystack: string, needle: string): Generator<number> {
  haystack = wellFormed(haystack);
  needle = wellFormed(needle);
  if (needle === "") return yield* boundaries(haystack);
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) yield at;
}

/** Knuth, Morris and Pratt: linear however often the needle nearly matches. */
function* byteMatches(haystack: Uint8Array, needle: Uint8Array): Generator<number> {
  if (needle.length === 0) {
    for (let offset = 0; offset <= haystack.length; offset++) yield offset;
    return;
  }
  const border = new Uint32Array(needle.length + 1);  // of the prefix of that length
  for (let size = 2, matched = 0; size <= needle.length; size++) {
    while (matched > 0 && needle[matched] !== needle[size - 1]) matched = border[matched]!;
    if (needle[matched] === needle[size - 1]) matched++;
    border[size] = matched;
  }
  for (let offset = 0, matched = 0; offset < haystack.length; offset++) {
    if (matched === 0) {
      offset = haystack.indexOf(needle[0]!, offset);
      if (offset < 0) return;
    }
    while (matched > 0 && needle[matched] !== haystack[offset]) matched = border[matched]!;
    if (needle[matched] === haystack[offset]) matched++;
    if (matched === needle.length) {
      yield offset + 1 - matched;
      matched = 0;
    }
  }
}

function countOf(offsets: Generator<number>): number {
  let count = 0;
  while (offsets.next().done !== true) count++;
  return count;
}

export function findFirst(haystack: string, needle: string): number | undefined {
  return matches(haystack, needle).next().value as number | undefined;
}

export function findFirstBytes(haystack: Uint8Array, needle: Uint8Array): number | undefined {
  return byteMatches(haystack, needle).next().value as number | undefined;
}

export function findAll(haystack: string, needle: string): Uint32Array {
  return Uint32Array.from(matches(haystack, needle));
}

export function findAllBytes(haystack: Uint8Array, needle: Uint8Array): Uint32Array {
  return Uint32Array.from(byteMatches(haystack, needle));
}

export function count(haystack: string, needle: string): number {
  return countOf(matches(haystack, needle));
}

export function countBytes(haystack: Uint8Array, needle: Uint8Array): number {
  return countOf(byteMatches(haystack, needle));
}

export function replaceAll(haystack: string, needle: string, replacement: string): string {
  haystack = wellFormed(haystack);
  replacement = wellFormed(replacement);
  if (needle === "") return replacement + Array.from(haystack, (character) => character + replacement).join("");
  return haystack.replaceAll(wellFormed(needle), () => replacement);
}

export function replaceAllBytes(haystack: Uint8Array, needle: Uint8Array, replacement: Uint8Array): Uint8Array {
  const offsets = findAllBytes(haystack, needle);
  const output = new Uint8Array(haystack.length + offsets.length * (replacement.length - needle.length));
  let copied = 0, written = 0;
  for (const offset of offsets) {
    output.set(haystack.subarray(copied, offset), written);
    written += offset - copied;
    output.set(replacement, written);
    written += replacement.length;
    copied = offset + needle.length;
  }
  output.set(haystack.subarray(copied), written);
  return output;
}

// Distance

export function levenshtein(left: string, right: string): number {
  return distanceUpto(left, right, Infinity);
}

export function levenshteinAll(text: string, others: string[]): Uint32Array {
  return Uint32Array.from(others, (other) => levenshtein(text, other));
}

export function levenshteinBounded(left: string, right: string, limit: number): number | undefined {
  const distance = distanceUpto(left, right, limit);
  return distance <= limit ? distance : undefined;
}

/** The distance, or something above `limit`. */
function distanceUpto(left: string, right: string, limit: number): number {
  let rows = codePoints(left), columns = codePoints(right);
  if (rows.length > columns.length) [rows, columns] = [columns, rows];
  if (columns.length - rows.length > limit) return limit + 1;
  const across = new Int8Array(columns.length).fill(1);
  let distance = columns.length;
  for (let top = 0; top < rows.length; top += 32) {
    const least = pass(rows.subarray(top, top + 32), columns, across, top);
    if (least > limit) return limit + 1;
  }
  if (rows.length > 0) distance = across.reduce((sum, difference) => sum + difference, rows.length);
  return distance;
}

/** Myers' method over up to 32 rows; `across` as in distance.cc. Returns the least value of the last row. */
function pass(rows: Uint32Array, columns: Uint32Array, across: Int8Array, top: number): number {
  const masks = new Map<number, number>();
  rows.forEach((codePoint, row) => masks.set(codePoint, (masks.get(codePoint) ?? 0) | (1 << row)));
  const lastRow = rows.length - 1;
  let more = -1, less = 0, value = top + rows.length, least = value;
  for (let column = 0; column < columns.length; column++) {
    const entersMore = across[column]! > 0 ? 1 : 0, entersLess = across[column]! < 0 ? 1 : 0;
    let same = masks.get(columns[column]!) ?? 0;
    const diagonal = same | less;
    same |= entersLess;
    const zero = (((same & more) + more) ^ more) | same;
    let rightMore = less | ~(zero | more), rightLess = more & zero;
    const leaves = ((rightMore >>> lastRow) & 1) - ((rightLess >>> lastRow) & 1);
    across[column] = leaves;
    value += leaves;
    if (value < least) least = value;
    rightMore = (rightMore << 1) | entersMore;
    rightLess = (rightLess << 1) | entersLess;
    more = rightLess | ~(diagonal | rightMore);
    less = rightMore & diagonal;
  }
  return least;
}

// UTF-8

interface Fault {
  code: Utf8Fault;
  offset: number;
}

export function firstInvalidUtf8(bytes: Uint8Array): number | undefined {
  return firstFault(bytes)?.offset;
}

export function utf16Length(bytes: Uint8Array): number {
  const fault = firstFault(bytes);
  if (fault !== undefined) throw new SinterError(fault.code, fault.offset);
  let units = 0;
  for (let index = 0; index < bytes.length; index++) {
    if ((bytes[index]! & 0xc0) !== 0x80) units += bytes[index]! >= 0xf0 ? 2 : 1;
  }
  return units;
}

export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}

function firstFault(bytes: Uint8Array): Fault | undefined {
  for (let offset = 0; offset < bytes.length;) {
    const lead = bytes[offset]!;
    if (lead < 0x80) {
      offset++;
      continue;
    }
    const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const code = faultOfLead(lead) ?? faultOfRest(bytes, offset, size);
    if (code !== undefined) return { code, offset };
    offset += size;
  }
  return undefined;
}

function faultOfLead(lead: number): Utf8Fault | undefined {
  if (lead < 0xc0) return "unexpected_continuation";
  if (lead < 0xc2) return "overlong";
  if (lead >= 0xf8) return "invalid_lead";
  return lead >= 0xf5 ? "above_maximum" : undefined;
}

function faultOfRest(bytes: Uint8Array, offset: number, size: number): Utf8Fault | undefined {
  for (let index = 1; index < size; index++) {
    const byte = bytes[offset + index];
    if (byte === undefined) return "truncated";
    if ((byte & 0xc0) !== 0x80) return "missing_continuation";
    const code = index === 1 ? faultOfSecond(bytes[offset]!, byte) : undefined;
    if (code !== undefined) return code;
  }
  return undefined;
}

function faultOfSecond(lead: number, second: number): Utf8Fault | undefined {
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90)) return "overlong";
  if (lead === 0xed && second > 0x9f) return "surrogate";
  return lead === 0xf4 && second > 0x8f ? "above_maximum" : undefined;
}

// Envelopes

export function messageEnvelopes(messages: Message[]): string {
  return messages.map((message, index) => `${envelope(message, index)}\n`).join("");
}

export function messageEnvelope(message: Message): string {
  return envelope(message, 0);
}

function envelope(message: Message, offset: number): string {
  if (!Number.isSafeInteger(message.timestamp)) throw new SinterError("timestamp_not_whole", offset);
  const id = JSON.stringify(wellFormed(message.id)), sender = JSON.stringify(wellFormed(message.sender));
  const payload = JSON.stringify(wellFormed(message.payload));
  return `{"id":${id},"sender":${sender},"timestamp":${message.timestamp},"payload":${payload}}`;
}
