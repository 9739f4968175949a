import path from "node:path";
import { pathToFileURL } from "node:url";

const [file, call] = process.argv.slice(-2);
process.once("exit", () => {
  if (process.exitCode === 13) console.error(`\`${call}\` gave a promise that nothing keeps`);  // Node's code for it
});
const imported = await import(pathToFileURL(path.resolve(file)));
const module = typeof imported.load === "function" ? await imported.load() : imported;
const operation = new Function("module", `"use strict"; return () => (${call});`)(module);

globalThis.kept = operation();
const isAwaited = typeof globalThis.kept?.then === "function";  // then a call costs what it does until it is kept
if (isAwaited) await globalThis.kept;
const batch = async (count) => {
  const before = process.cpuUsage();
  if (isAwaited) for (let i = 0; i < count; ++i) globalThis.kept = await operation();
  else for (let i = 0; i < count; ++i) globalThis.kept = operation();
  const used = process.cpuUsage(before);
  return (used.user + used.system) * 1000;
};

let count = 1;
const batchNs = 20e6;
const batchMsMax = 1000;  // what mostly waits would take long to use so much of the processor
// Engines compile twice, the second time in the background: the first batches do not count.
for (;;) {
  const began = performance.now();
  const ns = await batch(count);
  const growth = Math.min(10, (1.2 * batchNs) / (ns + 1), batchMsMax / (performance.now() - began));
  if (ns >= batchNs || growth < 1.2) break;
  count = Math.ceil(count * growth);
}
for (let i = 0; i < 3; ++i) await batch(count);
const costs = [];
for (let i = 0; i < 7; ++i) costs.push((await batch(count)) / count);
console.log(costs.sort((left, right) => left - right)[3]);
