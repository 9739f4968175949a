// Measures what every implementation of a module costs for four sizes of arguments, and
// writes it as the module's dispatch.json, from which `sinter build` takes the order that
// the runtime begins with; or checks what the runtime would choose against a fresh measurement.
//
//   node dispatch.mjs --runtime DIR --package DIR --module NAME [--cells FILE.mjs] [--seed N] (--write FILE | --check)
//
// --cells exports `cells`: for operations that want them, a function from a size and the
// makers below to arguments. Without one, the first argument has the size and further
// texts are eight letters. In each round every implementation takes a turn, in an order
// that changes; what is kept is the median of processor times. An implementation that
// needs longer than 50 ms for a call is not asked for larger sizes.
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
const { createRuntime } = await load(options.runtime, "index.mjs");
const { plugin } = await load(options.package, options.module, `${options.module}.plugin.mjs`);
const { cells = {} } = options.cells === undefined ? {} : await load(options.cells);
const manifest = JSON.parse(readFileSync(path.join(options.package, options.module, "manifest.json"), "utf8"));

const sizes = [64, 1024, 65536, 4194304];
const roundsOf = (size) => (size <= 1024 ? 45 : 15); // a few per cent decide where calls are short
const callNsMax = 5e7;
const batchNs = 1e6;

let state = Number(options.seed) * 7919 + 12345;
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

/** Each implementation by itself: a runtime in which it is pinned. */
const pinned = Object.fromEntries(await Promise.all(plugin.methods.map(async (method) => {
  const runtime = await createRuntime({ modules: [plugin], pin: { [plugin.name]: method }, monitor: false });
  return [method, { runtime, functions: await runtime.load(plugin.name) }];
})));

const operations = {};
const isPure = (name) => !plugin.operations[name].startsWith("!");
for (const { name, parameters } of manifest.functions.filter((entry) => isPure(entry.name))) {
  const costs = Object.fromEntries(plugin.methods.map((method) => [method, []]));
  for (const [sizeClass, size] of sizes.entries()) {
    const values = argumentsFor(name, parameters, size);
    if (values === undefined) break;
    const entries = [];
    for (const method of plugin.methods) {
      if (costs[method].length < sizeClass || (costs[method].at(-1) ?? 0) > callNsMax) continue;
      const { method: answered } = await pinned[method].runtime.execute(plugin.name, name, ...values);
      if (answered !== method) continue;
      const entry = prepare({ method, call: pinned[method].functions[name], values });
      entries.push(entry);
      if (entry.repetitions === 0) costs[method].push(entry.times[0]);
    }
    const turns = entries.filter(({ repetitions }) => repetitions > 0);
    for (let round = 0; round < roundsOf(size); round++) {
      for (let turn = 0; turn < turns.length; turn++) {
        const entry = turns[(turn + round) % turns.length];
        entry.times.push(batch(entry, entry.repetitions));
      }
    }
    for (const { method, times } of turns) costs[method].push(Math.round(median(times)));
  }
  const measured = Object.fromEntries(Object.entries(costs).filter(([, list]) => list.length > 0));
  if (Object.keys(measured).length > 0) operations[name] = measured;
}

/** Who the runtime begins with: of the variants it makes one instance, of the first. */
function chosenFor(name, sizeClass) {
  const others = Object.keys(plugin.variants).slice(1);
  const order = manifest.dispatch.operations[name].order?.[sizeClass] ?? [];
  return [...order, ...plugin.methods].find((method) => !others.includes(method) && operations[name][method]?.[sizeClass] !== undefined);
}

if (options.write !== undefined) {
  const lines = Object.entries(operations).map(([name, costs]) => `    ${JSON.stringify(name)}: ${JSON.stringify(costs)}`);
  const measured = { with: `node ${process.version}, ${process.platform} ${process.arch}`, sizes_bytes: sizes };
  writeFileSync(options.write, `{\n  "measured": ${JSON.stringify(measured)},\n  "operations": {\n${lines.join(",\n")}\n  }\n}\n`);
  console.log(`${options.write}: ${lines.length} operations`);
} else {
  let [cellCount, good] = [0, 0];
  for (const name of Object.keys(operations)) {
    for (const [sizeClass, size] of sizes.entries()) {
      const found = Object.entries(operations[name]).flatMap(([method, list]) => (list[sizeClass] === undefined ? [] : [{ method, ns: list[sizeClass] }]));
      if (found.length === 0) continue;
      const best = found.reduce((left, right) => (right.ns < left.ns ? right : left));
      const chosen = found.find(({ method }) => method === chosenFor(name, sizeClass));
      const ratio = chosen.ns / best.ns;
      cellCount++;
      if (ratio <= 1.1) good++;
      console.log(`${name} ${size}: ${found.map(({ method, ns }) => `${method} ${(ns / 1e3).toFixed(2)} us`).join(", ")}; chosen ${chosen.method}${ratio > 1.1 ? `, ${ratio.toFixed(2)} x ${best.method}` : ""}`);
    }
  }
  console.log(`${good} of ${cellCount} choices are the fastest or within 10 % of it (${((100 * good) / cellCount).toFixed(1)} %)`);
}
