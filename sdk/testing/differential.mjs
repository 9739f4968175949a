// Gives every implementation of a module the same arguments and stops at the first difference:
//
//   node differential.mjs --module FILE.mjs --variant NAME... [--native PROGRAM] [--twin FILE.js] [--host FILE.js]
//     --vectors DIR [--seconds N] [--seed N]
//
// The native library answers through the program that runs its vectors (vectors_main.cc). Equal
// means bit for bit, faults included. What differs is made smaller as long as it differs, printed,
// and written to DIR, where the next run of the tests finds it. Exits 1 then.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, parseArgs } from "node:util";

import { camelCase, decode, encode, same } from "./cases.mjs";
import { Inputs, smaller } from "./inputs.mjs";

const { values: options } = parseArgs({
  options: {
    module: { type: "string" }, variant: { type: "string", multiple: true, default: [] }, native: { type: "string" }, twin: { type: "string" }, host: { type: "string" },
    vectors: { type: "string" }, seconds: { type: "string", default: "10" }, seed: { type: "string" },
  },
});
if (options.module === undefined || options.vectors === undefined || !(Number(options.seconds) > 0)) {
  console.error("usage: node differential.mjs --module FILE.mjs --variant NAME... [--native PROGRAM] [--twin FILE.js] [--host FILE.js] --vectors DIR [--seconds N] [--seed N]");
  process.exit(2);
}
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 32));
const casesPerRound = 12;  // of each function: the native program starts once a round
const shrinkCallsMax = 3000;
const shrinkMs = 20_000;

const importFile = (file) => import(pathToFileURL(path.resolve(file)));
const manifest = JSON.parse(readFileSync(path.join(path.dirname(options.module), "manifest.json"), "utf8"));
const { load } = await importFile(options.module);
const called = {};  // by name: functions of JavaScript
for (const variant of options.variant) called[variant] = await load({ variant });
if (options.host !== undefined) called.host = await importFile(options.host);
if (options.twin !== undefined) called.twin = await importFile(options.twin);

const vectorsFiles = readdirSync(options.vectors).filter((name) => name.endsWith(".json")).sort();
const samples = new Set();
for (const name of vectorsFiles.filter((each) => !each.startsWith("unicode_"))) {
  for (const { arguments: values } of JSON.parse(readFileSync(path.join(options.vectors, name), "utf8")).cases) {
    for (const value of values.map(decode).flat()) if (typeof value === "string" && value.length < 2000) samples.add(value);
  }
}
const inputs = new Inputs(seed, manifest, [...samples]);

