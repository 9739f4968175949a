// How long it takes to bring every output back from the local cache after all of them were
// deleted, for sinter and the npm orchestrators, interleaved; prints medians and ratios.
//
//   node generate.mjs 1000 FOLDER; node npm.mjs FOLDER PACKAGES
//   node restore.mjs FOLDER [ROUNDS]        (SINTER=<path> for another tool)
//
// The first round fills the caches and is not counted.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2] ?? ".");
const rounds = Number(process.argv[3] ?? 7);
const sinter = resolve(process.env.SINTER ?? join(import.meta.dirname, "../../.sinter/tool/sinter"));
const environment = { ...process.env, CI: "1", TURBO_TELEMETRY_DISABLED: "1", NX_DAEMON: "false", NX_TUI: "false" };
const names = readdirSync(join(folder, "source"));

const packaged = (tool) => names.map((name) => join(folder, tool, "packages", name, "out"));
const program = (tool) => join(folder, tool, "node_modules/.bin", tool);
const tools = {
  sinter: {
    folder, outputs: names.map((name) => join(folder, "out", name)), argv: [sinter, "build", "--quiet"],
    environment: { SINTER_CACHE: join(folder, "sinter-cache") },
  },
  turbo: {
    folder: join(folder, "turbo"), outputs: packaged("turbo"),
    argv: [program("turbo"), "run", "build", "--concurrency", "2", "--output-logs", "none", "--no-update-notifier"],
    environment: { PATH: `${join(folder, "turbo/bin")}:${process.env.PATH}` },
  },
  nx: { folder: join(folder, "nx"), outputs: packaged("nx"), argv: [program("nx"), "run-many", "-t", "build", "--parallel", "2"] },
  wireit: {
    folder: join(folder, "wireit"), outputs: packaged("wireit"), argv: ["npm", "run", "all"],
    environment: { WIREIT_PARALLEL: "2", WIREIT_LOGGER: "quiet" },
  },
};

function run(tool) {
  for (const path of tool.outputs) rmSync(path, { force: true });
  const began = performance.now();
  execFileSync(tool.argv[0], tool.argv.slice(1), {
    cwd: tool.folder, env: { ...environment, ...tool.environment }, stdio: ["ignore", "ignore", "pipe"],
  });
  const took = performance.now() - began;
  const missing = tool.outputs.filter((path) => !readdirSync(join(path, "..")).includes(path.split("/").pop()));
  if (missing.length !== 0) throw new Error(`${tool.argv[0]} did not bring back ${missing.length} outputs, such as ${missing[0]}`);
  return took;
}

const times = Object.fromEntries(Object.keys(tools).map((name) => [name, []]));
for (let round = 0; round <= rounds; ++round) {
  for (const [name, tool] of Object.entries(tools)) {
    const took = run(tool);
    if (round !== 0) times[name].push(took);
  }
}
const median = (list) => list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
for (const [name, list] of Object.entries(times)) {
  const ratio = median(list.map((took, round) => took / times.sinter[round]));
  console.log(`${name.padEnd(7)} ${median(list).toFixed(0).padStart(6)} ms  ${ratio.toFixed(1).padStart(5)} x  (least ${Math.min(...list).toFixed(0)} ms)`);
}
