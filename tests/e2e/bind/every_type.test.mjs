// Every type that can be bound goes to wasm and back, in both variants, with the values
// at which conversions break.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-bind-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const source = path.join(repository, "tests/e2e/bind/every_type.cc");
const wasms = ["simd", "baseline"].map((variant) => compile("every_type", [source], folder, variant));
const file = bind("every_type", wasms, path.join(folder, "out"));
const { load, SinterError, SinterTrap } = await import(pathToFileURL(file));
const bytes = readFileSync(path.join(folder, "out/every_type.baseline.wasm"));

const refused = (pattern) => (error) => {
  assert.ok(error instanceof TypeError);
  assert.equal(error.code, "invalid_argument");
  assert.match(error.message, pattern);
  return true;
};
const astral = "a\u00e9\u20ac\u{1f600}z";

// The memories of the instances and how often each allocated for an argument, which the
// modules themselves do not show.
const memories = {};
const allocations = { simd: 0, baseline: 0 };
const modules = [];
for (const variant of ["simd", "baseline"]) {
  const wasm = await WebAssembly.compile(readFileSync(path.join(folder, `out/every_type.${variant}.wasm`)));
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const instance = await instantiate(...args);
    memories[variant] = instance.exports.memory;
    const sinter_allocate = (size) => (allocations[variant]++, instance.exports.sinter_allocate(size));
    return { exports: { ...instance.exports, sinter_allocate } };
  };
  modules.push(await load({ variant, wasm }));
  WebAssembly.instantiate = instantiate;
}

