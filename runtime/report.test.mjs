// What the runtime says about itself: counts that add up, quantiles within their stated
// error, a table, Prometheus text, and changes between two reports that are no chance.
import assert from "node:assert/strict";
import { test } from "node:test";

import { compareReports, createRuntime, pluginOf, reportPrometheus, reportText } from "./testing.mjs";

const text = await pluginOf("text");
const memory = await pluginOf("memory");

/** A clock that only moves when the work of a call does: `cost(method)` milliseconds. */
function withClock() {
  const clock = { ms: 0 };
  const real = performance.now;
  performance.now = () => clock.ms;
  return { clock, restore: () => (performance.now = real) };
}

/** `plugin` whose implementations take the milliseconds that `cost` says. */
function timed(plugin, clock, cost) {
  const slow = (functions, method) =>
    Object.fromEntries(Object.entries(functions).map(([name, inner]) => [name, typeof inner !== "function" ? inner : (...values) => ((clock.ms += cost(method)), inner(...values))]));
  return {
    ...plugin,
    glue: async () => {
      const { loadFrom } = await plugin.glue();
      return { loadFrom: async (sources, options) => slow(await loadFrom(sources, options), options.variant) };
    },
    javascript: async () => {
      const javascript = await plugin.javascript();
      return { ...javascript, twin: slow(javascript.twin, "twin") };
    },
  };
}

async function runWith(cost, calls = 8000) {
  const { clock, restore } = withClock();
  try {
    const runtime = await createRuntime({ modules: [timed(text, clock, cost)] });
    const { fnv1a32 } = await runtime.load("text");
    for (let call = 0; call < calls; call++) fnv1a32("abc");
    return runtime;
  } finally {
    restore();
  }
}

test("every call is counted, sampled or not", async () => {
  const runtime = await createRuntime({ modules: [text] });
  const { findFirst, findFirstBytes } = await runtime.load("text");
  for (let call = 0; call < 12_345; call++) findFirst("the cat", "cat");
  for (let call = 0; call < 9; call++) await runtime.execute("text", "findFirst", "the cat", "cat");
  for (let call = 0; call < 7; call++) findFirstBytes(new Uint8Array(10_000), [1]);
  const operations = Object.fromEntries(runtime.report().operations.map((entry) => [entry.operation, entry]));
  assert.equal(operations.findFirst.calls, 12_354);
  assert.equal(operations.findFirstBytes.calls, 7);
  assert.equal(operations.findFirstBytes.choices[0].bytesMax, 524288);
  // Bytes of calls that were not sampled are taken to be those of the next: exact for equal calls, up to the last sample.
  assert.ok(Math.abs(operations.findFirst.bytes - 123_450) < 2570, `${operations.findFirst.bytes}`);
});

test("the order that was measured says who is asked first, for each class of sizes", async () => {
  const ordered = { ...text, operations: { ...text.operations, findFirst: "11:3,1,03,0" } };
  const runtime = await createRuntime({ modules: [ordered], deterministic: true });
  const methodFor = async (size) => (await runtime.execute("text", "findFirst", "x".repeat(size), "y")).method;
  assert.equal(await methodFor(100), "twin");
  assert.notEqual(runtime.report().modules[0].methods.simd, "ready", "nobody waits for what is not asked");
  await runtime.load("text");
  assert.deepEqual([await methodFor(100), await methodFor(300), await methodFor(10_000), await methodFor(600_000)], ["twin", "simd", "simd", "simd"]);
  assert.equal(runtime.report().modules[0].methods.baseline, "idle", "a second instance is not made for one operation");
});

test("the implementation that is faster here takes over, and the evidence says why", async () => {
  const runtime = await runWith((method) => (method === "twin" ? 0.001 : 0.0025 + 0.0001 * Math.sin(performance.now() * 1e4)));
  const [{ choices: [choice] }] = runtime.report().operations;
  assert.equal(choice.chosen, "twin");
  const [simd, twin] = ["simd", "twin"].map((name) => choice.evidence.find(({ method }) => method === name));
  assert.ok(simd.count >= 24 && twin.count >= 24);
  assert.ok(Math.abs(Math.exp(twin.mean) - 1000) < 1 && Math.abs(Math.exp(simd.mean) - 2500) < 100);
});

test("what is slower by less than a tenth does not take over, and deterministic runs try nothing", async () => {
  const close = await runWith((method) => (method === "twin" ? 0.00096 : 0.001));
  assert.equal(close.report().operations[0].choices[0].chosen, "simd");
  const { clock, restore } = withClock();
  const asked = new Set();
  const runtime = await createRuntime({ modules: [timed(text, clock, (method) => (asked.add(method), 0.001))], deterministic: true });
  const { fnv1a32 } = await runtime.load("text");
  for (let call = 0; call < 5000; call++) fnv1a32("abc");
  restore();
  assert.deepEqual([...asked], ["simd"]);
});

