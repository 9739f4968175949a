// What a call costs through our own glue and through jco's, for the same core: jco gets it
// as the component that `sinter component` makes.
//
//   (cd bench && npm ci) && node bench/bind/components.mjs [ROUNDS]
//
// Both run in one process, in turns, so that whatever slows the machine slows both. Prints
// medians, the median of the ratios of neighbouring turns, and what each glue weighs.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { bind, compile, repository } from "../../tests/e2e/bind/build.mjs";

const rounds = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-components-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const wasm = compile("component", [path.join(repository, "tests/e2e/bind/component.cc")], folder, "baseline", ["-O3"]);
const glue = bind("component", [wasm], folder);
const tool = process.env.SINTER ?? path.join(repository, ".sinter/tool/sinter");
execFileSync(tool, ["component", "--module", "component", "--project", "bench", "--linked", wasm, "-o", folder]);
const { transpile } = await import(pathToFileURL(createRequire(import.meta.url).resolve("@bytecodealliance/jco-transpile")));
const { files } = await transpile(path.join(folder, "component.component.wasm"), { name: "jco", outDir: path.join(folder, "jco") });
for (const [file, bytes] of Object.entries(files)) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
writeFileSync(path.join(folder, "jco/package.json"), '{"type": "module"}');

const ours = await (await import(pathToFileURL(glue))).load();
const { component: jco } = await import(pathToFileURL(path.join(folder, "jco/jco.js")));
const [left, right] = [{ x: 1, y: 2 }, { x: 3, y: 4 }];
const texts = ["Ada Love", "x".repeat(200)];
const numbers = [new Float64Array(16).fill(0.5), new Float64Array(1000).fill(0.5)];
const operations = {
  "add(int, int)": (host) => host.add(1, 2),
  "greet(8 chars)": (host) => host.greet(texts[0]),
  "greet(200 chars)": (host) => host.greet(texts[1]),
  "struct in and out": (host) => host.middle(left, right),
  "16 doubles": (host) => host.sum(numbers[0]),
  "1,000 doubles": (host) => host.sum(numbers[1]),
  "list of 3 structs, in and out": (host) => host.points(3),
};

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
function turn(operation, host) {
  let count = 0;
  const start = process.hrtime.bigint();
  let elapsed;
  do {
    for (let step = 0; step < 100; step++) operation(host);
    count += 100;
    elapsed = Number(process.hrtime.bigint() - start);
  } while (elapsed < 300_000);
  return elapsed / count;
}

console.log(`| ${rounds} rounds, Node ${process.versions.node} | own glue ns | jco ns | ratio |\n|---|---|---|---|`);
for (const [name, operation] of Object.entries(operations)) {
  const pairs = [];
  for (let round = 0; round < rounds + 20; round++) {
    const pair = [turn(operation, ours), turn(operation, jco)];
    if (round >= 20) pairs.push(pair);
  }
  const [own, other] = [0, 1].map((side) => median(pairs.map((pair) => pair[side])));
  console.log(`| ${name} | ${own.toFixed(1)} | ${other.toFixed(0)} | ${median(pairs.map(([a, b]) => b / a)).toFixed(0)} × |`);
}
const weight = (text) => `${text.length} B, brotli ${brotliCompressSync(text).length} B`;
console.log(`\nglue as written: own ${weight(readFileSync(glue))}; jco ${weight(readFileSync(path.join(folder, "jco/jco.js")))}`);