for (const module of modules) {
  const { variant } = module;

  test(`${variant}: the loaded module cannot be changed`, () => {
    assert.ok(Object.isFrozen(module));
  });

  test(`${variant}: integers come back at both ends of their range and are refused beyond`, () => {
    for (const [name, low, high] of [
      ["echoI8", -128, 127],
      ["echoU8", 0, 255],
      ["echoI16", -32768, 32767],
      ["echoU16", 0, 65535],
      ["echoU32", 0, 4294967295],
      ["echoI64", -(2n ** 63n), 2n ** 63n - 1n],
      ["echoU64", 0n, 2n ** 64n - 1n],
    ]) {
      const one = typeof low === "bigint" ? 1n : 1;
      assert.equal(module[name](low), low);
      assert.equal(module[name](high), high);
      assert.throws(() => module[name](low - one), refused(/`value` must be/));
      assert.throws(() => module[name](high + one), refused(/`value` must be/));
    }
    assert.equal(module.add(2147483647, 1), -2147483648);
    for (const wrong of [1.5, "1", null, undefined, NaN, 1n, {}, 2 ** 32]) {
      assert.throws(() => module.add(wrong, 1), refused(/`a` must be an integer from -2147483648 to 2147483647/));
    }
    assert.throws(() => module.echoI64(1), refused(/BigInt/));
  });

  test(`${variant}: floats keep NaN, infinities and the sign of zero`, () => {
    for (const value of [0, -0, NaN, Infinity, -Infinity, 5e-324, 1.5]) assert.ok(Object.is(module.echoF64(value), value));
    assert.ok(Object.is(module.echoF32(-0), -0));
    assert.equal(module.echoF32(0.1), Math.fround(0.1));
    assert.throws(() => module.echoF64("1"), refused(/`value` must be a number, not string/));
  });

  test(`${variant}: booleans and enumerators cross by meaning, not by number`, () => {
    assert.equal(module.negate(true), false);
    assert.throws(() => module.negate(1), refused(/true or false/));
    assert.equal(module.otherShade("light"), "dark");
    assert.deepEqual(["monday", "friday", "sunday"].map(module.nextDay), ["friday", "sunday", "monday"]);
    assert.throws(() => module.nextDay("tuesday"), refused(/one of \["monday","friday","sunday"\]/));
    assert.equal(module.nothing(), undefined);
  });

  test(`${variant}: strings of every length and alphabet come back`, () => {
    for (const length of [0, 1, 12, 13, 31, 32, 33, 100, 21845, 21846, 70000, 3_000_000]) {
      assert.equal(module.echoText("x".repeat(length)).length, length);
      const text = "\u00e9".repeat(length);
      assert.ok(module.echoText(text) === text);
    }
    assert.equal(module.echoText(astral), astral);
    assert.equal(module.textBytes(astral), Buffer.byteLength(astral));
    assert.equal(module.middle("abc"), "b");
    assert.equal(module.middle(`<${"y".repeat(100)}>`), "y".repeat(100));
    assert.equal(module.echoText("a\0b"), "a\0b");
    assert.equal(module.withMark(), "\ufefftext");
    for (const wrong of [1, null, undefined, ["a"], new String("a")]) {
      assert.throws(() => module.echoText(wrong), refused(/`text` must be a string/));
    }
  });

  test(`${variant}: a lone surrogate becomes U+FFFD in short and in long strings`, () => {
    for (const padding of ["", "x".repeat(50), "x".repeat(50_000)]) {
      assert.equal(module.echoText(`${padding}\ud800!`), `${padding}\ufffd!`);
      assert.equal(module.echoText(`${padding}\udc00`), `${padding}\ufffd`);
    }
    assert.equal(module.brokenUtf8(), "a\ufffd\ufffdb");
  });

  test(`${variant}: several strings in one call do not overlap`, () => {
    for (const length of [3, 40, 15_000, 100_000]) {
      const [a, b, c] = ["a", "\u00e9", "\u{1f600}"].map((letter) => letter.repeat(length));
      assert.ok(module.joinThree(a, b, c) === a + b + c);
    }
  });

  test(`${variant}: numbers come as typed arrays of any kind and as plain arrays`, () => {
    for (const length of [0, 1, 8, 9, 1000, 8192, 8193, 100_000]) {
      const values = Float64Array.from({ length }, (_, index) => index);
      const total = values.reduce((sum, value) => sum + value, 0);
      assert.equal(module.sum(values), total);
      assert.equal(module.sum([...values]), total);
      assert.equal(module.sum(Int32Array.from(values)), total);
      assert.deepEqual(module.echoDoubles(values), values);
      assert.deepEqual([...module.countUp(length)], [...values]);
    }
    assert.equal(module.sumBytes(Buffer.from([1, 2, 255])), 258);
    assert.equal(module.sumBytes(new Uint8ClampedArray(20).fill(255)), 5100);
    assert.equal(module.sum(new Float64Array([1, 2, 3, 4]).subarray(1, 3)), 5);
    assert.equal(module.sumLong([2n ** 62n, -1n]), 2n ** 62n - 1n);
    assert.deepEqual(module.echoLongs(new BigUint64Array([0n, 2n ** 64n - 1n])), new BigUint64Array([0n, 2n ** 64n - 1n]));
    assert.deepEqual(module.firstHalf(new Uint8Array([1, 2, 3, 4])), new Uint8Array([1, 2]));
    assert.throws(() => module.sumBytes([1, 256]), refused(/`values\[1\]` must be an integer from 0 to 255, not 256/));
    // A DataView is a view without a length; it must not pass as one of nothing.
    assert.throws(() => module.sumBytes(new DataView(new ArrayBuffer(8))), refused(/`values` must be a Uint8Array/));
    assert.throws(() => module.sum([1, "2"]), refused(/`values\[1\]` must be a number/));
    for (const wrong of ["12", 12, null, undefined, {}]) assert.throws(() => module.sum(wrong), refused(/a Float64Array/));
  });

  test(`${variant}: numbers lent to a function are changed in place`, () => {
    for (const length of [0, 3, 20, 40_000]) {
      const values = new Float32Array(length).fill(1.5);
      module.doubleAll(values);
      assert.deepEqual(values, new Float32Array(length).fill(3));
    }
    const left = new Int16Array([1, -2]);
    const right = new Float64Array([0.5, -0]);
    assert.equal(module.doubleBoth(left, right), 4);
    assert.deepEqual([left, right], [new Int16Array([2, -4]), new Float64Array([1, -0])]);
    assert.throws(() => module.doubleAll([1, 2]), refused(/a Float32Array, to be changed in place/));
  });

  test(`${variant}: lists of strings go in and out`, () => {
    assert.deepEqual(module.split("a,b,,\u{1f600}", ","), ["a", "b", "", "\u{1f600}"]);
    assert.equal(module.join(["a", "\u00e9", ""], "-"), "a-\u00e9-");
    assert.equal(module.join([], "-"), "");
    const many = Array.from({ length: 20_000 }, (_, index) => `item ${index}`);
    assert.deepEqual(module.echoTexts(many), many);
    assert.throws(() => module.echoTexts(["a", 1]), refused(/`parts\[1\]` must be a string/));
    assert.throws(() => module.echoTexts("ab"), refused(/an array of strings/));
  });

  test(`${variant}: what is optional may be undefined, null or left out`, () => {
    assert.equal(module.maybeAdd(1, 2), 3);
    assert.equal(module.maybeAdd(1), undefined);
    assert.equal(module.maybeAdd(null, 2), undefined);
    assert.equal(module.maybeText(""), "");
    assert.equal(module.maybeText(), undefined);
    assert.deepEqual(module.maybeDoubles([1, NaN]), new Float64Array([1, NaN]));
    assert.equal(module.maybeDoubles(null), undefined);
    assert.deepEqual(module.maybePoint({ x: 1, y: 2 }), { x: 1, y: 2 });
    assert.equal(module.maybePoint(), undefined);
    assert.equal(module.maybeShade("light"), "light");
    assert.equal(module.maybeShade(undefined), undefined);
    assert.throws(() => module.maybeAdd("1"), refused(/`a` must be an integer/));
  });

  test(`${variant}: structs cross by value, nested, with names in camelCase`, () => {
    assert.deepEqual(module.middlePoint({ x: 0, y: -2 }, { x: 1, y: 2 }), { x: 0.5, y: 0 });
    const label = {
      text: astral,
      anchorPoint: { x: 1, y: NaN },
      shade: "dark",
      serialNumber: -(2n ** 63n),
      weights: new Float32Array([0.5, -0]),
      isVisible: true,
    };
    assert.deepEqual(module.echoLabel(label), label);
    assert.equal(module.echoLabel({ ...label, serialNumber: null }).serialNumber, undefined);
    assert.equal(module.greet({ name: "ab", count: 3 }), "ababab");
    assert.deepEqual(module.firstLetter({ name: "x".repeat(100), count: 1 }), { name: "x", count: 1 });
    assert.throws(() => module.middlePoint(null, { x: 1, y: 2 }), refused(/`a` must be an object, not null/));
    assert.throws(() => module.echoLabel({ ...label, anchorPoint: { x: 1 } }), refused(/`label.anchorPoint.y` must be a number, not undefined/));
  });

  test(`${variant}: a fault is thrown with its code and offset`, () => {
    assert.equal(module.parseDigits("4321"), 4321);
    assert.throws(() => module.parseDigits("12x4"), { name: "SinterError", code: "not_a_digit", offset: 2, where: "parseDigits", message: "not a digit at offset 2" });
    assert.throws(() => module.requireText(""), { code: "empty", offset: 7 });
    assert.equal(module.requireText("x"), undefined);
    assert.deepEqual(module.requireParts(["a", "b"]), ["a", "b"]);
    assert.throws(() => module.requireParts([]), { code: "empty", offset: 0 });
  });

  test(`${variant}: memory may grow during any call`, () => {
    for (let round = 0; round < 5; round++) {
      assert.equal(module.growAndEcho(astral, 5_000_000), astral);
      assert.equal(module.grow(3_000_000), 0);
      assert.equal(module.echoText(astral), astral);
      module.grow(3_000_000);
      assert.equal(module.sum([1, 2, 3]), 6);
      module.grow(3_000_000);
      assert.deepEqual(module.split("a b", " "), ["a", "b"]);
    }
  });

  test(`${variant}: a call that throws halfway leaves nothing behind`, () => {
    const large = "x".repeat(100_000);
    const fail = () => {
      assert.throws(() => module.joinThree(large.slice(0, 20_000), "b", 3));
      assert.throws(() => module.joinThree(large, large, 3));
    };
    fail();
    const size = memories[variant].buffer.byteLength;
    for (let round = 0; round < 200; round++) fail();
    assert.equal(memories[variant].buffer.byteLength, size);
    const thrower = { get x() { throw new Error("from a getter"); }, y: 1 };
    assert.throws(() => module.middlePoint(thrower, thrower), { message: "from a getter" });
    assert.ok(module.joinThree(large, "", "") === large);
  });

  test(`${variant}: small arguments never allocate, however many calls went before`, () => {
    const before = allocations[variant];
    for (let round = 0; round < 20_000; round++) {
      module.joinThree("some text of a usual length", "and more", "");
      assert.throws(() => module.joinThree("some text of a usual length", "and more", 3));
    }
    assert.equal(allocations[variant], before);
  });

  test(`${variant}: a getter that calls the module again does not disturb the outer call`, () => {
    const label = {
      get text() { return module.echoText("inner".repeat(10)); },
      anchorPoint: { x: 1, y: 2 },
      shade: "light",
      get weights() { module.echoText("w".repeat(200_000)); return [1, 2]; },
      isVisible: false,
    };
    const result = module.echoLabel(label);
    assert.equal(result.text, "inner".repeat(10));
    assert.deepEqual(result.weights, new Float32Array([1, 2]));
  });

  test(`${variant}: after a trap the instance refuses to go on and names the trap`, async () => {
    const doomed = await load({ variant });
    doomed.trapNow("");
    const trap = (error) => error instanceof SinterTrap && error instanceof SinterError && error.cause instanceof WebAssembly.RuntimeError;
    assert.throws(() => doomed.trapNow("now"), (error) => trap(error) && error.code === "trap" && error.where === "trapNow" && /^`trapNow` stopped the module: /.test(error.message));
    for (const call of [() => doomed.add(1, 2), () => doomed.echoText("x"), () => doomed.echoText("x".repeat(99_999)), () => doomed.trapNow("")]) {
      assert.throws(call, (error) => error instanceof SinterError && error.code === "instance_dead" && /`trapNow` stopped.*unreachable/.test(error.message) && trap(error.cause));
    }
    assert.equal(module.add(1, 2), 3);
  });
}

