import path from "node:path";
import { pathToFileURL } from "node:url";

const [file, call] = process.argv.slice(-2);
const imported = await import(pathToFileURL(path.resolve(file)));
const module = typeof imported.load === "function" ? await imported.load() : imported;
const operation = new Function("module", `"use strict"; return () => (${call});`)(module);

globalThis.kept = undefined;
const batch = (count) => {
  const before = process.cpuUsage();
  for (let i = 0; i < count; ++i) globalThis.kept = operation();
  const used = process.cpuUsage(before);
  return (used.user + used.system) * 1000;
};

let count = 1;
const batchNs = 20e6;
// Engines compile twice, the second time in the background: the first batches do not count.
for (let ns = 0; (ns = batch(count)) < batchNs; ) count = Math.ceil(count * Math.min(10, (1.2 * batchNs) / (ns + 1)));
for (let i = 0; i < 3; ++i) batch(count);
const costs = Array.from({ length: 7 }, () => batch(count) / count).sort((left, right) => left - right);
console.log(costs[3]);
