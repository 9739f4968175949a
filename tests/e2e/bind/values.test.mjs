// Every composed type goes to wasm and back by value, in both variants, nested in each
// other, with what is empty and what is wrong.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-values-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const source = path.join(repository, "tests/e2e/bind/values.cc");
const wasm = compile("values", [source], folder, "baseline");
const file = bind("values", [wasm], path.join(folder, "out"));
const { load } = await import(pathToFileURL(file));
const values = await load();

/** Equal in every value and in every type of list, -0 and NaN included. */
function comesBack(name, ...many) {
  for (const value of many) assert.deepStrictEqual(values[name](value), value);
}
const refused = (call, message) =>
  assert.throws(call, (error) => {
    assert.ok(error instanceof TypeError && error.code === "invalid_argument", String(error));
    assert.equal(error.message, message);
    assert.equal(message.slice(1, message.indexOf("`", 1)), error.where);
    return true;
  });

const point = (x, y) => ({ x, y });

test("many texts cross in one piece and come back one by one, whatever they begin and end with", () => {
  const parts = ["", "a", "plain ascii", "Grüße", "世界", "👩‍👩‍👧 here", "\ud83d", "\ude00b", "x".repeat(63), "\0", "é\0", "end \udbff"];
  const many = Array.from({ length: 3000 }, (_, index) => parts[(index * 7 + (index >> 4)) % parts.length] + (index % 5 === 0 ? index : ""));
  const long = ["ü".repeat(9000), "y".repeat(5000), "\ud83d", "\ude00", "z"];
  const halves = ["\ud83d", "", "\ude00".repeat(70), "", "\ud83d".repeat(70), "\ude00"];
  const ascii = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  const lists = [many, long, halves, ascii, ["one", "x".repeat(100)], ["x".repeat(100), ""], [""], []];
  // As at every border to UTF-8, half a character becomes U+FFFD: also where the other half begins the next text.
  const wellFormed = (text) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));
  assert.deepEqual(values.echoWords(lists), lists.map((list) => list.map(wellFormed)));
  comesBack("echoNames", ["ß".repeat(50), "x".repeat(50)], ["x".repeat(5000), ""]);
  refused(() => values.echoWords([[...ascii, 5, ...ascii]]), "`words[0][500]` must be a string, not 5");
});

test("lists of structs come back, as vector and as span, empty and long", () => {
  comesBack("echoPoint", point(NaN, -0));
  const many = Array.from({ length: 5000 }, (_, index) => point(index, -index / 3));
  comesBack("echoPoints", [], [point(1, 2)], many);
  assert.deepEqual(values.sumPoints([point(1, 2), point(3, -5)]), point(4, -3));
  const pixel = { gray: 255, depth: -32768, alpha: 0.5, isSet: true, id: 2n ** 64n - 1n, color: "blue" };
  comesBack("echoPixels", [], [pixel, { ...pixel, gray: 0, isSet: false, color: "red", depth: 32767 }, pixel]);
});

test("structs hold lists, options, arrays, tuples and their own kind", () => {
  const segment = { from: point(1, 2), to: point(3, 4), label: "a\u20ac" };
  comesBack("echoPath",
    { name: "", segments: [], hints: undefined, tint: new Float32Array(3), mark: [0, false] },
    { name: "p".repeat(100), segments: [segment, { ...segment, label: undefined }], hints: [point(0, 0), point(5, 6)],
      tint: new Float32Array([0.25, -1, NaN]), mark: [-7, true] });
  const tree = { name: "root", children: [{ name: "a", children: [] }, { name: "b", children: [{ name: "c", children: [] }] }] };
  comesBack("echoNode", tree);
  assert.equal(values.countNodes(tree), 4);
});

test("sets come back as sets, and only a Set is one", () => {
  comesBack("echoSet", new Set(), new Set(["b", "a", "\u00e4"]));
  comesBack("echoPlaces", new Set([-32768, 7]));
  comesBack("echoSets", [new Set(), new Set([0n, 2n ** 64n - 1n])]);
  refused(() => values.echoSet(["a"]), "`words` must be a Set, not object");
  refused(() => values.echoSet(new Set(["a", 1])), "`words[1]` must be a string, not 1");
});

test("points in time are dates, rounded to what C++ counts", () => {
  comesBack("echoTime", new Date(0), new Date(-1), new Date(8.64e15));
  comesBack("echoDay", undefined, new Date(86_400_000));
  assert.deepEqual(values.echoDay(new Date("2026-11-21T23:59:00Z")), new Date("2026-11-22"));
  refused(() => values.echoTime(new Date(NaN)), "`time` must be a valid Date that fits, not object");
  refused(() => values.echoTime(0), "`time` must be a Date, not 0");
});

