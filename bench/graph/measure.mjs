// Times sinter against ninja, or when cold against what no tool can do without, on the graph of generate.mjs. Each
// round is sinter, other, other, sinter or the reverse, so that a machine that becomes slower or faster meanwhile does
// it to both alike; a round gives one ratio. Printed are the median of the ratios with an interval that holds the true
// one with 95 % (of less than six rounds: least and most), and as a control the same of the other against itself.
//
//   node generate.mjs 10000 FOLDER                FOLDER on tmpfs: a disk would be measured, too
//   node measure.mjs FOLDER WHAT [ROUNDS]         (SINTER=<path> for another tool, OTHER=<path> for an older one as the other)
//
// PRIORITY="chrt -r 1" gives them all the processors while others work on the machine; for at most
// a second at a time, after which Linux takes some of it back: 1,000 actions.
//
//   no-op        nothing changed
//   leaf         the source of one action of the last layer changed
//   root         the source of one action of the first layer changed
//   rehash       sinter finds no time stamp as it was and reads every file; ninja looks at them
//   cold         nothing is there; floor starts the same processes and does nothing else
//   cold-ninja   the same of ninja
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const [folder = "", what, rounds = "11"] = process.argv.slice(2);
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

const build = (tool) => [tool, "build", "--quiet", "-j", slots];
const commands = {
  sinter: build(sinter),
  older: build(process.env.OTHER),
  ninja: ["ninja", "-j", slots],
  floor: [at("floor"), slots, at("floor.txt")],
};
const cold = {
  sinter: () => empty("out", ".sinter", "cache", "dist"),
  ninja: () => empty("ninja-out", ".ninja_log", ".ninja_deps"),
  floor: () => empty("out"),
};
// The first is measured, the second is what it is held against.
let contenders = {
  "no-op": { sinter: nothing, ninja: nothing },
  leaf: { sinter: change("a9-0"), ninja: change("a9-0") },
  root: { sinter: change("a0-0"), ninja: change("a0-0") },
  rehash: { sinter: changeTimes, ninja: nothing },
  cold: { sinter: cold.sinter, floor: cold.floor },
  "cold-ninja": { ninja: cold.ninja, floor: cold.floor },
}[what];
if (folder === "" || !contenders || !existsSync(at("build.ninja"))) {
  console.error("usage: node measure.mjs FOLDER no-op|leaf|root|rehash|cold|cold-ninja [ROUNDS]");
  process.exit(2);
}
const first = Object.keys(contenders)[0];
if (process.env.OTHER) contenders = { sinter: contenders.sinter, older: contenders.sinter };
const isCold = what.startsWith("cold");

function compile(name) {
  execFileSync("clang-22", ["-O1", "-static", "-fuse-ld=lld", join(import.meta.dirname, `${name}.c`), "-o", at(name)]);
}

/** The lines of floor are what ninja would run, with sinter's outputs. Returns how many. */
function prepareFloor() {
  compile("floor");
  const lines = [...readFileSync(at("build.ninja"), "utf8").matchAll(/^build (\S+): mix (.*)$/gm)];
  writeFileSync(at("floor.txt"), lines.map(([, out, inputs]) => `./mix ${out} ${inputs}\n`).join("").replaceAll("ninja-out/", "out/"));
  return lines.length;
}

/** Nanoseconds: wall, processor with all children, processor of the first thread. */
function run(name) {
  const { status, stderr } = spawnSync(at("account"), [...(process.env.PRIORITY ?? "").split(" ").filter(Boolean), ...commands[name]], {
    cwd: resolve(folder), encoding: "utf8", env: { ...process.env, SINTER_CACHE: at("cache") }, stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  const [wall, cpu, own] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { wall, cpu, own };
}

/** Milliseconds that the host kept from this machine's processors. */
const stolen = () => Number(readFileSync("/proc/stat", "utf8").split("\n")[0].split(/\s+/)[8]) * 10;

const sorted = (list) => list.toSorted((left, right) => left - right);
const median = (list) => (sorted(list)[Math.floor((list.length - 1) / 2)] + sorted(list)[Math.floor(list.length / 2)]) / 2;

/** How many of the least and of the most lie outside of the interval of 95 %: a median is above each value half of the time. */
function outside(count) {
  let below = 0, chance = 0.5 ** count;
  for (let sum = chance; sum <= 0.025; sum += chance) chance = (chance * (count - below)) / ++below;
  return Math.max(below - 1, 0);
}

function interval(list) {
  const skipped = outside(list.length);
  return [sorted(list)[skipped], sorted(list)[list.length - 1 - skipped]];
}

const shown = (list, digits = 3) => `${median(list).toFixed(digits)} (${interval(list).map((value) => value.toFixed(digits)).join(" to ")})`;

const actionCount = prepareFloor();
compile("account");
const names = Object.keys(contenders);
const [measured, other] = names;
const times = { [measured]: [], [other]: [] };
for (const name of names) { // one that does not count: whoever comes first finds nothing in memory
  contenders[name]();
  run(name);
}
const stolenBefore = stolen();
const began = process.hrtime.bigint();
for (let round = 0; round < Number(rounds); ++round) {
  const inner = round % 2 === 0 ? other : measured;
  const outer = inner === other ? measured : other;
  for (const name of [outer, inner, inner, outer]) {
    contenders[name]();
    times[name].push(run(name));
  }
}

/** Of each round. */
const perRound = (value) => Array.from({ length: Number(rounds) }, (_, round) => value(2 * round));
const ratios = (key) => perRound((at) => (times[measured][at][key] + times[measured][at + 1][key]) / (times[other][at][key] + times[other][at + 1][key]));
const control = (key) => perRound((at) => times[other][at][key] / times[other][at + 1][key]);
for (const name of names) {
  const of = (key) => (median(times[name].map((time) => time[key])) / 1e6).toFixed(0).padStart(6);
  console.log(`${name.padEnd(8)} wall ${of("wall")} ms, cpu ${of("cpu")} ms, its first thread ${of("own")} ms`);
}
console.log(`${measured} of ${other}, ${rounds} rounds: wall ${shown(ratios("wall"))}, cpu ${shown(ratios("cpu"))}`);
console.log(`${other} of itself: wall ${shown(control("wall"))}, cpu ${shown(control("cpu"))}`);
const ownUs = perRound((at) => [0, 1].reduce((sum, i) => sum + times[measured][at + i].own - times[other][at + i].own, 0) / 2 / actionCount / 1000);
if (isCold) console.log(`first thread of ${measured} less that of ${other}: ${shown(ownUs, 1)} us an action`);
const wallMs = Number(process.hrtime.bigint() - began) / 1e6;
console.log(`the host took ${((stolen() - stolenBefore) / wallMs / 0.02).toFixed(1)} % of two processors meanwhile`);