const scratch = mkdtempSync(path.join(tmpdir(), "sinter-differential-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** What a call comes to: a result with the arguments after it, or what was thrown. */
function outcome(functions, name, values) {
  const copies = structuredClone(values);
  try {
    const result = functions[name](...copies);
    return { result, after: copies };
  } catch (error) {
    if (error instanceof TypeError) return { fault: { code: "invalid_argument", offset: 0 } };
    return { fault: { code: error.code ?? String(error), offset: error.offset } };
  }
}

const alike = (left, right) =>
  left.fault === undefined && right.fault === undefined
    ? same(left.result, right.result) && same(left.after, right.after)
    : left.fault?.code === right.fault?.code && left.fault?.offset === right.fault?.offset;

const show = (value) => inspect(value, { depth: 5, maxArrayLength: 40, maxStringLength: 300, breakLength: Infinity });
const shown = ({ fault, result }) => (fault === undefined ? show(result) : `fault ${fault.code} at offset ${fault.offset}`);

/** A case as vectors files have it. */
function caseOf(parameters, values, { fault, result, after }) {
  const isChanged = parameters.some(({ type }) => type.in_out !== undefined);
  return {
    arguments: values.map(encode),
    ...(fault === undefined ? { result: encode(result) } : { fault }),
    ...(isChanged && fault === undefined ? { after: after.map(encode) } : {}),
  };
}

/** The numbers of those cases by operation for which the native library says something else, with what it says. */
function nativeDifferences(byOperation) {
  const folder = mkdtempSync(path.join(scratch, "round-"));
  for (const [operation, cases] of byOperation) {
    writeFileSync(path.join(folder, `${operation}.json`), JSON.stringify({ operation, source: "generated", cases }));
  }
  const { status, signal, stdout, stderr } = spawnSync(options.native, [folder, "--quiet"], { encoding: "utf8", maxBuffer: 1 << 28 });
  rmSync(folder, { recursive: true });
  // Texts with line feeds stand between, as they are.
  const found = [...stdout.matchAll(/\/([^/\n]+)\.json: case (\d+): the [^]*?\n {2}got {6}(.*)/g)].map(([, operation, index, got]) => ({ operation, index: Number(index), got }));
  if (found.length > 0 || status === 0) return found;
  // It ended on the way: the first operation and case that it does not survive alone.
  const all = [...byOperation];
  if (all.length === 1 && all[0][1].length === 1) {
    return [{ operation: all[0][0], index: 0, got: `${signal ?? `exit code ${status}`}: ${(stderr || stdout).trim().split("\n")[0]}` }];
  }
  for (const [operation, cases] of all) {
    for (const [index, each] of cases.entries()) {
      const alone = nativeDifferences(new Map([[operation, [each]]]));
      if (alone.length > 0) return [{ ...alone[0], index }];
    }
  }
  return [];
}

const counts = Object.fromEntries([...(options.native === undefined ? [] : ["native"]), ...Object.keys(called)].map((name) => [name, 0]));

/** Implementations that have the function, and what each makes of the arguments; undefined while all agree. */
function differenceInJavaScript(operation, values) {
  const outcomes = Object.entries(called).filter(([, functions]) => functions[operation.name] !== undefined)
    .map(([name, functions]) => [name, outcome(functions, operation.name, values)]);
  for (const [name] of outcomes) counts[name]++;
  return { outcomes, isDifferent: outcomes.some(([, each]) => !alike(each, outcomes[0][1])) };
}

/** What all say about arguments; `native` too, which takes a process. */
function everyOutcome(operation, values) {
  const { outcomes, isDifferent } = differenceInJavaScript(operation, values);
  const reference = outcomes[0][1];
  if (options.native === undefined || reference.fault?.code === "invalid_argument") return { outcomes, isDifferent, native: undefined };
  const [native] = nativeDifferences(new Map([[operation.export, [caseOf(operation.parameters, values, reference)]]]));
  return { outcomes, isDifferent: isDifferent || native !== undefined, native };
}

/** The smallest arguments found that still make a difference. */
function shrunk(operation, values) {
  const end = Date.now() + shrinkMs;
  let calls = 0;
  for (let goesOn = true; goesOn;) {
    goesOn = false;
    for (const candidate of smaller(values)) {
      if (calls++ > shrinkCallsMax || Date.now() > end) return values;
      if (candidate.length !== values.length || !everyOutcome(operation, candidate).isDifferent) continue;
      values = candidate;
      goesOn = true;
      break;
    }
  }
  return values;
}

/** Prints who says what, and keeps the case as what most say; without native's word where only it differs. */
function report(operation, values) {
  const { outcomes, native } = everyOutcome(operation, values);
  const groups = [];
  for (const [name, each] of outcomes) {
    const group = groups.find(({ said }) => alike(said, each));
    if (group === undefined) groups.push({ said: each, names: [name] });
    else group.names.push(name);
  }
  if (options.native !== undefined && native === undefined && outcomes[0][1].fault?.code !== "invalid_argument") groups[0].names.unshift("native");
  groups.sort((left, right) => right.names.length - left.names.length);
  console.log(`${manifest.module}.${operation.name}: implementations differ\n  called with ${values.map(show).join(", ")}`);
  for (const { said, names } of groups) console.log(`  ${names.join(", ")}: ${shown(said)}`);
  if (native !== undefined) console.log(`  native: ${native.got}`);
  const file = path.join(options.vectors, `differential_${operation.export}.json`);
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { operation: operation.export, source: "sinter test --differential: what most implementations said; make sure that it is right", cases: [] };
  kept.cases.push(caseOf(operation.parameters, values, groups[0].said));
  const { cases, ...head } = kept;
  writeFileSync(file, `${JSON.stringify(head).slice(0, -1)},"cases":[\n${cases.map((each) => `  ${JSON.stringify(each)}`).join(",\n")}\n]}\n`);
  console.log(`  written to ${file}, with what ${groups[0].names.join(", ")} said: see that it is right\n  again: sinter test --differential ${manifest.module} --seed ${seed}`);
}

function printCounts(operations) {
  const left = manifest.functions.length - operations.length;
  console.log(`seed ${seed}: ${operations.length} functions${left === 0 ? "" : `, without ${left} that take objects or callbacks or are stateful`}`);
  for (const [name, count] of Object.entries(counts)) console.log(`  ${name.padEnd(12)} ${String(count).padStart(8)} cases`);
}

const operations = manifest.functions.filter(({ name, parameters, stateful }) =>
  stateful !== true && parameters.every(({ type }) => inputs.canMake(type)) && Object.values(called).every((functions) => functions === called.host || typeof functions[name] === "function"));

function round() {
  const forNative = new Map();
  for (const operation of operations) {
    const kept = [];
    for (let index = 0; index < casesPerRound; index++) {
      const values = inputs.arguments(operation.parameters);
      const { outcomes, isDifferent } = differenceInJavaScript(operation, values);
      if (isDifferent) return { operation, values };
      // Arguments that no function gets are refused before native code is asked.
      if (outcomes[0][1].fault?.code !== "invalid_argument") kept.push({ values, case: caseOf(operation.parameters, values, outcomes[0][1]) });
    }
    if (kept.length > 0) forNative.set(operation, kept);
  }
  if (options.native === undefined) return undefined;
  const [first] = nativeDifferences(new Map([...forNative].map(([{ export: name }, kept]) => [name, kept.map((each) => each.case)])));
  for (const kept of forNative.values()) counts.native += kept.length;
  if (first === undefined) return undefined;
  const [operation, kept] = [...forNative].find(([{ export: name }]) => name === first.operation);
  return { operation, values: kept[first.index].values };
}

if (operations.length === 0) {
  console.log(`${manifest.module} has no function whose arguments can be made from the manifest`);
  process.exit(1);
}
const end = Date.now() + Number(options.seconds) * 1000;
let found;
do found = round();
while (found === undefined && Date.now() < end);
printCounts(operations);
if (found !== undefined) {
  report(found.operation, shrunk(found.operation, found.values));
  process.exitCode = 1;
}