test("options that are not given keep what C++ initialises them with", () => {
  assert.equal(values.showOptions("a"), "a,10,2,any,none,1");
  assert.equal(values.showOptions("a", undefined), "a,10,2,any,none,1");
  assert.equal(values.showOptions("a", {}), "a,10,2,any,none,1");
  assert.equal(values.showOptions("a", { limit: 0, word: "", path: [], unknown: 1 }), "a,0,2,,none,0");
  assert.equal(values.showOptions("a", { weight: 1.25, color: "blue", limit: undefined }), "a,10,5,any,2,1");
  refused(() => values.showOptions("a", { limit: -1 }), "`options.limit` must be an integer from 0 to 4294967295, not -1");
  refused(() => values.showOptions("a", null), "`options` must be an object, not null");
});

test("variants are told apart by kind", () => {
  const shapes = [
    { kind: "circle", value: { center: point(1, 2), radius: 3 } },
    { kind: "polygon", value: { points: [point(0, 0), point(1, 1)] } },
    { kind: "none" },
    { kind: "string", value: "caf\u00e9" },
    { kind: "i32", value: -5 },
    { kind: "color", value: "green" },
  ];
  comesBack("echoShape", ...shapes);
  comesBack("echoShapes", [], shapes);
  comesBack("maybeShape", undefined, ...shapes);
  comesBack("echoLayer", { shape: undefined, named: new Map() }, { shape: shapes[1], named: new Map(shapes.map((shape) => [shape.kind, shape])) });
});

test("lists nest, and hold booleans, enumerators and what is optional", () => {
  comesBack("echoRows", [], [new Float64Array(0), new Float64Array([1, NaN, -0])]);
  comesBack("echoWords", [["a", ""], [], ["\u{1f600}".repeat(40)]]);
  comesBack("echoGaps", [1n, undefined, -(2n ** 63n)]);
  comesBack("echoColors", ["blue", "red"]);
  assert.deepEqual(values.invert([true, false, true]), [false, true, false]);
});

test("tuples are arrays of a fixed length", () => {
  assert.deepStrictEqual(values.swapPair([point(1, 2), "x"]), ["x", point(1, 2)]);
  comesBack("echoTuple", [7, new Uint8Array([1, 2]), undefined], [0, new Uint8Array(0), false]);
  comesBack("echoPairs", [], [["a", 1], ["b", -0]]);
});

test("fixed arrays have exactly their length", () => {
  assert.deepStrictEqual(values.cross([1, 0, 0], new Float64Array([0, 1, 0])), new Float64Array([0, 0, 1]));
  comesBack("echoNames", ["a", "\u00e9"]);
  comesBack("echoEnds", [point(1, 2), point(3, 4)]);
  refused(() => values.cross([1, 2], [1, 2, 3]), "`a` must be 3 elements long, not 2");
  refused(() => values.cross([1, 2, 3], new Float64Array(30)), "`b` must be 3 elements long, not 30");
  refused(() => values.echoNames(["a"]), "`names` must be 2 elements long, not 1");
  refused(() => values.echoEnds([]), "`ends` must be 2 elements long, not 0");
});

test("maps are maps, whatever the key", () => {
  comesBack("echoCounts", new Map(), new Map([["a", 1], ["b", -1]]));
  comesBack("echoTracks", new Map([[2n ** 64n - 1n, [point(1, 2)]], [0n, []]]));
});

test("durations are milliseconds", () => {
  comesBack("echoMilliseconds", 0, 1500, -3, 9007199254740991);
  comesBack("echoNanoseconds", 0.000001, 1.5, -2.25, 9223372036854);
  comesBack("echoSeconds", 0.1, Infinity, NaN);
  comesBack("echoTimes", [], [1000, -2000]);
  assert.equal(values.echoMilliseconds(1.7), 2);
  assert.equal(values.countHours(90 * 60_000), 2n);  // rounded to even
  refused(() => values.echoMilliseconds(NaN), "`time` must be a number of milliseconds from -9007199254740991 to 9007199254740991, not NaN");
  refused(() => values.echoNanoseconds(1e13), "`time` must be a number of milliseconds from -9223372036854 to 9223372036854, not 10000000000000");
  refused(() => values.echoSeconds("1"), "`time` must be a number, not string");
});

