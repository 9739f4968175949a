// sinter beside embind: one library (library.h), bound by both, on what its calls cost and
// what a page downloads.
//
//   apt-get install --no-install-recommends emscripten      Debian 12's, 3.1.6
//   npm ci --prefix bench                                   esbuild, which minifies
//   node bench/bind/embind/measure.mjs [ROUNDS]             with .sinter/tool/sinter
//
// The three builds take turns of some hundred microseconds in one process, so that whatever slows the machine
// slows all of them. Ours is what `sinter build` ships; embind's is -O3 for speed and -Oz for size.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

const repository = resolve(import.meta.dirname, "../../..");
const { transformSync } = createRequire(join(repository, "bench/package.json"))("esbuild");
const folder = mkdtempSync(join(tmpdir(), "sinter-embind-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

for (const file of ["library.h", "sinter.cc"]) copyFileSync(join(import.meta.dirname, file), join(folder, file));
writeFileSync(join(folder, "sinter.toml"), `[project]\nname = "library"\n[module.library]\nsources = ["sinter.cc"]\n`);
execFileSync(join(repository, ".sinter/tool/sinter"), ["build"], { cwd: folder, stdio: "pipe" });
const ours = join(folder, ".sinter/build/production/library/module");

/** Debian's emscripten finds its acorn only when told where Debian has its modules of Node. */
function embind(name, ...options) {
  const file = join(folder, `${name}.cjs`);
  const arguments_ = [join(import.meta.dirname, "embind.cc"), "-std=c++20", "--bind", "-sMODULARIZE=1", ...options, "-o", file];
  execFileSync("em++", arguments_, { env: { ...process.env, NODE_PATH: "/usr/share/nodejs" }, stdio: "pipe" });
  return [file, file.replace(/cjs$/, "wasm")];
}
const load = async ([glue, wasm]) => createRequire(glue)(glue)({ wasmBinary: readFileSync(wasm) });

const contestants = {
  sinter: await (await import(pathToFileURL(join(ours, "library.mjs")))).load(),
  embind: await load(embind("eval", "-O3", "-sENVIRONMENT=node")),
  "embind without eval": await load(embind("no_eval", "-O3", "-sENVIRONMENT=node", "-sDYNAMIC_EXECUTION=0")),
};
// As somebody writes it who follows the documentation of each.
const scaled = {
  sinter: (face, values) => face.scaled(values, 2),
  embind(face, values) {
    const numbers = new face.Doubles();
    for (const value of values) numbers.push_back(value);
    const result = face.scaled(numbers, 2);
    const copy = new Float64Array(result.size());
    for (let index = 0; index < copy.length; index++) copy[index] = result.get(index);
    numbers.delete();
    result.delete();
    return copy;
  },
};
const names = Object.keys(contestants);
const faces = names.map((name) => {
  const face = contestants[name];
  const end = name === "sinter" ? "dispose" : "delete";
  return { ...face, counter: new face.Counter(1), Counter: face.Counter, end: (object) => object[end](), scaled: (values) => scaled[name.split(" ")[0]](face, values) };
});

const texts = Array.from({ length: 64 }, (_, index) => `text ${String(index).padStart(3, "0")}`);
const given = { texts, longTexts: texts.map((text) => text.padEnd(200, " and more")), few: Float64Array.from({ length: 16 }, (_, index) => index), many: Float64Array.from({ length: 1000 }, (_, index) => index) };
const cases = {
  "add(int, int)": [10_000, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) sum = face.add(sum, i) & 0xffff; return sum; }],
  "string of 8 characters in": [1_000, (face, count, { texts }) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.textSize(texts[i & 63]); return sum; }],
  "`greet(8 characters)`: in and out": [500, (face, count, { texts }) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.greet(texts[i & 63]).length; return sum; }],
  "`greet(200 characters)`": [200, (face, count, { longTexts }) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.greet(longTexts[i & 63]).length; return sum; }],
  "struct of two doubles in and out": [2_000, (face, count) => { let point = { x: 1, y: 2 }; for (let i = 0; i < count; i++) point = face.move(point, i, 1); return point.x; }],
  "a method call": [10_000, (face, count) => { const counter = face.counter; let sum = 0; for (let i = 0; i < count; i++) sum += counter.add(1); return sum & 0; }],
  "an object: new, a method call, end": [500, (face, count) => { let sum = 0; for (let i = 0; i < count; i++) { const counter = new face.Counter(i); sum += counter.add(1); face.end(counter); } return sum; }],
  "vector of 16 doubles in and out": [200, (face, count, { few }) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.scaled(few)[15]; return sum; }],
  "vector of 1,000 doubles in and out": [10, (face, count, { many }) => { let sum = 0; for (let i = 0; i < count; i++) sum += face.scaled(many)[999]; return sum; }],
};

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const rounds = Number(process.argv[2] ?? 100);
console.log(`| call, ns | ${names.join(" | ")} | ${names.slice(1).map((name) => `${name}, ratio`).join(" | ")} |\n|---|${"---|".repeat(names.length * 2 - 1)}`);
for (const [title, [count, body]] of Object.entries(cases)) {
  // One copy of the loop for each, or the second would run code the first one shaped.
  const loops = faces.map((face) => [new Function(`return ${body}`)(), face]);
  assert.equal(new Set(loops.map(([loop, face]) => loop(face, count, given))).size, 1, `${title}: different results`);
  const turn = ([loop, face]) => {
    const start = process.hrtime.bigint();
    loop(face, count, given);
    return Number(process.hrtime.bigint() - start) / count;
  };
  for (let warm = 0; warm < 60; warm++) loops.map(turn);
  const times = loops.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < loops.length; place++) {
      const which = (round + place) % loops.length;
      times[which].push(turn(loops[which]));
    }
  }
  const ratios = times.slice(1).map((theirs) => median(theirs.map((time, round) => time / times[0][round])).toFixed(1));
  console.log(`| ${title} | ${times.map((each) => median([...each]).toFixed(each[0] < 100 ? 1 : 0)).join(" | ")} | ${ratios.join(" | ")} |`);
}

