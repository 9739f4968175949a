// Runs the shared test cases of a module against its JavaScript faces:
//
//   node vectors.mjs --module PATH_TO_MJS [--variant simd|baseline] --vectors DIR
//   node vectors.mjs --twin PATH_TO_TWIN_MJS [--partial] --vectors DIR
//
// the generated module in one of its variants, or the twin: an ES module that exports
// functions of the same names and throws errors with `code` and `offset`; with --partial it
// may lack some, as what hosts have built in does. Prints each
// mismatch and a last line "N passed, N failed"; the exit code is 1 if anything
// failed or if there was nothing to run.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";

import { camelCase, decode, difference } from "./cases.mjs";

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

async function operations(options) {
  if (options.twin !== undefined) return import(pathToFileURL(path.resolve(options.twin)));
  // Node 20 has relaxed SIMD behind a flag, and newer ones do not know the flag any more.
  if (options.variant === "relaxed-simd" && Number.parseInt(process.versions.node, 10) < 22) {
    setFlagsFromString("--experimental-wasm-relaxed-simd");
  }
  const { load } = await import(pathToFileURL(path.resolve(options.module)));
  return load(options.variant === undefined ? {} : { variant: options.variant });
}

const { values: options } = parseArgs({
  options: {
    module: { type: "string" }, variant: { type: "string" }, twin: { type: "string" }, vectors: { type: "string" },
    partial: { type: "boolean", default: false }, quiet: { type: "boolean", default: false },
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
  if (options.partial && callable === undefined) continue;
  if (typeof callable !== "function" || !(cases?.length > 0)) {
    console.log(`${file}: ${typeof callable === "function" ? "it has no cases" : `the operation ${operation} does not exist`}`);
    failed += Math.max(1, cases?.length ?? 0);
    continue;
  }
  const before = failed;
  cases.forEach((test, index) => {
    const found = difference(callable, test, show);
    if (found === undefined) return passed++;
    failed++;
    console.log(`${file}: case ${index}: ${found[0]}\n  called with ${brief(test.arguments)}\n  expected ${found[1]}\n  got      ${found[2]}`);
  });
  if (!options.quiet) console.log(`${file}: ${cases.length - (failed - before)} passed, ${failed - before} failed`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
