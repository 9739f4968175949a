// Measures what every implementation of a module costs for four sizes of arguments, and
// writes it as the module's dispatch.json, from which `sinter build` takes the order that
// the runtime begins with; or checks what the runtime would choose against a fresh measurement.
//
//   node dispatch.mjs --runtime DIR --package DIR --module NAME [--cells FILE.mjs] [--seed N] (--write FILE | --check)
//
// --cells exports `cells`: for operations that want them, a function from a size and the
// makers below to arguments. Without one, the first argument has the size and further
// texts are eight letters. Each implementation has a process of its own, as in a program: of
// several instances in one, engines optimise the calls of none for itself. In each round every
// one takes a turn, in an order that changes; of each of three sets of arguments the median of
// processor times is kept, and of those the geometric mean. An implementation that needs
// longer than 50 ms for a call is not asked for larger sizes.
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";

const { values: options } = parseArgs({
  options: {
    runtime: { type: "string" }, package: { type: "string" }, module: { type: "string" }, cells: { type: "string" }, seed: { type: "string", default: "1" },
    write: { type: "string" }, check: { type: "boolean", default: false },
  },
});
if (!options.runtime || !options.package || !options.module || (options.write === undefined) === !options.check) {
  console.error("usage: node dispatch.mjs --runtime DIR --package DIR --module NAME [--cells FILE.mjs] [--seed N] (--write FILE | --check)");
  process.exit(2);
}
// All wasm is optimised at once and JavaScript where it is called: compilers in the background would be counted to
// whoever is measured meanwhile, and be late where others want the processors.
for (const flag of ["--no-liftoff", "--no-wasm-tier-up", "--no-concurrent-recompilation"]) setFlagsFromString(flag);
const load = (...parts) => import(pathToFileURL(path.resolve(...parts)));
const { plugin } = await load(options.package, options.module, `${options.module}.plugin.mjs`);
const { cells = {} } = options.cells === undefined ? {} : await load(options.cells);
const manifest = JSON.parse(readFileSync(path.join(options.package, options.module, "manifest.json"), "utf8"));

const sizes = [64, 1024, 65536, 4194304];
const roundsOf = (size) => (size <= 1024 ? 15 : 5); // of each set of arguments; a few per cent decide where calls are short
const argumentSets = [0, 1, 2];
const callNsMax = 5e7;
const batchNs = 1e6;

let state = 0; // set for each cell, so that all processes make the same arguments
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const words = "the quick brown fox jumps over a lazy dog while function return const value export Grüße".split(" ");
const prose = (size) => {
  let text = "";
  while (text.length < size) text += `${words[Math.floor(random() * words.length)]} `;
  return text.slice(0, size);
};
const makers = {
  prose,
  bytes: (size) => {
    const bytes = new TextEncoder().encode(prose(size)).slice(0, size);
    return bytes.fill(0x20, bytes.findLastIndex((byte) => byte < 0x80) + 1); // no character is cut
  },
  numbers: (count) => Float64Array.from({ length: Math.max(1, count) }, random),
};

/** Arguments by the declared types; nothing for an operation that needs others. */
function argumentsFor(name, parameters, size) {
  if (Object.hasOwn(cells, name)) return cells[name](size, makers);
  const made = parameters.map(({ type }, index) => {
    const bytes = index === 0 ? size : 8;
    if (type === "string") return prose(bytes);
    if (type?.numbers === "u8" || type?.in_out === "u8") return makers.bytes(bytes);
    if (type?.numbers === "f64") return makers.numbers(bytes >> 3);
    if (type?.optional !== undefined) return undefined;
    return null;
  });
  return made.includes(null) ? undefined : made;
}

const cpuNs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

function batch({ call, values }, repetitions) {
  const begin = cpuNs();
  for (let index = 0; index < repetitions; index++) call(...values);
  return (cpuNs() - begin) / repetitions;
}

/** Warms up, then finds how many calls make a batch; two may be all there is time for, the first of which does not know its types yet. */
function prepare(entry) {
  let onceNs = batch(entry, 1);
  if (onceNs > callNsMax) onceNs = Math.min(onceNs, batch(entry, 1));
  if (onceNs > callNsMax) return { ...entry, repetitions: 0, times: [onceNs] };
  for (let spent = cpuNs() + 1e7; cpuNs() < spent; ) entry.call(...entry.values);
  let repetitions = 1;
  for (let ns; (ns = batch(entry, repetitions) * repetitions) < batchNs; ) repetitions = Math.ceil(repetitions * Math.min(10, (1.2 * batchNs) / Math.max(ns, batchNs / 100) + 1));
  return { ...entry, repetitions, times: [] };
}

const median = (values) => values.sort((left, right) => left - right)[values.length >> 1];

