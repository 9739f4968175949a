// How long collecting garbage takes in a cache of N objects, each named by an entry of its
// own: when there is nothing to remove, when half has to go, and while a build runs. The
// cache is filled by builds of steps that write one small file each.
//
//   node gc.mjs N FOLDER        (SINTER=<path> for another tool; fills FOLDER only when it is not there)
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const count = Number(process.argv[2]);
const folder = resolve(process.argv[3] ?? ".");
if (!Number.isInteger(count) || count < 4 || process.argv.length < 4) {
  console.error("usage: node gc.mjs N FOLDER   (N at least 4)");
  process.exit(2);
}
const sinter = resolve(process.env.SINTER ?? join(import.meta.dirname, "../../.sinter/tool/sinter"));
const projectCount = 4;
const stepCount = Math.floor(count / projectCount);
const cache = join(folder, "cache");
const options = (name, cacheFolder = cache) => ({
  cwd: join(folder, name), env: { PATH: process.env.PATH, SINTER_CACHE: cacheFolder }, encoding: "utf8",
});

function fill() {
  mkdirSync(folder, { recursive: true });
  const source = "#include <stdio.h>\nint main(int n, char **a) { FILE *f = fopen(a[1], \"wb\"); return n != 2 || !f || fputs(a[1], f) < 0 || fclose(f); }\n";
  writeFileSync(join(folder, "write.c"), source);
  for (let project = 0; project < projectCount; ++project) {
    mkdirSync(join(folder, `p${project}`));
    execFileSync("clang-22", ["-O1", "-static", "-fuse-ld=lld", "-s", "write.c", "-o", `p${project}/write`], { cwd: folder });
    const steps = Array.from({ length: stepCount }, (_, i) => `[step.s${i}]\nrun = ["./write", "out/${project}-${i}"]\noutputs = ["out/${project}-${i}"]\n`);
    writeFileSync(join(folder, `p${project}/sinter.toml`), `[project]\nname = "gc"\n${steps.join("")}`);
    execFileSync(sinter, ["build", "--quiet"], options(`p${project}`));
  }
}

/** Milliseconds of wall clock and of CPU, and what the command said as JSON. */
function timed(args, cacheFolder) {
  const words = ["-c", 'TIMEFORMAT="%R %U %S"; time "$0" "$@"', sinter, "cache", ...args, "--json"];
  const run = spawnSync("bash", words, { ...options("p0", cacheFolder), stdio: ["ignore", "pipe", "pipe"] });
  if (run.status !== 0) throw new Error(run.stderr);
  const [wall, user, system] = run.stderr.trim().split(" ").map((seconds) => Number(seconds) * 1000);
  return { wall, cpu: user + system, said: JSON.parse(run.stdout) };
}
const line = (what, { wall, cpu }, note) => console.log(`${what.padEnd(36)} ${wall.toFixed(0).padStart(6)} ms wall ${cpu.toFixed(0).padStart(6)} ms CPU  ${note}`);
const median = (list) => list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
const medians = (runs) => ({ wall: median(runs.map((run) => run.wall)), cpu: median(runs.map((run) => run.cpu)) });

if (!existsSync(cache)) fill();
const stats = timed(["stats"]);
line("cache stats", stats, `${stats.said.objects.count} objects, ${stats.said.entries.count} entries`);
line("cache gc, nothing to remove, of 5", medians(Array.from({ length: 5 }, () => timed(["gc"]))), "");

const copy = join(folder, "copy");
const size = (percent) => `${Math.floor((stats.said.size_bytes * percent) / 100 / 1000)} KB`;
function copyCache() {
  rmSync(copy, { recursive: true, force: true });
  execFileSync("cp", ["-a", cache, copy]);
}
copyCache();
const half = timed(["gc", "--size", size(50)], copy);
line("cache gc, more than half has to go", half, `${half.said.removed.objects} objects and ${half.said.removed.entries} entries removed`);

// A build that restores what is left and makes the rest, while its cache is trimmed again and again.
copyCache();
rmSync(join(folder, "p0/out"), { recursive: true });
const build = spawn(sinter, ["build", "--quiet"], { ...options("p0", copy), stdio: "inherit" });
let exit;
const ended = new Promise((done) => build.on("close", (code) => { exit = code; done(); }));
const beside = [];
for (let percent = 90; exit === undefined && percent > 10; percent -= 20) {
  const began = performance.now();
  await new Promise((done) => {
    spawn(sinter, ["cache", "gc", "--size", size(percent)], { ...options("p0", copy), stdio: "ignore" }).on("close", done);
  });
  beside.push(performance.now() - began);
}
await ended;
const wrong = Array.from({ length: stepCount }, (_, i) => `out/0-${i}`).filter((path) => readFileSync(join(folder, "p0", path), "utf8") !== path);
if (exit !== 0 || wrong.length !== 0) throw new Error(`the build beside ended with ${exit} and ${wrong.length} wrong outputs`);
console.log(`beside a build, ${beside.length} collections: its ${stepCount} outputs are right`);
rmSync(copy, { recursive: true });
