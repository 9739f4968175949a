// How often `sinter bench` is wrong on this machine as it is now: it compares a program of
// 8 ms with itself, where every alarm is false, and with one that does 5 % less, where every
// silence is a miss.
//
//   node bench/bench/trials.mjs [--tool .sinter/tool/sinter] [--trials 40] [--runs 30]
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    tool: { type: "string", default: ".sinter/tool/sinter" },
    trials: { type: "string", default: "40" },
    runs: { type: "string", default: "30" },
  },
});
const tool = path.resolve(options.tool);
const trials = Number(options.trials);

const source = `
#include <stdint.h>
int main(void) {
  uint64_t state = 1;
  for (uint64_t i = 0; i < STEPS; ++i) state = state * 6364136223846793005u + (state >> 33);
  return state == 0;
}
`;

const folder = mkdtempSync(path.join(tmpdir(), "sinter-trials-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, "work.c"), source);
const compile = (name, steps) =>
  execFileSync("clang-22", ["-O1", `-DSTEPS=${steps}u`, "work.c", "-o", name], { cwd: folder, stdio: "inherit" });
const steps = 5_000_000;
compile("work", steps);
compile("less", Math.round(steps / 1.05));
writeFileSync(path.join(folder, "sinter.toml"), `[project]\nname = "trials"\n[bench.work]\ncommand = ["./work"]\nruns = ${options.runs}\n`);

function trial(against) {
  const run = spawnSync(tool, ["bench", "--against", against, "--json"], { cwd: folder, encoding: "utf8" });
  if (run.status > 1) throw new Error(run.stderr);
  const [{ figures: [figure] }] = JSON.parse(run.stdout).benchmarks;
  return { ratio: figure.cpu.ratio.estimate, isAlarm: figure.alarms.length > 0, wasSeenOnce: figure.again !== undefined, ns: figure.now.cpu_ns };
}

/** The 5th and the 95th percentile. */
const span = (values) => [0.05, 0.95].map((share) => values.sort((a, b) => a - b)[Math.round(share * (values.length - 1))].toFixed(3)).join(" to ");

for (const [name, against] of [["the same", "work"], ["5 % less", "less"]]) {
  const before = loadavg()[0];
  const results = Array.from({ length: trials }, () => trial(against));
  const count = (key) => results.filter((result) => result[key]).length;
  console.log(
    `against ${name}: ${count("isAlarm")} alarms in ${trials} trials of ${options.runs} rounds (${count("wasSeenOnce")} looked slower once), ` +
      `ratio ${span(results.map(({ ratio }) => ratio))}, a run ${(results[0].ns / 1e6).toFixed(1)} ms, load ${before.toFixed(1)} to ${loadavg()[0].toFixed(1)}`,
  );
}
