// Numbers that are not copied: views of the module's memory, and arrays allocated in it.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-memory-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const wasm = compile("memory", [path.join(repository, "tests/e2e/bind/golden/memory.cc")], folder, "baseline", ["-O1"]);
const files = { production: bind("memory", [wasm], path.join(folder, "bare")), development: bind("memory", [wasm], path.join(folder, "watched"), ["--watch-views"]) };
const loaded = {};
for (const [name, file] of Object.entries(files)) loaded[name] = await import(pathToFileURL(file));

for (const [name, { load, SinterError }] of Object.entries(loaded)) {
  const code = (expected) => (error) => error instanceof SinterError && error.code === expected;

  test(`${name}: a view shows what C++ holds, and what is written through it`, async () => {
    const module = await load();
    const view = module.current();
    assert.equal(view.length, 100);
    view[3] = 2.5;
    view.set([1, 2], 10);
    assert.deepEqual([module.current()[3], ...module.current().subarray(10, 12)], [2.5, 1, 2]);
    assert.equal(module.sum(view), 5.5);  // in place
    module.scale(view, new Uint8Array(1));
    assert.equal(view[3], 5);
    assert.equal([...view].length, 100);
    assert.ok(view.slice(3, 4) instanceof Float32Array);
  });

  test(`${name}: an allocated array is passed without a copy, and stays good when memory moves`, async () => {
    const module = await load();
    const array = module.newFloat32Array(1000);
    const few = module.newFloat32Array(3);
    assert.deepEqual([array.length, array.values.length, array.values[999]], [1000, 1000, 0]);
    array.values.fill(0.5);
    few.values.set([1, 2, 3]);
    assert.equal(module.sum(array), 500);
    assert.equal(module.sum(few), 6);
    const before = array.values;
    module.resize(5_000_000);
    assert.equal(before.length, 0);  // memory has moved
    assert.equal(module.sum(array), 500);
    module.scale(array, new Uint8Array(1));
    module.scale(few, module.newUint8Array(20));
    assert.deepEqual([array.values[7], ...few.values], [1, 2, 4, 6]);
    array.dispose();
    for (const use of [() => array.values, () => module.sum(array), () => array.dispose()]) assert.throws(use, code("disposed"));
    few[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    assert.throws(() => few.values, code("disposed"));
  });

  test(`${name}: arrays of another type or instance, and lengths that are none, are refused`, async () => {
    const [module, other] = [await load(), await load()];
    assert.throws(() => module.scale(module.newUint8Array(20), new Uint8Array(1)), { name: "TypeError", message: /`values` must be a Float32Array/ });
    assert.throws(() => module.sum(other.newFloat32Array(20)), { name: "TypeError", message: /`values` must be a Float32Array/ });
    for (const length of [-1, 0.5, "1", undefined, 2 ** 32]) assert.throws(() => module.newFloat32Array(length), { name: "TypeError", where: "length" });
    assert.throws(() => module.newFloat32Array(2 ** 31), code("out_of_memory"));
    assert.equal(module.newFloat32Array(0).values.length, 0);
  });
}

test("development: a view that is used after memory moved says so", async () => {
  const module = await loaded.development.load();
  const view = module.current();
  module.resize(5_000_000);
  for (const use of [() => view[0], () => view.length, () => (view[0] = 1), () => [...view], () => view.subarray(), () => module.sum(view)]) {
    assert.throws(use, { name: "SinterError", code: "memory_moved", message: /take it anew/ });
  }
  assert.equal(module.current()[200], 1);
});

test("production: the glue has no proxy", () => {
  assert.doesNotMatch(readFileSync(files.production, "utf8"), /Proxy/);
  assert.match(readFileSync(files.development, "utf8"), /Proxy/);
});