const brotli = (bytes) => brotliCompressSync(bytes).length;
const minified = (text, format) => transformSync(text, { minify: true, format, target: "es2022" }).code;
const [glue, wasm] = embind("page", "-Oz", "-sENVIRONMENT=web");
const theirGlue = readFileSync(glue, "utf8");
const gluePacked = (file) => brotli(minified(readFileSync(file, "utf8"), "esm"));
const bytes = [
  ["glue, minified", gluePacked(join(ours, "library.mjs")), Math.min(brotli(theirGlue), brotli(minified(theirGlue)))],
  ["wasm", brotli(readFileSync(join(ours, "library.baseline.wasm"))), brotli(readFileSync(wasm))],
];
console.log("\n| bytes, brotli 11 | sinter | embind -Oz | ratio |\n|---|---|---|---|");
for (const [what, mine, theirs] of bytes) console.log(`| ${what} | ${mine} | ${theirs} | ${(mine / theirs).toFixed(2)} |`);

// What the same costs at least: glue by hand, which gives the same results.
console.log("\n| glue by hand | bytes |\n|---|---|");
const wasmBytes = readFileSync(join(ours, "library.baseline.wasm"));
const answer = new Response(wasmBytes, { headers: { "content-type": "application/wasm" } });
for (const [name, options, what] of [["careful", { wasm: wasmBytes }, "all that ours promises, in few words"], ["trusting", answer, "no check, no trap, one host"]]) {
  const file = join(import.meta.dirname, `${name}.mjs`);
  const loaded = await (await import(pathToFileURL(file))).load(options);
  const face = { ...loaded, counter: new loaded.Counter(1), end: (object) => object.dispose(), scaled: (values) => loaded.scaled(values, 2) };
  for (const [title, [, body]] of Object.entries(cases)) assert.equal(body(face, 50, given), body(faces[0], 50, given), `${name}: ${title}`);
  console.log(`| ${what} | ${gluePacked(file)} |`);
}
