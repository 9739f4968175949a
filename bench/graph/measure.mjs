// Times sinter, ninja and what no tool can do without on the graph of generate.mjs, in turn
// (A B C, C B A, ...); prints the median of each and of its ratio to ninja, when cold to floor,
// round by round: what a shared machine does to one, it does to the others.
//
//   node generate.mjs 10000 FOLDER
//   node measure.mjs FOLDER WHAT [ROUNDS]        (SINTER=<path> for another tool)
//
// PRIORITY="chrt -r 1" gives them all the processors while others work on the machine; for at most
// a second at a time, after which Linux takes some of it back: 2,000 actions.
//
//   no-op    nothing changed
//   leaf     the source of one action of the last layer changed
//   root     the source of one action of the first layer changed
//   rehash   sinter finds no time stamp as it was and reads every file; ninja looks at them
//   cold     nothing is there; floor starts the same processes and does nothing else
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const [folder, what, rounds = "11"] = process.argv.slice(2);
const sinter = resolve(process.env.SINTER ?? join(import.meta.dirname, "../../.sinter/tool/sinter"));
const at = (...path) => join(resolve(folder), ...path);
const slots = "2";

let changes = 0;
const change = (source) => () => writeFileSync(at("source", source), `changed ${process.pid} ${++changes}`);
const nothing = () => {};
function empty(...paths) {
  for (const path of paths) {
    rmSync(at(path), { recursive: true, force: true });
    if (path.endsWith("out")) mkdirSync(at(path));
  }
}
/** A time long ago, and another one each time: no output of ninja is older. */
function changeTimes() {
  const time = 1_000_000_000 + (Date.now() % 100_000_000);
  for (const kept of ["source", "out"]) for (const name of readdirSync(at(kept))) utimesSync(at(kept, name), time, time);
}

const commands = { sinter: [sinter, "build", "--quiet", "-j", slots], ninja: ["ninja", "-j", slots], floor: [at("floor"), slots, at("floor.txt")] };
const preparations = {
  "no-op": { sinter: nothing, ninja: nothing },
  leaf: { sinter: change("a9-0"), ninja: change("a9-0") },
  root: { sinter: change("a0-0"), ninja: change("a0-0") },
  rehash: { sinter: changeTimes, ninja: nothing },
  cold: {
    sinter: () => empty("out", ".sinter", "cache", "dist"),
    ninja: () => empty("ninja-out", ".ninja_log", ".ninja_deps"),
    floor: () => empty("out"),
  },
}[what];
if (!folder || !preparations || !existsSync(at("build.ninja"))) {
  console.error("usage: node measure.mjs FOLDER no-op|leaf|root|rehash|cold [ROUNDS]");
  process.exit(2);
}

/** The lines of floor are what ninja would run, with sinter's outputs. */
function prepareFloor() {
  execFileSync("clang-22", ["-O1", "-static", "-fuse-ld=lld", join(import.meta.dirname, "floor.c"), "-o", at("floor")]);
  const lines = readFileSync(at("build.ninja"), "utf8").matchAll(/^build (\S+): mix (.*)$/gm);
  writeFileSync(at("floor.txt"), [...lines].map(([, out, inputs]) => `./mix ${out} ${inputs}\n`).join("").replaceAll("ninja-out/", "out/"));
}

/** Wall and processor seconds, the latter with those of its children. */
function run(name) {
  const script = `TIMEFORMAT='%R %U %S'; time ${process.env.PRIORITY ?? ""} "$@" >/dev/null`;
  const { status, stderr } = spawnSync("bash", ["-c", script, "bash", ...commands[name]], {
    cwd: resolve(folder), encoding: "utf8", env: { ...process.env, SINTER_CACHE: at("cache") },
  });
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  const [wall, user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { wall, cpu: user + system };
}

const median = (list) => list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)];
const names = Object.keys(preparations);
const times = Object.fromEntries(names.map((name) => [name, []]));
if (what === "cold") prepareFloor();
else for (const name of names) run(name);
for (let round = 0; round < Number(rounds); ++round) {
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    preparations[name]();
    times[name].push(run(name));
  }
}
const base = what === "cold" ? "floor" : "ninja";
for (const name of names) {
  const of = (key) => median(times[name].map((time) => time[key]));
  const ratio = (key) => median(times[name].map((time, round) => time[key] / times[base][round][key]));
  console.log(
    `${name.padEnd(7)} wall ${(of("wall") * 1000).toFixed(0).padStart(6)} ms, cpu ${(of("cpu") * 1000).toFixed(0).padStart(6)} ms; ` +
      `of ${base}: wall ${ratio("wall").toFixed(2)}, cpu ${ratio("cpu").toFixed(2)}`,
  );
}
