// Nothing breaks the caller: each test takes something away, gets the same results as
// before, and finds one line about it in the report.
import assert from "node:assert/strict";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";

import { copyOfModules, createRuntime, incidentsOf, pluginOf } from "./testing.mjs";

const text = await pluginOf("text");
const original = globalThis.WebAssembly;
const validate = WebAssembly.validate;
afterEach(() => {
  globalThis.WebAssembly = original;
  WebAssembly.validate = validate;
});

/** The same few calls everywhere, of which one is a fault. */
function assertAnswers(functions) {
  assert.equal(functions.findFirst("the cat sat", "sat"), 8);
  assert.deepEqual(functions.findAll("abcabc", "c"), Uint32Array.of(2, 5));
  assert.equal(functions.fnv1a64("hello"), 0xa430d84680aabd0bn);
  assert.throws(() => functions.utf16Length(Uint8Array.of(0x61, 0xff)), { code: "invalid_lead", offset: 1, where: "utf16Length" });
}

async function answersOf(options, expected) {
  const runtime = await createRuntime(options);
  const functions = await runtime.load("text");
  assertAnswers(functions);
  const { method, accelerated } = await runtime.execute("text", "findFirst", "the cat sat", "sat");
  assert.equal(method, expected);
  assert.equal(accelerated, expected !== "twin" && expected !== "host");
  return runtime;
}

test("with all there is, simd answers and nothing is reported", async () => {
  assert.deepEqual(incidentsOf(await answersOf({ modules: [text], deterministic: true }, "simd")), []);
});

test("without WebAssembly", async () => {
  globalThis.WebAssembly = undefined;
  assert.deepEqual(incidentsOf(await answersOf({ modules: [text] }, "twin")), ["text simd unsupported", "text baseline unsupported"]);
});

test("where a policy forbids compiling", async () => {
  class Module {
    constructor() {
      throw new original.CompileError("blocked by CSP");
    }
  }
  globalThis.WebAssembly = Object.assign(Object.create(original), { Module });
  assert.deepEqual(incidentsOf(await answersOf({ modules: [text] }, "twin")), ["text simd unsupported", "text baseline unsupported"]);
});

test("without SIMD", async () => {
  WebAssembly.validate = () => false;
  assert.deepEqual(incidentsOf(await answersOf({ modules: [text], deterministic: true }, "baseline")), ["text simd unsupported"]);
});

test("JavaScript answers small arguments while wasm is still on its way, if nobody asked for one order", async () => {
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  const slow = { ...text, glue: () => arrived.then(() => text.glue()) };
  const runtime = await createRuntime({ modules: [slow] });
  assert.equal((await runtime.execute("text", "fnv1a64", "hello")).method, "twin");
  const large = runtime.execute("text", "fnv1a64", "x".repeat(10_000));
  assert.equal(runtime.report().modules[0].methods.simd, "idle", "nothing of wasm is asked for before that answer");
  arrive();
  assert.equal((await large).method, "simd");
  await runtime.load("text");
  assert.equal((await runtime.execute("text", "fnv1a64", "hello")).method, "simd");
  assert.equal((await (await createRuntime({ modules: [text], deterministic: true })).execute("text", "fnv1a64", "hello")).method, "simd");
});

test("turned off, or disposed of, while an instance is made: there is none afterwards", async () => {
  for (const turnOff of [(runtime) => runtime.useWasm(false), (runtime) => runtime.dispose()]) {
    const runtime = await createRuntime({ modules: [text], deterministic: true });
    const loading = runtime.load("text");
    await Promise.resolve();
    turnOff(runtime);
    assertAnswers(await loading);
    assert.equal((await runtime.execute("text", "findFirst", "the cat sat", "sat")).method, "twin");
    assert.equal(runtime.report().memory.bytes, 0);
    assert.deepEqual(incidentsOf(runtime), []);
  }
});

test("turned off by option, by environment and in the middle", async () => {
  assert.deepEqual(incidentsOf(await answersOf({ modules: [text], wasm: false }, "twin")), []);
  process.env.SINTER_WASM = "off";
  await answersOf({ modules: [text] }, "twin");
  delete process.env.SINTER_WASM;

  const runtime = await createRuntime({ modules: [text], deterministic: true });
  const functions = await runtime.load("text");
  const methodNow = async () => (await runtime.execute("text", "findFirst", "the cat sat", "sat")).method;
  assert.equal(await methodNow(), "simd");
  runtime.useWasm(false);
  assertAnswers(functions);
  assert.equal(await methodNow(), "twin");
  assert.equal(runtime.report().memory.bytes, 0);
  runtime.useWasm(true);
  await runtime.load("text");
  assertAnswers(functions);
  assert.equal(await methodNow(), "simd");
});

test("a file that is not there, cut short, or changed in one byte", async () => {
  const spoil = {
    wasm_missing: (file) => rmSync(file),
    wasm_differs: (file) => truncateSync(file, 5000),
    "wasm_differs again": (file) => {
      const bytes = readFileSync(file);
      bytes[bytes.length - 100] ^= 1;
      writeFileSync(file, bytes);
    },
  };
  for (const [what, change] of Object.entries(spoil)) {
    const folder = copyOfModules();
    const plugin = await pluginOf("text", folder);
    change(join(folder, "text/text.simd.wasm"));
    const code = what.split(" ")[0];
    assert.deepEqual(incidentsOf(await answersOf({ modules: [plugin], deterministic: true }, "baseline")), [`text simd ${code}`]);
    change(join(folder, "text/text.baseline.wasm"));
    assert.deepEqual(incidentsOf(await answersOf({ modules: [plugin] }, "twin")), [`text simd ${code}`, `text baseline ${code}`]);
  }
});

