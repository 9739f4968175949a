// How often the runtime's choice is right, over all modules: each cell (operation, class of sizes)
// is measured anew with other arguments than those that dispatch.json was made with, and what
// the runtime begins with is held against the winner.
//
//   node bench/modules/choices.mjs [SEED]      after `sinter build`
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const dist = path.join(root, "dist/npm/@sinter");
const seed = process.argv[2] ?? "2";
const modules = readdirSync(path.join(root, "modules")).filter((name) => existsSync(path.join(root, "modules", name, "dispatch.json")));
let [right, all] = [0, 0];
for (const name of modules) {
  const cells = path.join(root, "modules", name, "cells.mjs");
  const command = [
    path.join(root, "sdk/testing/dispatch.mjs"), "--runtime", path.join(dist, "runtime"), "--package", path.join(dist, "modules"), "--module", name,
    ...(existsSync(cells) ? ["--cells", cells] : []), "--check", "--seed", seed,
  ];
  const lines = execFileSync(process.execPath, command, { encoding: "utf8" }).trimEnd().split("\n");
  const [good, count] = lines.at(-1).match(/\d+/g).map(Number);
  right += good;
  all += count;
  console.log(`${name}: ${good} of ${count}`);
  for (const line of lines.filter((text) => /chosen \w+, /.test(text))) console.log(`  ${line}`);
}
console.log(`${right} of ${all} choices are the fastest or within 10 % of it (${((100 * right) / all).toFixed(1)} %)`);
