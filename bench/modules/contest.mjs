// What the benchmarks of modules share: their command line, who takes part, and turns taken
// in an order that changes, so that nobody always runs after the same neighbour.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";

const batchMs = 2;
const warmUpMs = 20;
// All wasm is optimised at once and JavaScript where it is called: compilers in the background would be counted to
// whoever is measured meanwhile, and be late where others want the processors.
for (const flag of ["--no-liftoff", "--no-wasm-tier-up", "--no-concurrent-recompilation"]) setFlagsFromString(flag);

const { values: options, positionals } = parseArgs({
  options: { twin: { type: "string" }, sizes: { type: "string", default: "64,1024,65536,4194304" }, tiny: { type: "boolean", default: false } },
  allowPositionals: true,
});
const rounds = options.tiny ? 1 : 11;

/** Of arguments, where a benchmark has several: `--sizes 64,1024`. */
export const sizes = options.sizes.split(",").map(Number);

const importFile = (file) => import(pathToFileURL(path.resolve(file)));

/** Both variants of `module` from the package on the command line, and its twin if one is named. */
export async function loadOurs(module) {
  if (positionals.length !== 1) {
    console.error(`usage: node bench/modules/${module}.mjs PACKAGE_FOLDER [--twin TWIN_MJS] [--tiny]`);
    process.exit(2);
  }
  const { load } = await importFile(path.join(positionals[0], module, `${module}.mjs`));
  const ours = { simd: await load({ variant: "simd" }), baseline: await load({ variant: "baseline" }) };
  if (options.twin !== undefined) ours.twin = await importFile(options.twin);
  return ours;
}

/** The same numbers in [0, 1) in every run. */
export const random = (() => {
  let state = 12345;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
})();

export function printConditions(ratio) {
  console.log(`node ${process.version}, ${process.platform} ${process.arch}; median processor time of ${rounds} rounds, ${ratio} in brackets`);
}

/** Processor time, which is the same however many others use the machine. */
function timeBatch(run, repetitions) {
  const before = process.cpuUsage();
  for (let i = 0; i < repetitions; i++) run();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / repetitions;
}

/** How often to call for one batch, found after warming up. */
function repetitionsFor(run) {
  if (options.tiny) return 1;
  const start = process.cpuUsage();
  for (let used = 0; used < warmUpMs;) {
    run();
    const { user, system } = process.cpuUsage(start);
    used = (user + system) / 1000;
  }
  let repetitions = 1;
  for (;;) {
    const elapsedNs = timeBatch(run, repetitions) * repetitions;
    if (elapsedNs >= batchMs * 1e6) return repetitions;
    repetitions = Math.ceil(repetitions * Math.min(10, (1.2 * batchMs * 1e6) / Math.max(elapsedNs, 1000) + 1));
  }
}

const median = (values) => values.sort((left, right) => left - right)[values.length >> 1];

/** Contenders are `{ label, run }`; gives `{ label, ns }` of one call each, in their order. */
export function compete(contenders) {
  const entries = contenders.map(({ run }) => ({ run, repetitions: repetitionsFor(run), times: [] }));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(turn + round) % entries.length];
      entry.times.push(timeBatch(entry.run, entry.repetitions));
    }
  }
  return contenders.map(({ label }, index) => ({ label, ns: median(entries[index].times) }));
}
