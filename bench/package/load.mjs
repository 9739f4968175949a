// What it takes from nothing to the first result of `text`: as a program of its own in Node,
// beside one that does nothing; and in Chromium, in a page whose files are in its cache.
//
//   node bench/package/load.mjs [pairs]      after `sinter build`
//
// Prints milliseconds: medians, and of the differences pair by pair. CPU time, because others
// use the machine, too; it counts all threads, so it is more than one waits for.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { engineVersion, openPage } from "../../sdk/testing/browsers.mjs";

const pairs = Number(process.argv[2] ?? 40);
const folder = resolve(import.meta.dirname, "../../dist/npm/@sinter/modules");
const scratch = mkdtempSync(join(tmpdir(), "sinter-load-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const told = "process.on('exit', () => { const { user, system } = process.cpuUsage(); console.log(JSON.stringify([performance.now(), (user + system) / 1e3])); });\n";
const programs = {
  empty: told,
  load: `${told}const { load } = await import(${JSON.stringify(join(folder, "text/text.mjs"))});\nif ((await load()).count("banana", "an") !== 2) throw new Error("wrong");\n`,
};
for (const [name, text] of Object.entries(programs)) writeFileSync(join(scratch, `${name}.mjs`), text);
const measure = (name) => JSON.parse(spawnSync(process.execPath, [join(scratch, `${name}.mjs`)], { encoding: "utf8" }).stdout);

measure("load");
const rows = Array.from({ length: pairs }, (_, index) => {
  const order = index % 2 ? ["empty", "load"] : ["load", "empty"];
  return Object.fromEntries(order.map((name) => [name, measure(name)]));
});
for (const [column, what] of [[0, "from start to end"], [1, "CPU"]]) {
  const of = (name) => median(rows.map((row) => row[name][column])).toFixed(1);
  const more = median(rows.map((row) => row.load[column] - row.empty[column])).toFixed(1);
  console.log(`Node ${process.version}, ${what}: empty ${of("empty")}, with text ${of("load")}, difference ${more} (${pairs} pairs)`);
}

// The first visit fills the cache, the others are measured: from before the import to the result.
writeFileSync(join(scratch, "page.html"), `<!doctype html><script type="module">
const visit = Number(new URL(location).searchParams.get("visit") ?? 0);
const began = performance.now();
const { load } = await import("/package/text/text.mjs");
const found = (await load()).count("banana", "an");
const times = [...JSON.parse(sessionStorage.times ?? "[]"), performance.now() - began];
sessionStorage.times = JSON.stringify(times);
if (found !== 2) throw new Error("wrong");
if (visit < 20) location.href = "?visit=" + (visit + 1);
else await fetch("/report", { method: "POST", body: JSON.stringify(times) });
</script>`);
if (engineVersion("chromium") !== undefined) {
  const [first, ...cached] = await openPage("chromium", { "/": scratch, "/package/": folder }, "/page.html");
  console.log(`Chromium ${engineVersion("chromium")}, import to first result: first visit ${first.toFixed(1)}, from cache ${median(cached).toFixed(1)}, best ${Math.min(...cached).toFixed(1)} (${cached.length} visits)`);
}
