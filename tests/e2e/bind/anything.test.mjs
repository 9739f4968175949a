// Everything is passed to everything: each parameter of a module with all types gets every
// kind of JavaScript value, hostile ones included. What is wrong must be a TypeError that
// names the parameter, and afterwards the instance works and its heap holds what it held.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-anything-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const sources = ["every_type.cc", "values.cc"].map((file) => path.join(repository, "tests/e2e/bind", file));
const wasm = compile("anything", sources, folder, "baseline", ["-O1"]);
const { load, SinterError } = await import(pathToFileURL(bind("anything", [wasm], path.join(folder, "out"))));
const module = await load();
const manifest = JSON.parse(readFileSync(path.join(folder, "out/manifest.json"), "utf8"));
const structs = new Map(manifest.structs.map(({ name, fields }) => [name, fields]));
const enums = new Map(manifest.enums.map(({ name, values }) => [name, values]));
const arrays = {
  i8: Int8Array, u8: Uint8Array, i16: Int16Array, u16: Uint16Array, i32: Int32Array, u32: Uint32Array,
  i64: BigInt64Array, u64: BigUint64Array, f32: Float32Array, f64: Float64Array,
};

/** A value of a type of the manifest. */
function valid(type) {
  if (type === "void") return undefined;
  if (type === "bool") return true;
  if (type === "string") return "some text that is longer than a few characters";
  if (type === "strings") return ["a", "bb"];
  if (typeof type === "string") return type.endsWith("64") && type !== "f64" ? 5n : 5;
  const [kind, inner] = Object.entries(type)[0];
  if (kind === "numbers" || kind === "in_out") return new arrays[inner](12);
  if (kind === "enum") return enums.get(inner)[0];
  if (kind === "struct" || kind === "options") {
    return Object.fromEntries(structs.get(inner).map(({ name, type }) => [name, type.list?.struct === inner ? [] : valid(type)]));
  }
  if (kind === "optional") return valid(inner);
  if (kind === "list") return [valid(inner), valid(inner)];
  if (kind === "array") return Array.from({ length: inner[1] }, () => valid(inner[0]));
  if (kind === "map") return new Map([[valid(inner[0]), valid(inner[1])]]);
  if (kind === "set") return new Set([valid(inner)]);
  if (kind === "time") return new Date(5);
  if (kind === "tuple") return inner.map(valid);
  if (kind === "variant") return { kind: inner[0].struct.toLowerCase(), value: valid(inner[0]) };
  assert.equal(kind, "duration");
  return 5;
}

const thrown = new Error("from the caller");
class Shorter extends Float64Array {
  get length() { return 9; }
}
class Longer extends Uint8Array {
  get length() { return 1e6; }
}
const proxied = (target, answers) => new Proxy(target, { get: (object, key) => (key in answers ? answers[key] : Reflect.get(object, key)) });
const counting = () => {
  let count = 0;
  return { valueOf: () => (count += 1) };
};

