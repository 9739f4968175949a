// How soon `build --watch` starts and ends the build after a file was written, in a graph
// that generate.mjs has made; prints medians and the worst.
//
//   node generate.mjs 1000 FOLDER; node watch.mjs FOLDER [ROUNDS]   (SINTER=<path> for another tool)
import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const folder = resolve(process.argv[2] ?? ".");
const rounds = Number(process.argv[3] ?? 31);
const sinter = resolve(process.env.SINTER ?? join(import.meta.dirname, "../../.sinter/tool/sinter"));
// The last source: as far from the top of the graph as the least work.
const source = join(folder, "source", readdirSync(join(folder, "source")).sort().at(-1));

const child = spawn(sinter, ["build", "--watch", "--json"], {
  cwd: folder, stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, SINTER_CACHE: join(folder, "sinter-cache") },
});
const seen = { files_changed: [], build_finished: [] };
let written = 0, round = 0;
createInterface({ input: child.stdout }).on("line", (line) => {
  const { event } = JSON.parse(line);
  if (round > 0) seen[event]?.push(performance.now() - written);
  if (event !== "watching") return;
  if (++round > rounds) return child.kill("SIGINT");
  // After a pause, so that one round does not run into the next.
  setTimeout(() => { writeFileSync(source, `${process.pid} ${round}\n`); written = performance.now(); }, 100);
});
child.on("close", () => {
  for (const [event, times] of Object.entries(seen)) {
    times.sort((a, b) => a - b);
    console.log(`${event}: median ${times[times.length >> 1].toFixed(1)} ms, worst ${times.at(-1).toFixed(1)} ms, of ${times.length}`);
  }
});
