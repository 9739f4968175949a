// The memory module in plain TypeScript: the same operations, the same results bit for bit,
// the same faults. It stands in where wasm cannot run, and it is what the tests hold the
// wasm builds against. The formulas and their sources are in aggregate.h; the order of every
// floating-point operation here is the one fixed there.

export type MemoryFault =
  | "empty_input" | "not_a_number" | "out_of_range" | "out_of_memory" | "bad_size" | "bad_alignment"
  | "unknown_pool" | "pool_exists" | "pool_exhausted" | "block_not_taken" | "unknown_arena";

export interface Aggregate {
  count: number;
  min: number;
  max: number;
  mean: number;
  standardDeviation: number;
  p50: number;
  p95: number;
  p99: number;
}

export interface Range {
  offset: number;
  sizeBytes: number;
}

export interface PoolStatistics {
  blockBytes: number;
  blockCount: number;
  currentCount: number;
  peakCount: number;
  currentBytes: number;
  reservedBytes: number;
  allocationCount: number;
}

export interface ArenaStatistics {
  currentBytes: number;
  peakBytes: number;
  reservedBytes: number;
  chunkCount: number;
  allocationCount: number;
}

export interface AllocatorStatistics {
  currentBytes: number;
  peakBytes: number;
  reservedBytes: number;
  currentCount: number;
  allocationCount: number;
}

class SinterError extends Error {
  override readonly name = "SinterError";
  constructor(readonly code: MemoryFault, readonly offset: number) {
    super(`${code} at ${offset}`);
  }
}

function fault(code: MemoryFault, offset = 0): never {
  throw new SinterError(code, offset);
}

/** Memory that cannot be had is a fault here too. */
function allocate<T>(make: () => T): T {
  try {
    return make();
  } catch {
    return fault("out_of_memory");
  }
}

// ---- aggregate