test("a file that comes back is taken again", async () => {
  const folder = copyOfModules();
  const plugin = await pluginOf("text", folder);
  const file = join(folder, "text/text.simd.wasm");
  const bytes = readFileSync(file);
  rmSync(file);
  rmSync(join(folder, "text/text.baseline.wasm"));
  const runtime = await answersOf({ modules: [plugin], deterministic: true }, "twin");
  writeFileSync(file, bytes);
  runtime.useWasm(true);
  await runtime.preload("text");
  assert.equal((await runtime.execute("text", "findFirst", "the cat sat", "sat")).method, "simd");
  assert.ok(incidentsOf(runtime).includes("text simd recovered"));
});

/** A plug-in whose wasm traps or runs out of memory while `broken` is set. */
async function breakable(plugin) {
  const state = { broken: undefined, instances: 0 };
  const { loadFrom } = await plugin.glue();
  const glue = async () => ({
    loadFrom: async (...values) => {
      const functions = await loadFrom(...values);
      state.instances++;
      let dead;
      const breaking = (name, inner) => (...given) => {
        if (dead) throw Object.assign(new Error("gone"), { code: "instance_dead" });
        if (state.broken === undefined || state.broken.operation !== name) return inner(...given);
        const error = Object.assign(new Error("it broke"), { code: state.broken.code });
        if (error.code === "trap") dead = true;
        throw error;
      };
      return Object.fromEntries(Object.entries(functions).map(([name, value]) => [name, typeof value === "function" ? breaking(name, value) : value]));
    },
  });
  return { state, plugin: { ...plugin, glue } };
}

test("a trap in the middle of calls: the same result, and wasm again afterwards", async () => {
  const { state, plugin } = await breakable(text);
  const runtime = await createRuntime({ modules: [plugin], deterministic: true });
  const functions = await runtime.load("text");
  const methodNow = async () => (await runtime.execute("text", "findFirst", "the cat sat", "sat")).method;
  assertAnswers(functions);
  state.broken = { operation: "findFirst", code: "trap" };
  assertAnswers(functions);
  state.broken = undefined;
  assert.deepEqual(incidentsOf(runtime), ["text simd trap"]);
  await runtime.preload("text");
  assert.equal(await methodNow(), "simd");
  assert.equal(state.instances, 2);
  assert.deepEqual(incidentsOf(runtime), ["text simd trap", "text simd recovered"]);
});

test("no room for one call: another answers it, and wasm goes on with the next", async () => {
  const { state, plugin } = await breakable(text);
  const runtime = await createRuntime({ modules: [plugin], deterministic: true });
  const functions = await runtime.load("text");
  state.broken = { operation: "findFirst", code: "out_of_memory" };
  assertAnswers(functions);
  assert.deepEqual(incidentsOf(runtime), ["text simd out_of_memory"]);
  assert.equal((await runtime.execute("text", "fnv1a32", "a")).method, "simd");
});

test("a memory limit that no instance keeps", async () => {
  const runtime = await answersOf({ modules: [text], memoryBytesMax: 1000 }, "twin");
  assert.deepEqual(incidentsOf(runtime), ["text simd memory_limit", "text baseline memory_limit"]);
  assert.equal(runtime.report().memory.bytes, 0);
});

test("arguments that do not fit into the memory limit", async () => {
  const runtime = await createRuntime({ modules: [text], deterministic: true, memoryBytesMax: 2 ** 21 });
  const { findFirst } = await runtime.load("text");
  for (let call = 0; call < 3; call++) assert.equal(findFirst("x".repeat(2 ** 20), "y"), undefined);
  assert.deepEqual(runtime.report().incidents.map(({ what, count }) => [what, count]), [["memory_limit", 3]]);
  assert.ok(runtime.report().memory.bytes <= 2 ** 21);
  assert.equal((await runtime.execute("text", "findFirst", "abc", "b")).method, "simd");
});

test("state stays with one instance, and its loss is told", async () => {
  const { state, plugin } = await breakable(await pluginOf("memory"));
  const runtime = await createRuntime({ modules: [plugin] });
  const memory = await runtime.load("memory");
  memory.poolCreate("blocks", 16, 4);
  const block = memory.poolTake("blocks");
  for (let index = 0; index < 1000; index++) memory.poolWrite("blocks", block, 0, [index & 255]);
  assert.deepEqual(memory.poolRead("blocks", block, 0, 1), Uint8Array.of(999 & 255));
  runtime.useWasm(false);
  assert.equal(memory.poolStatistics("blocks").currentCount, 1, "an instance with state is not given up");
  runtime.useWasm(true);
  state.broken = { operation: "poolTake", code: "trap" };
  assert.throws(() => memory.poolTake("blocks"), { code: "trap" });
  state.broken = undefined;
  await runtime.preload("memory");
  assert.throws(() => memory.poolTake("blocks"), { code: "unknown_pool" });
  assert.equal(memory.poolCreate("blocks", 16, 4), 80);
});
