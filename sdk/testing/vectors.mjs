// Runs the shared test cases of a module against its JavaScript faces:
//
//   node vectors.mjs --module PATH_TO_MJS [--variant simd|baseline] --vectors DIR
//   node vectors.mjs --twin PATH_TO_TWIN_MJS --vectors DIR
//
// the generated module in one of its variants, or the twin: an ES module that exports
// functions of the same names and throws errors with `code` and `offset`. Results, faults
// and changed arguments are compared bit for bit (NaN equals NaN, -0 is not 0). Prints
// each mismatch and a last line "N passed, N failed"; the exit code is 1 if anything
// failed or if there was nothing to run.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, parseArgs } from "node:util";

const arrays = {
  $i8: Int8Array, $u8: Uint8Array, $i16: Int16Array, $u16: Uint16Array, $i32: Int32Array, $u32: Uint32Array,
  $i64: BigInt64Array, $u64: BigUint64Array, $f32: Float32Array, $f64: Float64Array,
};

/** A value of a vectors file as JavaScript has it. */
function decode(value) {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object") return value;
  const tag = Object.keys(value).find((key) => key.startsWith("$"));
  if (tag === undefined) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(inner)]));
  const inner = value[tag];
  if (tag === "$bigint") return BigInt(inner);
  if (tag === "$number") return Number(inner);
  if (tag === "$bytes") return new Uint8Array(Buffer.from(inner, "hex"));
  if (tag === "$repeat") return inner[0].repeat(inner[1]);
  if (tag === "$concat") return inner.map(decode).join("");
  if (!(tag in arrays)) throw new Error(`${tag} is no tag`);
  return arrays[tag].from(inner, tag.endsWith("64") && tag !== "$f64" ? BigInt : Number);
}

/** null and undefined are both "absent", also where a member of an object is left out. */
function same(left, right) {
  if (left == null || right == null) return left == right;
  if (typeof left !== "object" || typeof right !== "object") return Object.is(left, right);
  const isList = Array.isArray(left) || ArrayBuffer.isView(left);
  if (isList) {
    const alike = Object.prototype.toString.call(left) === Object.prototype.toString.call(right);
    return alike && left.length === right.length && left.every((value, index) => same(value, right[index]));
  }
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
}

const camelCase = (name) => name.replace(/(?<=.)_([a-z])/g, (_, letter) => letter.toUpperCase());
const show = (value) => inspect(value, { depth: 5, maxArrayLength: 30, maxStringLength: 200, breakLength: Infinity });

/** A value on one short line, for the arguments of a failing case. */
function brief(values) {
  const text = values.map((value) => show(decode(value))).join(", ");
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}

/** Whether the error is within the text, and not that the text ends too early. */
function isWrongWithin(text) {
  try {
    JSON.parse(text);
    return false;
  } catch ({ message }) {
    const position = /at position (\d+)/.exec(message);
    return position === null ? message.includes("Unexpected token") : Number(position[1]) < text.trimEnd().length;
  }
}

/** The vectors of a file; a file that is not JSON ends the program with its name and line. */
async function readVectors(file) {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    // Engines do not always say where: halve until the first line with which it is wrong.
    const lines = text.trimEnd().split("\n");
    let [low, high] = [1, lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isWrongWithin(lines.slice(0, middle).join("\n"))) high = middle;
      else low = middle + 1;
    }
    console.log(`${file}: line ${low}: ${error.message.replaceAll("\n", " ")}\n0 passed, 1 failed`);
    process.exit(1);
  }
}

/** What differs in one case, as [what, expected, got]; nothing if it passed. */
function difference(operation, test) {
  const args = test.arguments.map(decode);
  if (!("fault" in test) && !("result" in test) && !("after" in test)) return ["the case says nothing", "result, fault or after", "none"];
  let result;
  try {
    result = operation(...args);
  } catch (error) {
    if (test.fault !== undefined && error.code === test.fault.code && error.offset === test.fault.offset) return undefined;
    const expected = test.fault === undefined ? show(decode(test.result ?? null)) : show(test.fault);
    return ["it threw", expected, `${error.message} (code ${error.code}, offset ${error.offset})`];
  }
  if (test.fault !== undefined) return ["it did not throw", show(test.fault), show(result)];
  const expected = decode(test.result ?? null);
  if (!same(result, expected)) return ["the result differs", show(expected), show(result)];
  if (test.after === undefined) return undefined;
  const after = test.after.map(decode);
  return same(args, after) ? undefined : ["the arguments after the call differ", show(after), show(args)];
}

async function operations(options) {
  if (options.twin !== undefined) return import(pathToFileURL(path.resolve(options.twin)));
  const { load } = await import(pathToFileURL(path.resolve(options.module)));
  return load(options.variant === undefined ? {} : { variant: options.variant });
}

const { values: options } = parseArgs({
  options: {
    module: { type: "string" }, variant: { type: "string" }, twin: { type: "string" }, vectors: { type: "string" },
    quiet: { type: "boolean", default: false },
  },
});
if ((options.module === undefined) === (options.twin === undefined) || options.vectors === undefined) {
  console.error("usage: node vectors.mjs (--module FILE.mjs [--variant NAME] | --twin FILE.mjs) --vectors DIR [--quiet]");
  process.exit(2);
}

const functions = await operations(options);
const files = (await readdir(options.vectors)).filter((name) => name.endsWith(".json")).sort();
let passed = 0;
let failed = 0;
if (files.length === 0) {
  console.log(`${options.vectors}: it holds no .json file`);
  failed = 1;
}
for (const name of files) {
  const file = path.join(options.vectors, name);
  const { operation, cases } = await readVectors(file);
  const callable = functions[camelCase(operation ?? "")];
  if (typeof callable !== "function" || !(cases?.length > 0)) {
    console.log(`${file}: ${typeof callable === "function" ? "it has no cases" : `the operation ${operation} does not exist`}`);
    failed += Math.max(1, cases?.length ?? 0);
    continue;
  }
  const before = failed;
  cases.forEach((test, index) => {
    const found = difference(callable, test);
    if (found === undefined) return passed++;
    failed++;
    console.log(`${file}: case ${index}: ${found[0]}\n  called with ${brief(test.arguments)}\n  expected ${found[1]}\n  got      ${found[2]}`);
  });
  if (!options.quiet) console.log(`${file}: ${cases.length - (failed - before)} passed, ${failed - before} failed`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