test("wasm may be given as a path, URL, bytes, a compiled module, a response or a promise of one", async () => {
  const url = pathToFileURL(path.join(folder, "out/every_type.baseline.wasm"));
  const array = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const response = (type) => new Response(bytes, { headers: { "content-type": type } });
  for (const wasm of [url, url.href, "./every_type.baseline.wasm", new Uint8Array(bytes), array, new WebAssembly.Module(bytes),
                      response("application/wasm"), response("text/plain"), Promise.resolve(response("application/wasm"))]) {
    assert.equal((await load({ wasm, variant: "baseline" })).add(1, 2), 3);
  }
});

test("wasm is fetched over HTTP, also from a server that does not know its type", async () => {
  const server = createServer((request, reply) => {
    if (request.url === "/missing.wasm") reply.writeHead(404).end();
    else reply.writeHead(200, { "content-type": request.url === "/right.wasm" ? "application/wasm" : "text/html" }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  try {
    for (const name of ["right", "wrong"]) assert.equal((await load({ wasm: `${base}/${name}.wasm` })).add(1, 2), 3);
    await assert.rejects(load({ wasm: `${base}/missing.wasm` }), { code: "wasm_missing", message: /answered 404/ });
  } finally {
    server.close();
  }
});

/** What `load` throws, held to be a SinterError with a cause. */
async function failureOf(wasm) {
  const error = await load({ wasm }).then(() => undefined, (error) => error);
  assert.ok(error instanceof SinterError, String(error));
  assert.ok(error.cause instanceof Error, error.message);
  return `${error.code}: ${error.message}`;
}

test("what cannot be compiled is said with its address, its type and how it begins", async () => {
  const page = "<!doctype html><title>Shop</title>";
  const server = createServer((request, reply) => reply.writeHead(200, { "content-type": request.url === "/lie" ? "application/wasm" : "text/html" }).end(page));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  try {
    assert.ok((await failureOf(`${base}/page`)).startsWith(`wasm_invalid: ${base}/page (text/html) is invalid: `));
    assert.ok((await failureOf(`${base}/lie`)).startsWith(`wasm_invalid: ${base}/lie (application/wasm) is invalid: `));
  } finally {
    server.close();
  }
  assert.ok((await failureOf(`${base}/gone`)).startsWith(`wasm_missing: ${base}/gone is missing: `));
  assert.match(await failureOf(fetch(`${base}/gone`)), /^wasm_missing: .*fetch failed/);
  assert.match(await failureOf("http://["), /^wasm_missing: http:\/\/\[ is missing: /);
  assert.match(await failureOf(Buffer.from(page)), /^wasm_invalid: `wasm` is invalid: .*3c 21 64 6f/);
  assert.match(await failureOf(new Uint8Array(0).buffer), /^wasm_invalid: `wasm` is invalid: .*empty/);
  assert.match(await failureOf(bytes.subarray(0, 100)), /^wasm_invalid: `wasm` is invalid: /);
});

test("options of another type are refused", async () => {
  for (const wasm of [5, true, {}, [], Symbol("wasm")]) await assert.rejects(load({ wasm }), refused(/`wasm` must be a URL, Response, bytes or Module/));
  for (const variant of [5, {}, "toString"]) await assert.rejects(load({ variant }), { name: "SinterError", code: "unknown_variant" });
});

test("a file that is missing and a variant that does not exist are said by name", async () => {
  const alone = path.join(folder, "alone/every_type.mjs");
  mkdirSync(path.dirname(alone));
  copyFileSync(file, alone);
  const { load: loadAlone } = await import(pathToFileURL(alone));
  await assert.rejects(loadAlone(), { code: "wasm_missing", message: /every_type\.simd\.wasm/ });
  await assert.rejects(load({ variant: "threads" }), { code: "unknown_variant", message: /threads/ });
});

test("the loaded module says which variant it is", () => {
  assert.deepEqual(modules.map((module) => module.variant), ["simd", "baseline"]);
});

test("bundlers are shown the files of the variants and no other URL", () => {
  const text = readFileSync(file, "utf8");
  const shown = [...text.matchAll(/^(?!\/\/).*new URL\((.+), import\.meta\.url\)/gm)].map(([, address]) => address);
  assert.deepEqual(shown, ['"./every_type.simd.wasm"', '"./every_type.baseline.wasm"']);
});

test("nothing happens when the module is imported", () => {
  const text = readFileSync(file, "utf8");
  assert.doesNotMatch(text, /\beval\b|new Function/);
  assert.doesNotMatch(text, /^(?:await|import) /m);
});
