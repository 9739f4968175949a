// `sinter size` against twiggy on large wasm files of other people's: CPU time and memory,
// interleaved, medians of ROUNDS.
//
//   node bench/size/measure.mjs [FOLDER]     default: .sinter/bench/size
//
// The first run fetches the modules with npm and builds twiggy with cargo, both into FOLDER.
// SINTER=<path> names another tool than .sinter/tool/sinter; ROUNDS=<n>, default 5.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = resolve(process.argv[2] ?? join(root, ".sinter/bench/size"));
const sinter = process.env.SINTER ?? join(root, ".sinter/tool/sinter");
const rounds = Number(process.env.ROUNDS ?? 5);
const twiggy = join(folder, "bin/twiggy");
const packages = ["esbuild-wasm@0.28.2", "@swc/wasm@1.16.18", "@duckdb/duckdb-wasm@1.32.0"];
const modules = ["esbuild-wasm/esbuild.wasm", "@swc/wasm/wasm_bg.wasm", "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"];

function prepare() {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "node_modules"))) {
    writeFileSync(join(folder, "package.json"), "{}");
    execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...packages], { cwd: folder, stdio: "inherit" });
  }
  if (!existsSync(twiggy)) execFileSync("cargo", ["install", "twiggy", "--version", "0.8.0", "--root", folder], { stdio: "inherit" });
}

/** CPU milliseconds and peak memory of one run, as GNU time says them. */
function run(command) {
  const { stderr, status } = spawnSync("/usr/bin/time", ["-f", "%U %S %M", ...command], { encoding: "utf8", maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  const [user, system, kilobytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { milliseconds: (user + system) * 1000, megabytes: kilobytes / 1024 };
}

const median = (numbers) => numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)];

function compare(path) {
  const commands = {
    "sinter size": [sinter, "size", path],
    "twiggy top": [twiggy, "top", path],
    "sinter size --dominators": [sinter, "size", path, "--dominators"],
    "twiggy dominators": [twiggy, "dominators", path],
    "sinter size, all of it": [sinter, "size", path, "--by", "export", "--dominators", "--garbage", "--paths", "malloc", "--top", "20"],
  };
  if (spawnSync(commands["sinter size, all of it"][0], commands["sinter size, all of it"].slice(1)).status !== 0) {
    commands["sinter size, all of it"].splice(commands["sinter size, all of it"].indexOf("--paths"), 2); // nothing of that name
  }
  const runs = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; ++round) {
    for (const [name, command] of Object.entries(commands)) runs[name].push(run(command));
  }
  for (const [name, list] of Object.entries(runs)) {
    const milliseconds = median(list.map((entry) => entry.milliseconds));
    console.log(`  ${name.padEnd(26)} ${milliseconds.toFixed(0).padStart(6)} ms CPU ${median(list.map((entry) => entry.megabytes)).toFixed(0).padStart(5)} MB`);
  }
}

prepare();
for (const module of modules) {
  const path = join(folder, "node_modules", module);
  console.log(`${module}, ${(statSync(path).size / 1e6).toFixed(1)} MB`);
  compare(path);
}