test("what is wrong is said with its place", () => {
  const circle = { kind: "circle", value: { center: point(1, 2), radius: 3 } };
  refused(() => values.echoPoints([point(1, 2), { x: 1 }]), "`points[1].y` must be a number, not undefined");
  refused(() => values.echoPoints([point(1, 2), null]), "`points[1]` must be an object, not null");
  refused(() => values.echoPoints(7), "`points` must be an array, not 7");
  refused(() => values.echoPixels([{ gray: 256 }]), "`pixels[0].gray` must be an integer from 0 to 255, not 256");
  refused(() => values.echoShape({ ...circle, kind: "square" }), '`shape.kind` must be one of "circle", "polygon", "none", "string", "i32", "color", not string');
  refused(() => values.echoShape(5n), "`shape` must be an object, not 5n");
  refused(() => values.echoShapes([circle, { kind: "polygon", value: { points: [point(1, 2), 5] } }]), "`shapes[1].value.points[1]` must be an object, not 5");
  refused(() => values.echoLayer({ named: new Map([["a", circle], ["b", { kind: "i32", value: 0.5 }]]) }), "`layer.named[1].value.value` must be an integer from -2147483648 to 2147483647, not 0.5");
  refused(() => values.echoCounts({ a: 1 }), "`counts` must be a Map, not object");
  refused(() => values.echoCounts(new Map([[1, 1]])), "`counts[0].key` must be a string, not 1");
  refused(() => values.swapPair([point(1, 2)]), "`pair` must be an array of 2, not object");
  refused(() => values.swapPair([point(1, 2), 3]), "`pair[1]` must be a string, not 3");
  refused(() => values.echoRows([[1], [1, "2"]]), "`rows[1][1]` must be a number, not string");
  refused(() => values.echoNode({ name: "", children: [{ name: "", children: [{ name: 1 }] }] }), "`node.children[0].children[0].name` must be a string, not 1");
});

test("structs in lists may come from another realm, or have no prototype; values that are no objects are refused by name", () => {
  const kinds = [point(1, 2), vm.runInNewContext("({ x: 3, y: 4 })"), Object.assign(Object.create(null), point(5, 6)), Object.create(point(7, 8))];
  assert.deepEqual(values.echoPoints(kinds), [point(1, 2), point(3, 4), point(5, 6), point(7, 8)]);
  for (const [value, name] of [[undefined, "undefined"], [null, "null"], [0, "0"], [true, "boolean"], ["x", "string"], [Symbol(), "symbol"]]) {
    refused(() => values.echoPoints([...kinds, value]), `\`points[4]\` must be an object, not ${name}`);
  }
});

test("a value that contains itself is refused, and the instance lives on", () => {
  const loop = { name: "loop", children: [] };
  loop.children.push(loop);
  assert.throws(() => values.countNodes(loop), { name: "TypeError", message: /is nested too deeply, or contains itself$/ });
  assert.equal(values.countNodes({ name: "", children: [] }), 1);
});

test("getters may let memory grow between the elements of a list", () => {
  let size = 4_000_000;
  const growing = { get x() { values.growMemory((size += 3_000_000)); return 1; }, y: 2 };
  assert.deepEqual(values.echoPoints([growing, growing, growing]), Array(3).fill(point(1, 2)));
  const shape = { kind: "circle", value: { center: growing, radius: 1 } };
  assert.deepEqual(values.echoShapes([shape, shape]), Array(2).fill({ kind: "circle", value: { center: point(1, 2), radius: 1 } }));
});


test("vectors hold composed values to the same in wasm and natively", () => {
  const vectors = path.join(repository, "tests/e2e/bind/values_vectors");
  const native = path.join(folder, "native");
  const flags = "-std=c++23 -stdlib=libc++ -fuse-ld=lld -static -fno-exceptions -fno-rtti -Wall -Wextra -Werror -DSINTER_NATIVE_VECTORS".split(" ");
  const main = path.join(repository, "sdk/testing/vectors_main.cc");
  execFileSync("clang++-22", [...flags, "-I", repository, "-I", path.join(repository, "sdk/include"), source, main, "-ljansson", "-o", native], { stdio: "inherit" });
  const runner = path.join(repository, "sdk/testing/vectors.mjs");
  for (const [program, ...args] of [[native, vectors], [process.execPath, runner, "--module", file, "--vectors", vectors]]) {
    assert.match(execFileSync(program, args, { encoding: "utf8" }), /\n28 passed, 0 failed\n$/);
  }
});