export function aggregate(values: Float64Array): Aggregate {
  const count = values.length;
  if (count === 0) fault("empty_input");
  const sorted = allocate(() => new Float64Array(count));
  let min = values[0]! + 0;
  let max = min;
  for (let i = 0; i < count; i++) {
    const value = values[i]! + 0; // -0 becomes 0
    if (Number.isNaN(value)) fault("not_a_number", i);
    sorted[i] = value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const { mean, standardDeviation } = moments(sorted, min, max);
  const p50 = quantile(sorted, 50, 0);
  // Rounding can put the later of two quantiles between the same neighbours below the earlier.
  const p95 = larger(quantile(sorted, 95, rankOf(50, count)), p50);
  const p99 = larger(quantile(sorted, 99, rankOf(95, count)), p95);
  return { count, min, max, mean, standardDeviation, p50, p95, p99 };
}

function moments(values: Float64Array, min: number, max: number): { mean: number; standardDeviation: number } {
  if (min === -Infinity || max === Infinity) return { mean: min + max, standardDeviation: NaN };
  if (min === max) return { mean: min, standardDeviation: 0 };
  const count = values.length;
  const scale = scaleFor(Math.max(Math.abs(min), Math.abs(max)));
  const mean = sum(values, scale.into, 0).deviations / count;
  const around = sum(values, scale.into, mean);
  const correction = (around.deviations * around.deviations) / count;
  const variance = (around.squares - correction) / count;
  const unscaled = mean * scale.out;
  return {
    mean: unscaled < min ? min : unscaled > max ? max : unscaled,
    standardDeviation: Math.sqrt(variance < 0 ? 0 : variance) * scale.out,
  };
}

const bits = new DataView(new ArrayBuffer(8));

function powerOfTwo(biasedExponent: number): number {
  bits.setUint32(0, biasedExponent << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

function scaleFor(magnitudeMax: number): { into: number; out: number } {
  bits.setFloat64(0, magnitudeMax);
  const exponent = (bits.getUint32(0) >>> 20) & 0x7ff;
  const into = Math.min(Math.max(2046 - exponent, 1), 2045);
  return { into: powerOfTwo(into), out: powerOfTwo(2046 - into) };
}

/** Sums of `value * scale - center` and of its squares: value i in lane i mod 4, each lane compensated. */
function sum(values: Float64Array, scale: number, center: number): { deviations: number; squares: number } {
  const sums = new Float64Array(4);
  const lost = new Float64Array(4);
  const squareSums = new Float64Array(4);
  const squareLost = new Float64Array(4);
  for (let i = 0; i < values.length; i++) {
    const lane = i & 3;
    const deviation = values[i]! * scale - center;
    addCompensated(sums, lost, lane, deviation);
    addCompensated(squareSums, squareLost, lane, deviation * deviation);
  }
  return { deviations: join(sums, lost), squares: join(squareSums, squareLost) };
}

function addCompensated(sums: Float64Array, lost: Float64Array, lane: number, value: number): void {
  const before = sums[lane]!;
  const total = before + value;
  const added = total - before;
  lost[lane] = lost[lane]! + (before - (total - added) + (value - added));
  sums[lane] = total;
}

function join(sums: Float64Array, lost: Float64Array): number {
  const total = new Float64Array(1);
  const totalLost = new Float64Array(1);
  let lanesLost = 0;
  for (let lane = 0; lane < 4; lane++) {
    addCompensated(total, totalLost, 0, sums[lane]!);
    lanesLost += lost[lane]!;
  }
  return total[0]! + (totalLost[0]! + lanesLost);
}

function larger(value: number, other: number): number {
  return value < other ? other : value;
}

/** The place a quantile starts from, as in aggregate.h: exact, because the percentage is whole. */
function rankOf(percent: number, count: number): number {
  return Math.floor(((count - 1) * percent) / 100);
}

/** Values before `known`, the rank of an earlier quantile, are no larger than those from there on. */
function quantile(values: Float64Array, percent: number, known: number): number {
  const rank = rankOf(percent, values.length);
  const fraction = (((values.length - 1) * percent) % 100) / 100;
  const lower = select(values.subarray(known), rank - known);
  if (fraction === 0) return lower;
  let upper = values[rank + 1]!;
  for (let i = rank + 2; i < values.length; i++) if (values[i]! < upper) upper = values[i]!;
  if (lower === upper) return lower;
  const between = lower * (1 - fraction) + upper * fraction;
  return between < lower ? lower : between > upper ? upper : between;
}

/** The value of this rank; reorders so that none after it is smaller, none before it larger. */
function select(values: Float64Array, rank: number): number {
  let first = 0;
  let end = values.length;
  let roundsLeft = 3 * (32 - Math.clz32(end));
  while (roundsLeft-- > 0) {
    const pivot = medianOfThree(values, first, end - first);
    const smaller = partitionSmaller(values, first, end, pivot);
    if (rank < smaller) {
      end = smaller;
    } else if (smaller !== first) {
      first = smaller;
    } else {
      first = partitionEqual(values, first, end, pivot);
      if (rank < first) return pivot;
    }
  }
  values.subarray(first, end).sort(); // unlucky pivots: bounded, if not linear
  return values[rank]!;
}

// Written out twice and without a branch on the value: a closure or a mispredicted branch
// for every value would cost more than all the rest.

function partitionSmaller(values: Float64Array, first: number, end: number, pivot: number): number {
  let front = first;
  for (let i = first; i < end; i++) {
    const value = values[i]!;
    values[i] = values[front]!;
    values[front] = value;
    front += +(value < pivot);
  }
  return front;
}

function partitionEqual(values: Float64Array, first: number, end: number, pivot: number): number {
  let front = first;
  for (let i = first; i < end; i++) {
    const value = values[i]!;
    values[i] = values[front]!;
    values[front] = value;
    front += +(value === pivot);
  }
  return front;
}

function medianOfThree(values: Float64Array, first: number, count: number): number {
  const quarter = Math.floor(count / 4);
  const a = values[first + quarter]!;
  const b = values[first + Math.floor(count / 2)]!;
  const c = values[first + count - 1 - quarter]!;
  const low = a < b ? a : b;
  const high = a < b ? b : a;
  return c < low ? low : c < high ? c : high;
}

// ---- bytes

/** Returns the size of the range if it lies within so many bytes; a fault at its first place outside otherwise. */
function check(range: Range, sizeBytes: number): number {
  const offset = range.offset >>> 0;
  const wanted = range.sizeBytes >>> 0;
  if (offset > sizeBytes) fault("out_of_range", offset);
  if (wanted > sizeBytes - offset) fault("out_of_range", sizeBytes);
  return wanted;
}

export function copy(destination: Uint8Array, source: Uint8Array, destinationOffset: number): number {
  const offset = destinationOffset >>> 0;
  const sizeBytes = check({ offset, sizeBytes: source.length }, destination.length);
  destination.set(source, offset);
  return sizeBytes;
}

export function copyWithin(bytes: Uint8Array, destinationOffset: number, source: Range): number {
  const offset = source.offset >>> 0;
  const sizeBytes = check(source, bytes.length);
  check({ offset: destinationOffset, sizeBytes }, bytes.length);
  bytes.copyWithin(destinationOffset >>> 0, offset, offset + sizeBytes);
  return sizeBytes;
}

export function compare(left: Uint8Array, right: Uint8Array): number {
  const common = Math.min(left.length, right.length);
  for (let i = 0; i < common; i++) {
    if (left[i] !== right[i]) return left[i]! < right[i]! ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}

export function fill(bytes: Uint8Array, value: number, range: Range): number {
  const sizeBytes = check(range, bytes.length);
  const offset = range.offset >>> 0;
  bytes.fill(value, offset, offset + sizeBytes);
  return sizeBytes;
}

// ---- pools

const poolNameBytesMax = 64;
const reservedBytesMax = 2 ** 30;
const listEntryBytes = 4;

interface Pool {
  statistics: PoolStatistics;
  strideBytes: number;
  bytes: Uint8Array;
  neverTaken: number; // blocks from this one on
  free: number[]; // given back last is last
  taken: Set<number>;
}

const pools = new Map<string, Pool>();
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Names are equal when their UTF-8 is: in it, half a surrogate pair is U+FFFD. */
function keyOf(name: string): string {
  return decoder.decode(encoder.encode(name));
}

function poolOf(name: string): Pool {
  return pools.get(keyOf(name)) ?? fault("unknown_pool");
}

export function poolCreate(name: string, blockBytes: number, blockCount: number): number {
  const nameBytes = encoder.encode(name).length;
  if (nameBytes === 0 || nameBytes > poolNameBytesMax) fault("bad_size");
  if (pools.has(keyOf(name))) fault("pool_exists");
  const size = blockBytes >>> 0;
  const count = blockCount >>> 0;
  if (size === 0 || count === 0 || size > reservedBytesMax) fault("bad_size");
  const strideBytes = Math.ceil(size / 16) * 16;
  const reservedBytes = (strideBytes + listEntryBytes) * count;
  if (reservedBytes > reservedBytesMax) fault("bad_size");
  pools.set(keyOf(name), {
    statistics: {
      blockBytes: size, blockCount: count, currentCount: 0, peakCount: 0,
      currentBytes: 0, reservedBytes, allocationCount: 0,
    },
    strideBytes,
    bytes: allocate(() => new Uint8Array(strideBytes * count)),
    neverTaken: 0,
    free: [],
    taken: new Set(),
  });
  return reservedBytes;
}

export function poolDestroy(name: string): number {
  const { currentCount } = poolOf(name).statistics;
  pools.delete(keyOf(name));
  return currentCount;
}

export function poolTake(name: string): number {
  const pool = poolOf(name);
  const { statistics } = pool;
  if (statistics.currentCount === statistics.blockCount) fault("pool_exhausted");
  const block = pool.free.pop() ?? pool.neverTaken++;
  pool.taken.add(block);
  statistics.currentCount++;
  statistics.allocationCount++;
  statistics.currentBytes += statistics.blockBytes;
  statistics.peakCount = Math.max(statistics.peakCount, statistics.currentCount);
  blockOf(pool, block).fill(0);
  return block;
}

export function poolGiveBack(name: string, block: number): number {
  const pool = poolOf(name);
  const number = block >>> 0;
  if (!pool.taken.delete(number)) fault("block_not_taken", number);
  pool.free.push(number);
  pool.statistics.currentBytes -= pool.statistics.blockBytes;
  return --pool.statistics.currentCount;
}

function blockOf(pool: Pool, block: number): Uint8Array {
  const number = block >>> 0;
  if (!pool.taken.has(number)) fault("block_not_taken", number);
  const begin = number * pool.strideBytes;
  return pool.bytes.subarray(begin, begin + pool.statistics.blockBytes);
}

export function poolWrite(name: string, block: number, offset: number, bytes: Uint8Array): number {
  return copy(blockOf(poolOf(name), block), bytes, offset);
}

export function poolRead(name: string, block: number, offset: number, sizeBytes: number): Uint8Array {
  const bytes = blockOf(poolOf(name), block);
  const begin = offset >>> 0;
  return bytes.slice(begin, begin + check({ offset: begin, sizeBytes }, bytes.length));
}

export function poolStatistics(name: string): PoolStatistics {
  return { ...poolOf(name).statistics };
}

// ---- arenas

const arenaAlignmentMax = 16;
const chunkBytesMax = 2 ** 20;

interface Chunk {
  begin: number; // position of its first byte
  bytes: Uint8Array;
}

interface Arena {
  firstChunkBytes: number;
  chunks: Chunk[];
  current: number; // index of the chunk that holds the mark; -1 before there is one
  statistics: ArenaStatistics;
}

const arenas = new Map<number, Arena>();
let lastArena = 0;

function arenaOf(handle: number): Arena {
  return arenas.get(handle >>> 0) ?? fault("unknown_arena", handle >>> 0);
}

const roundUp = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;
const endOf = (chunk: Chunk): number => chunk.begin + chunk.bytes.length;

export function arenaCreate(firstChunkBytes: number): number {
  const bounded = Math.min(Math.max(firstChunkBytes >>> 0, arenaAlignmentMax), chunkBytesMax);
  arenas.set(++lastArena, {
    firstChunkBytes: roundUp(bounded, arenaAlignmentMax),
    chunks: [],
    current: -1,
    statistics: { currentBytes: 0, peakBytes: 0, reservedBytes: 0, chunkCount: 0, allocationCount: 0 },
  });
  return lastArena;
}

export function arenaDestroy(arena: number): number {
  const { currentBytes } = arenaOf(arena).statistics;
  arenas.delete(arena >>> 0);
  return currentBytes;
}

export function arenaAllocate(arena: number, sizeBytes: number, alignment: number): number {
  const found = arenaOf(arena);
  const { statistics } = found;
  const size = sizeBytes >>> 0;
  const step = alignment >>> 0;
  const isPowerOfTwo = step !== 0 && (step & (step - 1)) === 0;
  if (!isPowerOfTwo || step > arenaAlignmentMax) fault("bad_alignment");
  let unused = statistics.currentBytes;
  let position = roundUp(unused, step);
  let chunk = found.chunks[found.current];
  if (chunk === undefined || position + size > endOf(chunk)) {
    const next = found.chunks[found.current + 1];
    const following = next === undefined || size > next.bytes.length ? appendChunk(found, size) : next;
    if (chunk !== undefined) chunk.bytes.fill(0, unused - chunk.begin);
    chunk = following;
    found.current++;
    position = unused = chunk.begin;
  }
  chunk.bytes.fill(0, unused - chunk.begin, position - chunk.begin + size); // gaps too: they can be read
  statistics.currentBytes = position + size;
  statistics.peakBytes = Math.max(statistics.peakBytes, statistics.currentBytes);
  statistics.allocationCount++;
  return position;
}

/** Puts a chunk with room for `sizeBytes` behind the current one, in place of all others. */
function appendChunk(arena: Arena, sizeBytes: number): Chunk {
  const current = arena.chunks[arena.current];
  const begin = current === undefined ? 0 : endOf(current);
  if (sizeBytes > reservedBytesMax - begin) fault("bad_size");
  const usual = current === undefined ? arena.firstChunkBytes : Math.min(current.bytes.length * 2, chunkBytesMax);
  const chunkBytes = roundUp(Math.max(sizeBytes, usual), arenaAlignmentMax);
  const chunk = { begin, bytes: allocate(() => new Uint8Array(chunkBytes)) };
  arena.chunks.splice(arena.current + 1, Infinity, chunk);
  arena.statistics.reservedBytes = begin + chunkBytes;
  arena.statistics.chunkCount = arena.chunks.length;
  return chunk;
}

/** The bytes at a position, if they all lie below the mark and in one chunk. */
function pieceOf(arena: Arena, position: number, sizeBytes: number): Uint8Array {
  const end = position + sizeBytes;
  if (end > arena.statistics.currentBytes) fault("out_of_range", position);
  const chunk = arena.chunks.find(({ begin, bytes }) => position >= begin && end <= begin + bytes.length);
  if (chunk !== undefined) return chunk.bytes.subarray(position - chunk.begin, end - chunk.begin);
  return sizeBytes === 0 ? new Uint8Array(0) : fault("out_of_range", position);
}

export function arenaWrite(arena: number, position: number, bytes: Uint8Array): number {
  pieceOf(arenaOf(arena), position >>> 0, bytes.length).set(bytes);
  return bytes.length;
}

export function arenaRead(arena: number, position: number, sizeBytes: number): Uint8Array {
  return pieceOf(arenaOf(arena), position >>> 0, sizeBytes >>> 0).slice();
}

export function arenaMark(arena: number): number {
  return arenaOf(arena).statistics.currentBytes;
}

export function arenaReset(arena: number, mark: number): number {
  const found = arenaOf(arena);
  const { statistics } = found;
  const wanted = mark >>> 0;
  if (wanted > statistics.currentBytes) fault("out_of_range", wanted);
  if (found.current >= 0) found.current = found.chunks.findIndex((chunk) => wanted <= endOf(chunk));
  const takenBack = statistics.currentBytes - wanted;
  statistics.currentBytes = wanted;
  return takenBack;
}

export function arenaStatistics(arena: number): ArenaStatistics {
  return { ...arenaOf(arena).statistics };
}

/** A twin has no heap of its own. */
export function allocatorStatistics(): AllocatorStatistics {
  return { currentBytes: 0, peakBytes: 0, reservedBytes: 0, currentCount: 0, allocationCount: 0 };
}
