// What a bound call costs beside a hand-written one on the same wasm:
//
//   node bench/bind/calls.mjs [ROUNDS]
//
// Both run in one process, in turns of a few hundred microseconds, so that whatever slows
// the machine slows both. Prints the median time of a call, and the median of the ratios
// of neighbouring turns.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { bind, compile, repository } from "../../tests/e2e/bind/build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-calls-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const wasm = compile("calls", [path.join(repository, "bench/bind/calls.cc")], folder, "simd", ["-O3", "-flto"]);
const { load } = await import(pathToFileURL(bind("calls", [wasm], path.join(folder, "out"))));
const bound = await load();

/** What somebody would write who trusts the caller and knows the sizes. */
function handWritten(exports) {
  exports._initialize();
  const arena = exports.sinter_allocate(65536);
  const bytes = new Uint8Array(exports.memory.buffer);
  const doubles = new Float64Array(exports.memory.buffer);
  const words = new Uint32Array(exports.memory.buffer);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return {
    greet(name) {
      let size = name.length;
      if (size > 32) size = encoder.encodeInto(name, bytes.subarray(arena, arena + 65536)).written;
      else for (let index = 0; index < size; index++) bytes[arena + index] = name.charCodeAt(index);
      const slot = exports.greet(arena, size) >>> 2;
      return decoder.decode(bytes.subarray(words[slot], words[slot] + words[slot + 1]));
    },
    move(point, dx, dy) {
      const at = exports.move(point.x, point.y, dx, dy) >>> 3;
      return { x: doubles[at], y: doubles[at + 1] };
    },
    lastX(points) {
      let at = arena >>> 3;
      for (const { x, y } of points) {
        doubles[at++] = x;
        doubles[at++] = y;
      }
      return exports.last_x(arena, points.length);
    },
    circle(count) {
      const slot = exports.circle(count) >>> 2;
      const points = [];
      for (let at = words[slot] >>> 3, end = at + words[slot + 1] * 2; at < end; at += 2) points.push({ x: doubles[at], y: doubles[at + 1] });
      return points;
    },
    add: (a, b) => exports.add(a, b),
    textSize(text) {
      for (let index = 0; index < text.length; index++) bytes[arena + index] = text.charCodeAt(index);
      return exports.text_size(arena, text.length) >>> 0;
    },
    firstAndLast(values) {
      doubles.set(values, arena >>> 3);
      return exports.first_and_last(arena, values.length);
    },
    Counter: class Counter {
      constructor(value) {
        this.at = exports["Counter.new"](value);
      }
      add(step) {
        return exports["Counter.add"](this.at, step);
      }
      dispose() {
        exports["~Counter"](this.at);
        this.at = 0;
      }
    },
    weighted(from, times, weight) {
      lent[state.count] = weight;
      const result = exports.weighted(from, times, state.count++);
      state.count--;
      return result;
    },
  };
}
const lent = [];
const state = { slots: undefined, count: 0 };
const callbacks = {
  call: (id, slot) => {
    const { slots } = state;
    slots[slot >>> 3] = lent[id](slots[slot >>> 3]);
    return 0;
  },
};
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { sinter: callbacks });
const hand = handWritten(instance.exports);
// Not before the arena is made: memory that grew has another buffer, and reads of the old one are slow and undefined.
state.slots = new Float64Array(instance.exports.memory.buffer);
const counters = new Map([bound, hand].map((face) => [face, new face.Counter(1)]));
const half = (value) => value * 0.5 + 1;

const texts = Array.from({ length: 64 }, (_, index) => `text ${String(index).padStart(3, "0")}`);
const doubles = Float64Array.from({ length: 1000 }, (_, index) => index / 3);
const few = doubles.slice(0, 16);
const longTexts = texts.map((text) => text.padEnd(200, " and more"));
const points = Array.from({ length: 100 }, (_, index) => ({ x: index / 3, y: -index }));
const plain = Array.from({ length: 1000 }, (_, index) => index / 3);
const cases = {
  "add(int, int)": [20_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum = face.add(sum, i) & 0xffff; return sum; }],
  "method call": [20_000, (face, count) => { const counter = counters.get(face); let sum = 0; for (let i = 0; i < count; i++) sum += counter.add(i); return sum; }],
  "new, a call and dispose": [4_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) { const counter = new face.Counter(i); sum += counter.add(1); counter.dispose(); } return sum; }],
  "a callback, 1 in a call": [8_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.weighted(i, 1, half); return sum; }],
  "a callback, 100 in a call": [100, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.weighted(i, 100, half); return sum; }],
  "string of 8 characters in": [4_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.textSize(texts[i & 63]); return sum; }],
  "greet(8 characters)": [2_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.greet(texts[i & 63]).length; return sum; }],
  "greet(200 characters)": [1_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.greet(longTexts[i & 63]).length; return sum; }],
  "struct of two doubles in and out": [10_000, (face, count) => { let point = { x: 1, y: 2 }; for (let i = 0; i < count; i++) point = face.move(point, i, 1); return point.x; }],
  "16 doubles in (Float64Array)": [4_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.firstAndLast(few); return sum; }],
  "100 structs in": [400, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.lastX(points); return sum; }],
  "100 structs out": [400, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.circle(100).length; return sum; }],
  "1,000 doubles in (Float64Array)": [1_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.firstAndLast(doubles); return sum; }],
  "1,000 doubles in (array)": [300, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.firstAndLast(plain); return sum; }],
};

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const rounds = Number(process.argv[2] ?? 400);
console.log(`| call | bound, ns | hand-written, ns | ratio |\n|---|---|---|---|`);
for (const [name, [count, body]] of Object.entries(cases)) {
  // One copy of the loop for each, or the second would run code the first one shaped.
  const loops = [bound, hand].map((face) => [new Function(`return ${body}`)(), face]);
  Object.assign(globalThis, { texts, longTexts, doubles, few, plain, points, counters, half });
  assert.equal(...loops.map(([loop, face]) => loop(face, count)), name);
  const turn = ([loop, face]) => {
    const start = process.hrtime.bigint();
    loop(face, count);
    return Number(process.hrtime.bigint() - start) / count;
  };
  for (let warm = 0; warm < 60; warm++) loops.map(turn);
  const times = [[], []];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) times[which].push(turn(loops[which]));
  }
  const ratios = times[0].map((time, round) => time / times[1][round]);
  console.log(`| ${name} | ${median(times[0]).toFixed(1)} | ${median(times[1]).toFixed(1)} | ${median(ratios).toFixed(2)} |`);
}