/** The process of one implementation: a runtime in which it is pinned, and one operation at a time. */
async function answer(method) {
  const { createRuntime } = await load(options.runtime, "index.mjs");
  const runtime = await createRuntime({ modules: [plugin], pin: { [plugin.name]: method }, monitor: false });
  const functions = await runtime.load(plugin.name);
  let entry;
  const take = async ({ name, size, set }) => {
    state = (Number(options.seed) * argumentSets.length + set) * 7919 + 12345;
    const values = argumentsFor(name, manifest.functions.find((each) => each.name === name).parameters, size);
    if (values === undefined || (await runtime.execute(plugin.name, name, ...values)).method !== method) return {};
    entry = prepare({ call: functions[name], values });
    return { onceNs: entry.times[0], isReady: entry.repetitions > 0 };
  };
  process.on("message", async (cell) => process.send(cell === "batch" ? batch(entry, entry.repetitions) : await take(cell)));
}

/** Starts a process for each implementation; `ask` sends it a cell, or that it shall measure a batch, and waits for what it says. */
const startAll = () => plugin.methods.map((method) => {
  const child = fork(import.meta.filename, process.argv.slice(2), { env: { ...process.env, SINTER_DISPATCH_METHOD: method } });
  const ask = (what) => new Promise((resolve, reject) => {
    child.once("message", resolve).once("exit", (code) => reject(new Error(`the process of ${method} ended with ${code}`)));
    child.send(what);
  }).finally(() => child.removeAllListeners());
  return { method, child, ask };
});

/** The medians of those among `asked` that answer the cell; of what takes too long, the one time. */
async function measure(asked, cell) {
  const medians = new Map();
  const turns = [];
  for (const each of asked) {
    const { onceNs, isReady } = await each.ask(cell);
    if (isReady) turns.push({ ...each, times: [] });
    else if (onceNs !== undefined) medians.set(each.method, onceNs);
  }
  for (let round = 0; round < roundsOf(cell.size); round++) {
    for (let turn = 0; turn < turns.length; turn++) {
      const { ask, times } = turns[(turn + round) % turns.length];
      times.push(await ask("batch"));
    }
  }
  for (const { method, times } of turns) medians.set(method, median(times));
  return medians;
}

const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** The costs of all operations without state, by name and implementation. */
async function measureAll() {
  const children = startAll();
  const operations = {};
  for (const { name } of manifest.functions.filter((entry) => !plugin.operations[entry.name].startsWith("!"))) {
    const costs = Object.fromEntries(plugin.methods.map((method) => [method, []]));
    for (const [sizeClass, size] of sizes.entries()) {
      const asked = children.filter(({ method }) => costs[method].length === sizeClass && (costs[method].at(-1) ?? 0) <= callNsMax);
      const found = [];
      for (const set of argumentSets) found.push(await measure(asked, { name, size, set }));
      for (const { method } of asked) {
        const times = found.flatMap((medians) => medians.get(method) ?? []);
        if (times.length > 0) costs[method].push(Math.round(geometricMean(times)));
      }
    }
    const measured = Object.fromEntries(Object.entries(costs).filter(([, list]) => list.length > 0));
    if (Object.keys(measured).length > 0) operations[name] = measured;
  }
  for (const { child } of children) child.disconnect();
  return operations;
}

function write(operations) {
  const lines = Object.entries(operations).map(([name, costs]) => `    ${JSON.stringify(name)}: ${JSON.stringify(costs)}`);
  const measured = { with: `node ${process.version}, ${process.platform} ${process.arch}`, sizes_bytes: sizes };
  writeFileSync(options.write, `{\n  "measured": ${JSON.stringify(measured)},\n  "operations": {\n${lines.join(",\n")}\n  }\n}\n`);
  console.log(`${options.write}: ${lines.length} operations`);
}

/** Who the runtime begins with: of the variants it makes one instance, of the first. */
function chosenAmong(found, name, sizeClass) {
  const others = Object.keys(plugin.variants).slice(1);
  const order = [...(manifest.dispatch.operations[name].order?.[sizeClass] ?? []), ...plugin.methods];
  const chosen = order.find((method) => !others.includes(method) && found.some((each) => each.method === method));
  return found.find(({ method }) => method === chosen);
}

function check(operations) {
  let [cellCount, good] = [0, 0];
  for (const name of Object.keys(operations)) {
    for (const [sizeClass, size] of sizes.entries()) {
      const found = Object.entries(operations[name]).flatMap(([method, list]) => (list[sizeClass] === undefined ? [] : [{ method, ns: list[sizeClass] }]));
      const chosen = chosenAmong(found, name, sizeClass);
      if (chosen === undefined) continue;
      const best = found.reduce((left, right) => (right.ns < left.ns ? right : left));
      const ratio = chosen.ns / best.ns;
      cellCount++;
      if (ratio <= 1.1) good++;
      console.log(`${name} ${size}: ${found.map(({ method, ns }) => `${method} ${(ns / 1e3).toFixed(2)} us`).join(", ")}; chosen ${chosen.method}${ratio > 1.1 ? `, ${ratio.toFixed(2)} x ${best.method}` : ""}`);
    }
  }
  console.log(`${good} of ${cellCount} choices are the fastest or within 10 % of it (${((100 * good) / cellCount).toFixed(1)} %)`);
}

const { SINTER_DISPATCH_METHOD: ownMethod } = process.env;
if (ownMethod !== undefined) await answer(ownMethod);
else if (options.write !== undefined) write(await measureAll());
else check(await measureAll());
