// What dispatch and monitor cost a call: the same bound function called directly, and through the
// runtime with and without its monitor. Each contender is a process of its own, because a program
// has one instance of a module, and engines optimise calls of several less; in turns, medians of rounds.
//
//   node bench/runtime/calls.mjs [ROUNDS]      after `sinter build`
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(import.meta.dirname, "../../dist/npm/@sinter");
const load = (file) => import(pathToFileURL(join(dist, file)));
const functionsOf = async (options) => {
  const { createRuntime } = await load("runtime/node.mjs");
  const { plugin } = await load("modules/text/text.plugin.mjs");
  return (await createRuntime({ modules: [plugin], ...options })).load("text");
};
const contenders = {
  "bound directly": async () => (await load("modules/text/text.mjs")).load(),
  "runtime, no monitor": () => functionsOf({ monitor: false, pin: { text: "simd" } }),
  "runtime": () => functionsOf({ pin: { text: "simd" } }),
};
const bytes = new Uint8Array(24).fill(7);
const cases = {
  "utf8Length of 12 characters": (t) => t.utf8Length("hello, world"),
  "fnv1a32Bytes of 24": (t) => t.fnv1a32Bytes(bytes),
  "findFirst in 22 characters": (t) => t.findFirst("the cat sat on the mat", "sat"),
  "countBytes in 24": (t) => t.countBytes(bytes, bytes),
};
const median = (values) => values.sort((left, right) => left - right)[values.length >> 1];

/** Nanoseconds of processor time for each case; all are warm before the first is measured. */
function measure(functions) {
  const runs = Object.entries(cases).map(([name, call]) => {
    const run = (n) => {
      for (let i = 0; i < n; i++) call(functions);
    };
    run(200_000);
    return { name, run, times: [] };
  });
  for (let round = 0; round < 9; round++) {
    for (const { run, times } of runs) {
      const begin = process.cpuUsage();
      run(100_000);
      const { user, system } = process.cpuUsage(begin);
      times.push((user + system) / 100);
    }
  }
  return Object.fromEntries(runs.map(({ name, times }) => [name, median(times)]));
}

const [, script, argument = "11"] = process.argv;
if (argument in contenders) {
  console.log(JSON.stringify(measure(await contenders[argument]())));
} else {
  const found = Object.fromEntries(Object.keys(contenders).map((label) => [label, []]));
  for (let round = 0; round < Number(argument); round++) {
    const labels = Object.keys(contenders);
    for (const [turn] of labels.entries()) {
      const label = labels[(turn + round) % labels.length];
      found[label].push(JSON.parse(execFileSync(process.execPath, [script, label], { encoding: "utf8" })));
    }
  }
  for (const name of Object.keys(cases)) {
    const ns = (label) => median(found[label].map((each) => each[name]));
    console.log(`${name}: ${Object.keys(contenders).map((label) => `${label} ${ns(label).toFixed(0)} ns (+${(ns(label) - ns("bound directly")).toFixed(0)})`).join(", ")}`);
  }
}
