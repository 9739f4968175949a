// What dispatch and monitor cost a call: the same bound function called directly, through
// the runtime with and without its monitor, and by name; interleaved, medians of rounds.
//
//   node bench/runtime/calls.mjs      after `sinter build`
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(import.meta.dirname, "../../dist/npm/@sinter");
const { createRuntime } = await import(pathToFileURL(join(dist, "runtime/index.mjs")));
const { plugin } = await import(pathToFileURL(join(dist, "modules/text/text.plugin.mjs")));
const { load } = await import(pathToFileURL(join(dist, "modules/text/text.mjs")));

const direct = await load();
const load_with = async (options) => (await createRuntime({ modules: [plugin], pin: { text: direct.variant }, ...options })).load("text");
const contenders = {
  "bound directly": direct,
  "runtime, no monitor": await load_with({ monitor: false }),
  "runtime, adapting, no monitor": await load_with({ monitor: false, pin: {} }),
  "runtime": await load_with({}),
};
const bytes = new Uint8Array(24).fill(7);
const cases = {
  "utf8Length of 12 characters": (t) => t.utf8Length("hello, world"),
  "fnv1a32Bytes of 24": (t) => t.fnv1a32Bytes(bytes),
  "findFirst in 22 characters": (t) => t.findFirst("the cat sat on the mat", "sat"),
};
const median = (values) => values.sort((left, right) => left - right)[values.length >> 1];
for (const [name, call] of Object.entries(cases)) {
  const runs = Object.entries(contenders).map(([label, functions]) => {
    // Its own function for each, so that engines see one shape in each.
    const run = new Function("t", "bytes", `const call = ${call}; return (n) => { let last; for (let i = 0; i < n; i++) last = call(t); return last; };`)(functions, bytes);
    run(200_000);
    return { label, run, times: [] };
  });
  for (let round = 0; round < 31; round++) {
    for (let turn = 0; turn < runs.length; turn++) {
      const entry = runs[(turn + round) % runs.length];
      const begin = process.cpuUsage();
      entry.run(50_000);
      const { user, system } = process.cpuUsage(begin);
      entry.times.push(((user + system) * 1000) / 50_000);
    }
  }
  const base = median(runs[0].times);
  console.log(`${name}: ${runs.map(({ label, times }) => `${label} ${median(times).toFixed(0)} ns (+${(median(times) - base).toFixed(0)})`).join(", ")}`);
}