test("quantiles are off by at most 3.2 %", async () => {
  for (const ns of [9, 33, 100, 777, 12_345, 1e6, 3.3e8]) {
    const runtime = await runWith(() => ns / 1e6, 200);
    const [{ methods: [{ p50, p95, p99 }] }] = runtime.report().operations;
    for (const quantile of [p50, p95, p99]) assert.ok(Math.abs(quantile / ns - 1) <= 1 / 32 + 1e-9, `${quantile} for ${ns}`);
  }
});

test("without a monitor there are counts and choices, but no times to read out", async () => {
  const runtime = await createRuntime({ modules: [text], monitor: false, deterministic: true });
  const { fnv1a32 } = await runtime.load("text");
  for (let call = 0; call < 100; call++) fnv1a32("abc");
  const [{ calls, methods }] = runtime.report().operations;
  assert.equal(calls, 100);
  assert.deepEqual(methods, []);
});

test("two reports differ only by what is no chance", async () => {
  const noisy = (ns) => (method) => (ns / 1e6) * (1 + 0.2 * Math.random()) * (method === "twin" ? 3 : 1);
  const before = (await runWith(noisy(1000))).report();
  const same = compareReports(before, (await runWith(noisy(1000))).report());
  assert.ok(same.compared >= 1);
  assert.deepEqual([same.slower, same.faster], [[], []]);
  const after = (await runWith(noisy(1500))).report();
  const { slower: [change], threshold } = compareReports(before, after);
  assert.equal(`${change.module}.${change.operation} ${change.method}`, "text.fnv1a32 simd");
  assert.ok(change.ratio > 1.4 && change.ratio < 1.6 && change.significance > threshold);
  assert.equal(compareReports(after, before).faster[0].method, "simd");
  assert.ok(Math.abs(compareReports({ operations: [] }, { operations: [] }).threshold - 2.5758) < 1e-3);
});

test("the table and the text for Prometheus", async () => {
  const runtime = await runWith((method) => (method === "twin" ? 0.004 : 0.001));
  await runtime.execute("text", "nothing").catch(() => undefined);
  const shown = reportText(runtime.report());
  assert.match(shown, /^text \(@sinter\/modules [\d.]+\): simd ready, baseline idle, host ready, twin ready; [\d.]+ KiB\n/);
  assert.match(shown, /\ntext\.fnv1a32 +<= 256 B +simd +8000 +2[34]\.\d KiB +1\.0 us +4\.0 x\n/);
  const lines = reportPrometheus(runtime.report()).trimEnd().split("\n");
  assert.ok(lines.includes('sinter_calls_total{module="text",operation="fnv1a32",size="256"} 8000'));
  for (const line of lines) assert.match(line, /^(# (HELP|TYPE) sinter_\w+ .+|sinter_\w+\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\} \S+)$/);
});

test("a million mixed calls keep less than 1 MB", async () => {
  const runtime = await createRuntime({ modules: [text, memory] });
  const functions = await runtime.load("text");
  const { aggregate } = await runtime.load("memory");
  const long = "the cat sat on the mat ".repeat(40);
  const bytes = new TextEncoder().encode(long);
  const mix = (calls) => {
    for (let call = 0; call < calls; call++) {
      functions.findFirst(long, "none");
      functions.fnv1a64Bytes(bytes);
      functions.replaceAll("a b c", " ", "-");
      functions.levenshtein("kitten", "sitting");
      aggregate([1, 2, 3]);
    }
  };
  const used = () => {
    globalThis.gc();
    globalThis.gc();
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    return heapUsed + arrayBuffers + external + runtime.report().memory.bytes;
  };
  mix(20_000);
  const before = used();
  mix(200_000);
  const grown = used() - before;
  assert.ok(grown < 1_000_000, `${grown} bytes`);
  assert.equal(runtime.report().incidents.length, 0);
});

test("instances that nobody calls are given up, and come back with the next call", async (context) => {
  const runtime = await createRuntime({ modules: [text, memory], idleMs: 5 });
  const released = new Promise((done) => runtime.on("released", done));
  const alive = setInterval(() => undefined, 1000); // the runtime's own timer keeps no program alive
  context.after(() => clearInterval(alive));
  const { findFirst } = await runtime.load("text");
  const { module, bytes } = await released;
  assert.equal(module, "text");
  assert.ok(bytes >= 65536);
  assert.equal(findFirst("the cat", "cat"), 4);
  assert.equal((await runtime.execute("text", "findFirst", "the cat", "cat")).result, 4);
  await runtime.preload("text");
  assert.ok(runtime.report().memory.bytes >= 65536);
  runtime.dispose();
});