/** Honest and dishonest values; `own` ones may throw what is not ours. */
const anything = [
  undefined, null, true, false, 0, -0, 1, -1, 0.5, 255, 256, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53, 1e300, NaN, Infinity, -Infinity,
  0n, 1n, -1n, 2n ** 63n, 2n ** 64n, -(2n ** 70n),
  "", "a", "circle", "red", "\ud800", "x".repeat(70_000), Symbol("s"), Symbol.iterator,
  {}, { x: 1 }, { x: 1, y: "2" }, Object.create(null), { length: 3 }, { length: -1 }, { length: 2 ** 40, 0: 1 }, { kind: "circle" }, { kind: "none" },
  { kind: "__proto__" }, { kind: "constructor", value: {} }, { get kind() { return Symbol(); } },
  [], [1], [1, 2, 3], [1n], [null], [[]], [[1], [2]], ["a"], ["a", 1], [{}], [{ x: 1, y: 2 }], [undefined, undefined], new Array(5), new Array(2 ** 29 + 1),
  new Array(2 ** 32 - 1), [Symbol()],
  new Map(), new Map([[1, 2]]), new Map([["a", 1]]), new Map([[{}, []]]), new Set([1]), new WeakMap(),
  ...Object.values(arrays).map((Array) => new Array(3)), ...Object.values(arrays).map((Array) => new Array(20)),
  new Uint8ClampedArray(20), Buffer.from("text"), new DataView(new ArrayBuffer(8)), new ArrayBuffer(8), new SharedArrayBuffer(8),
  new Uint8Array(new SharedArrayBuffer(64)), new Float64Array(new ArrayBuffer(64, { maxByteLength: 128 })),
  vm.runInNewContext("new Float64Array(20)"), vm.runInNewContext("[1, 2, 3]"), vm.runInNewContext("new Map([['a', 1]])"),
  () => 1, class {}, function named() {}, async () => 1, new Date(0), /x/, new Error("e"), Promise.resolve(1), globalThis, Math,
  new String("a"), new Number(1), new Boolean(true), Object(1n), Object(Symbol()),
  new Shorter(100_000).fill(7), new Longer(3), Object.create(Float64Array.prototype), Object.create(Map.prototype),
  { [Symbol.toStringTag]: "Float64Array", length: 10 }, { [Symbol.toStringTag]: "Uint8Array", get length() { return 1000; } }, { [Symbol.toStringTag]: "Map" },
  proxied([1, 2, 3], { length: 2 ** 29 + 1 }), proxied([1, 2, 3], { length: "3" }), proxied([1, 2, 3], { length: NaN }), proxied([1, 2, 3], { length: 1.5 }),
  proxied([1, 2, 3], { length: counting() }), proxied([{ x: 1, y: 2 }], { length: counting() }), proxied(["a"], { length: -3 }),
];
const own = [
  { get x() { throw thrown; } }, [{ get x() { throw thrown; } }], Object.defineProperty([1, 2, 3], 1, { get() { throw thrown; } }),
  new Proxy({}, { get() { throw thrown; } }), new Proxy([], { get() { throw thrown; } }), { get kind() { throw thrown; } }, { get length() { throw thrown; } },
  { valueOf() { throw thrown; }, toString() { throw thrown; } }, { get name() { throw new RangeError("not a stack"); } },
  Proxy.revocable({}, {}), Object.assign(new Map([["a", 1]]), { [Symbol.iterator]: () => ({ next() { throw thrown; } }) }),
  Object.assign(new Map([["a", 1]]), { [Symbol.iterator]: function* () { yield 1; yield [2]; yield* Array(100).fill(["k", 3]); } }),
  { get x() { return module.echoText("inner".repeat(20_000)).length; }, y: 2 }, [{ get x() { module.growMemory(9_000_000); return 1; }, y: 2 }],
  { get text() { return module.echoTexts(["again"])[0]; } },
];
own.push(Proxy.revocable([], {}).proxy, Proxy.revocable({}, {}).proxy);

const skipped = new Set(["trapNow", "split", "grow", "growAndEcho", "growMemory", "countUp"]);
const functions = manifest.functions.filter(({ name, parameters }) => parameters.length > 0 && !skipped.has(name));

/** Calls every function rightly, which also replaces every kept result by a known one. */
function useAll() {
  for (const { name, parameters, fault } of functions) {
    try {
      module[name](...parameters.map(({ type }) => valid(type)));
    } catch (error) {
      assert.ok(fault !== null && error instanceof SinterError && error.code !== "invalid_argument", `${name}: ${error.stack}`);
    }
  }
}

test("each parameter takes each value or refuses it by name", () => {
  useAll();
  const before = module.usedBytes();
  let refused = 0;
  let taken = 0;
  for (const { name, parameters, fault } of functions) {
    parameters.forEach((parameter, place) => {
      const pass = (value, mayThrowItsOwn) => {
        const values = parameters.map(({ type }) => valid(type));
        values[place] = value;
        try {
          module[name](...values);
          taken++;
        } catch (error) {
          if (mayThrowItsOwn && error?.code !== "instance_dead" && error?.code !== "trap") return;
          if (fault !== null && error instanceof SinterError && error.code in { empty: 1, not_a_digit: 1 }) return;
          if (error instanceof SinterError && error.code === "out_of_memory") return;
          assert.ok(error instanceof TypeError && error.code === "invalid_argument", `${name}(${parameter.name}): ${error.stack}`);
          assert.ok(error.where === parameter.name || /^[.[]/.test(error.where.slice(parameter.name.length)), `${name}: ${error.message}`);
          assert.ok(error.message.startsWith(`\`${error.where}\` `), error.message);
          refused++;
        }
      };
      for (const value of anything) pass(value, false);
      for (const value of own) pass(value, true);
    });
  }
  assert.ok(refused > 8000 && taken > 400, `${refused} refused, ${taken} taken`);
  useAll();
  assert.equal(module.usedBytes(), before);
});

test("a typed array that lies about its length is copied by its real one", () => {
  assert.equal(module.sum(new Shorter(100_000).fill(7)), 700_000);
  assert.equal(module.sumBytes(new Longer(3).fill(1)), 3);
});

test("missing arguments are refused like undefined ones", () => {
  for (const { name, parameters } of functions) {
    if (parameters[0].type.optional !== undefined) continue;
    assert.throws(() => module[name](), { name: "TypeError", code: "invalid_argument" });
  }
});
