// Budgets: what is exactly as large as allowed passes, one byte more fails and says what
// has grown since a build that is known, with its way from an export. And what is
// remembered for that: snapshots, sinter.sizes, the history of sizes.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { before, test } from "node:test";
import { Project, warmCache } from "./project.mjs";

const source = `#include "sinter/bind.h"
int small(int a) { return a * 3; }
SINTER_EXPORT(small, "", "a")
`;
/** `many` calls a function of its own, which is what grows. */
const grown = `${source}
[[gnu::noinline]] int heavy(int a) {
  for (int i = 0; i < 40; ++i) a = a * 31 + (a >> 3) * i - (a ^ 0x5bd1e995) % (i + 7);
  return a * a % 1001 + a / 13 + a % 17 + (a << 3) / 11;
}
int many(int a) { return heavy(a) + heavy(a + 1); }
SINTER_EXPORT(many, "", "a")
`;
const table = (budget = "", rest = "") => `[project]\nname = "demo"\nlicense = "MIT"\n` +
  `[module.m]\nsources = ["m.cc"]\n${budget}\n[package.npm]\ncontains = ["m"]\n${rest}`;
const wasm = ".sinter/build/production/m/module/m.baseline.wasm";
const sizes = (project) => JSON.parse(project.read(".sinter/build/production/m/baseline/sizes.json")).sizes;
const git = (project, ...args) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.invalid", ...args], { cwd: project.folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();

let made; // a project that was built once, without a budget
before(async () => {
  made = new Project({ "sinter.toml": table(), "m.cc": source }, { cache: warmCache });
  const run = await made.build();
  assert.equal(run.code, 0, String(run));
});

const set_budget = (project, budget, rest = "") => project.write("sinter.toml", table(`budget = ${budget}`, rest));

test("of a module, each measure passes at its limit and fails one byte below", async () => {
  const project = made.copy();
  const { raw_bytes, gzip_bytes, brotli_bytes } = sizes(project);
  for (const [key, kind, bytes] of [["wasm", "raw", raw_bytes], ["gzip", "gzip", gzip_bytes], ["brotli", "brotli", brotli_bytes]]) {
    set_budget(project, `{ ${key} = "${bytes} B" }`);
    const held = await project.build(["m"]);
    assert.equal(held.code, 0, String(held));
    set_budget(project, `{ ${key} = "${bytes - 1} B" }`);
    const over = await project.build(["m"]);
    assert.equal(over.code, 1, String(over));
    assert.match(String(over), new RegExp(`is over its ${kind} budget[^]*${kind} is ${bytes} bytes, and the budget is ${bytes - 1}: 1 too many[^]*it has not grown[^]*of its largest parts, `));
  }
});

test("of a package, each measure passes at its limit and fails one byte below, and the package of before stays", async () => {
  const project = made.copy();
  const measured = ".sinter/build/production/npm/sizes.json";
  project.write("sinter.toml", table("", `budget = { brotli = "1 MB" }`));
  assert.equal((await project.build()).code, 0);
  const { sizes: { raw_bytes, gzip_bytes, brotli_bytes }, views } = JSON.parse(project.read(measured));
  assert.equal(views[0].rows.reduce((sum, row) => sum + row.size_bytes, 0), raw_bytes);
  assert.ok(brotli_bytes < gzip_bytes && gzip_bytes < raw_bytes);
  for (const [kind, bytes] of Object.entries({ raw: raw_bytes, gzip: gzip_bytes, brotli: brotli_bytes })) {
    project.write("sinter.toml", table("", `budget = { ${kind} = "${bytes} B" }`));
    const held = await project.build();
    assert.equal(held.code, 0, String(held));
    const before = project.read("dist/npm/demo/package.json");
    project.write("sinter.toml", table("", `budget = { ${kind} = "${bytes - 1} B" }`));
    const over = await project.build();
    assert.equal(over.code, 1, String(over));
    assert.match(String(over), new RegExp(`is over its ${kind} budget[^]*: 1 too many`));
    assert.equal(project.read("dist/npm/demo/package.json"), before);
  }
});

test("of a bundle, the limit holds for what is linked together", async () => {
  const bundled = (budget) => `[project]\nname = "demo"\n[module.m]\nsources = ["m.cc"]\n[bundle.all]\nmodules = ["m"]\n${budget}\n`;
  const project = new Project({ "sinter.toml": bundled(""), "m.cc": source }, { cache: warmCache });
  assert.equal((await project.build(["all"])).code, 0);
  const bytes = JSON.parse(project.read(".sinter/build/production/all/baseline/sizes.json")).sizes.brotli_bytes;
  project.write("sinter.toml", bundled(`budget = { brotli = "${bytes} B" }`));
  assert.equal((await project.build(["all"])).code, 0);
  project.write("sinter.toml", bundled(`budget = { brotli = "${bytes - 1} B" }`));
  const over = await project.build(["all"]);
  assert.equal(over.code, 1);
  assert.match(String(over), /all\.baseline\.wasm` is over its brotli budget/);
});

test("of a step, the limit holds for each file that it makes: a binary, or anything", async () => {
  const step = (budget) => `[step.tool]\nrun = ["sh", "-c", "cp $(command -v env) tool.bin; seq 100 > list.txt"]\noutputs = ["tool.bin", "list.txt"]\n${budget}\n`;
  const project = new Project({ "sinter.toml": step(`budget = { raw = "1 GB" }`) });
  const built = await project.build();
  assert.equal(built.code, 0, String(built));
  const bytes = Number(execFileSync("sh", ["-c", "stat -Lc %s $(command -v env)"], { encoding: "utf8" }));
  project.write("sinter.toml", step(`budget = { raw = "${bytes} B" }`));
  assert.equal((await project.build()).code, 0);
  project.write("sinter.toml", step(`budget = { raw = "${bytes - 1} B" }`));
  const over = await project.build();
  assert.equal(over.code, 1);
  assert.match(String(over), /`tool\.bin` is over its raw budget[^]*1 too many[^]*it has not grown/);
  project.write("sinter.toml", step(`budget = { raw = "291 B" }`));
  assert.match(String(await project.build()), /`list\.txt` is over its raw budget[^]*raw is 292 bytes/);
  project.write("sinter.toml", `[step.tool]\nrun = ["true"]\noutputs = ["out/**"]\nbudget = { raw = "1 B" }\n`);
  const tree = await project.build();
  assert.equal(tree.code, 2);
  assert.match(String(tree), /`budget` in \[step\.tool\] has no file to hold for: `out\/\*\*` is a folder/);
});

test("over its budget, the message names what has grown since the last build, and its way from an export", async () => {
  const project = made.copy();
  set_budget(project, `{ wasm = "${sizes(project).raw_bytes} B" }`);
  project.write("m.cc", grown);
  const over = await project.build(["m"]);
  assert.equal(over.code, 1);
  assert.match(String(over), /since the last build that was not over it, it has grown by \d+ bytes, from \d+/);
  assert.match(String(over), /\d+ bytes more are `heavy\(int\)`, which is new, because of export \S+ -> /);
  assert.match(String(over), /sinter size --update/);
  // Once more: a build that was over is nothing to compare with.
  assert.match(String(await project.build(["m"])), /since the last build that was not over it, it has grown/);
});

test("where nothing is known, the message names what is largest, and its way from an export", async () => {
  const project = new Project({ "sinter.toml": table(`budget = { wasm = "10 B" }`), "m.cc": grown }, { cache: warmCache });
  const over = await project.build(["m"]);
  assert.equal(over.code, 1);
  assert.match(String(over), /\d+ bytes are `heavy\(int\)`, because of export /);
  assert.doesNotMatch(String(over), /since/);
});

test("on the main branch it is compared with the last release, on another one with the merge base", async () => {
  const project = new Project({ "sinter.toml": table(), "m.cc": source, ".gitignore": ".sinter\ndist\n" }, { cache: warmCache });
  git(project, "init", "--quiet", "--initial-branch=main");
  git(project, "add", ".");
  git(project, "commit", "--quiet", "-m", "one");
  git(project, "tag", "v1.0.0");
  assert.equal((await project.build(["m"])).code, 0);
  const { raw_bytes } = sizes(project);
  project.write("m.cc", source + `int other(int a) { return small(a) / 7; }\nSINTER_EXPORT(other, "", "a")\n`);
  git(project, "commit", "--quiet", "-am", "two");
  assert.equal((await project.build(["m"])).code, 0);
  set_budget(project, `{ wasm = "${raw_bytes} B" }`);
  assert.match(String(await project.build(["m"])), /since the release v1\.0\.0, [0-9a-f]{8}, it has grown by \d+ bytes, from \d+/);
  git(project, "checkout", "--quiet", "-b", "work");
  project.write("m.cc", grown);
  git(project, "commit", "--quiet", "-am", "three");
  const commit = git(project, "rev-parse", "main").slice(0, 8);
  assert.match(String(await project.build(["m"])), new RegExp(`since the merge base with main, ${commit}, it has grown`));
});

test("--update writes sizes that a clone compares with, and says which budget is needed", async () => {
  const project = made.copy();
  const { raw_bytes, brotli_bytes } = sizes(project);
  set_budget(project, `{ brotli = "${brotli_bytes - 1} B" }`);
  assert.equal((await project.build(["m"])).code, 1);
  const update = await project.run(["size", "--update", "m"]);
  assert.equal(update.code, 0, String(update));
  assert.equal(update.stdout, `sinter.toml:4  module m
  now    budget = { brotli = "${brotli_bytes - 1} B" }
  needs  budget = { brotli = "${brotli_bytes} B" }
sinter.sizes holds the sizes of 1 file; ${project.read("sinter.sizes").split("\n").length - 1} lines changed: commit it, so that every clone compares with them
`);
  assert.match(project.read("sinter.sizes"), new RegExp(`\\n\\[production/m/baseline\\]\\nraw ${raw_bytes} gzip \\d+ brotli ${brotli_bytes} zstd \\d+\\n`));
  project.write("m.cc", grown);
  const clone = project.copy({ with_state: false });
  assert.match(String(await clone.build(["m"])), /since `sinter\.sizes`, it has grown[^]*more are `heavy\(int\)`/);
  // Damaged, it is as if it were not there.
  clone.write("sinter.sizes", "[production/m/baseline]\nraw many\n");
  assert.match(String(await clone.build(["m"])), /bytes are `heavy\(int\)`/);
});

test("the history has a row for each build that made a file anew, and shows it as a table, as JSON and as a page", async () => {
  const project = made.copy();
  project.write("m.cc", grown);
  assert.equal((await project.build()).code, 0);
  assert.equal((await project.build()).code, 0); // makes nothing
  const shown = await project.run(["size", "history", "m"]);
  assert.equal(shown.code, 0, String(shown));
  assert.match(shown.stdout, /^production\/m\/baseline: 2 builds\n {2}raw {5}▁█ {2}.* since the first; least .*, most .*\n {2}gzip [^]*\n\nbuilt \(UTC\) .*growth.*\n\d{4}-\d\d-\d\d \d\d:\d\d .* \+\d+ /);
  const { schema, files } = JSON.parse((await project.run(["size", "history", "m/baseline", "--json"])).stdout);
  assert.equal(schema, "sinter.size-history/1");
  assert.deepEqual(files.map(({ name, builds }) => [name, builds.length]), [["production/m/baseline", 2]]);
  assert.equal(files[0].builds[1].brotli_bytes, sizes(project).brotli_bytes);
  const page = await project.run(["size", "history", "m", "--format", "html", "-o", "pages/trend.html"]);
  assert.deepEqual([page.code, page.stdout], [0, ""], String(page));
  assert.match(project.read("pages/trend.html"), /"name": "production\/m\/baseline",\s+"builds": \[\{"built_at":\d+[^]*function trendPicture/);
  assert.match((await project.run(["size", "history", "npm"])).stdout, /^production\/npm\/package: 2 builds/);
  const unknown = await project.run(["size", "history", "nobody"]);
  assert.deepEqual([unknown.code, unknown.stderr.split("\n")[0]], [2, "error: no build of `nobody` is in the history of sizes  [SN0101]"]);
  assert.equal(execFileSync("sqlite3", [project.at(".sinter/sizes/history.db"), "PRAGMA integrity_check"], { encoding: "utf8" }), "ok\n");
});

test("a history that is damaged, locked or cannot be written fails no build, and is told once", async () => {
  const database = ".sinter/sizes/history.db";
  const rebuilt = async (project, number) => {
    project.write("m.cc", `${source}int more(int a) { return a + ${number}; }\nSINTER_EXPORT(more, "", "a")\n`);
    const run = await project.build(["m"]);
    assert.equal(run.code, 0, String(run));
    return run.notices.map(({ code, what, why }) => [code, what, why.join()]);
  };
  const damaged = made.copy();
  damaged.write(database, "this is no database, but it is longer than its header ".repeat(9));
  assert.deepEqual((await rebuilt(damaged, 100)).map(([code, what]) => [code, what]), [["SN0303", "the sizes of this build are not in the history of sizes"]]);
  const shown = await damaged.run(["size", "history", "m"]);
  assert.deepEqual([shown.code, shown.stderr.split("\n")[0]], [3, "error: the history of sizes cannot be read  [SN0303]"]);

  const unwritable = made.copy();
  rmSync(unwritable.at(database));
  mkdirSync(unwritable.at(database));
  const [[code, , why]] = await rebuilt(unwritable, 101);
  assert.equal(code, "SN0505");
  assert.match(why, /unable to open database file/);

  const locked = made.copy();
  const holder = spawn("sqlite3", [locked.at(database)], { stdio: ["pipe", "pipe", "inherit"] });
  holder.stdin.write("BEGIN EXCLUSIVE;\nSELECT 'held';\n");
  await once(holder.stdout, "data");
  const [[, , held]] = await rebuilt(locked, 102);
  assert.match(held, /database is locked/);
  holder.stdin.end("ROLLBACK;\n");
  await once(holder, "close");

  const without = made.copy();
  const run = await without.run(["size", "history", "m"], { env: { PATH: "/nowhere" } });
  assert.deepEqual([run.code, run.stderr.split("\n")[0]], [3, "error: `sqlite3` is not installed, and the history of sizes is kept with it  [SN0501]"]);
});

test("builds that write the history at the same time are all in it", async () => {
  const projects = [made.copy(), made.copy()];
  // One history for both: the second's folder of sizes is the first's.
  rmSync(projects[1].at(".sinter/sizes"), { recursive: true });
  execFileSync("ln", ["-s", projects[0].at(".sinter/sizes"), projects[1].at(".sinter/sizes")]);
  const runs = await Promise.all(projects.map((project, i) => {
    project.write("m.cc", `${source}int more(int a) { return a + ${200 + i}; }\nSINTER_EXPORT(more, "", "a")\n`);
    return project.build(["m"]);
  }));
  for (const run of runs) assert.deepEqual([run.code, run.notices], [0, []], String(run));
  const { files } = JSON.parse((await projects[0].run(["size", "history", "m", "--json"])).stdout);
  assert.equal(files[0].builds.length, 3);
});

test("profiles are compared: what each makes of a module, what is largest in it and what would make it smaller", async () => {
  const project = new Project({ "sinter.toml": table("budget = { wasm = \"1 KiB\" }"), "m.cc": grown }, { cache: warmCache });
  const run = await project.run(["size", "m", "--compare-profiles", "--format", "json", "--top", "3"]);
  assert.equal(run.code, 0, run.stderr);
  const { schema, files } = JSON.parse(run.stdout);
  assert.equal(schema, "sinter.profiles/1");
  assert.deepEqual(files.map((file) => file.name), ["m/baseline"]);
  const [debug, apart, across] = files[0].profiles;
  assert.deepEqual([debug.profile, apart.profile, across.profile], ["development", "production, no lto", "production"]);
  assert.ok(debug.raw_bytes > apart.raw_bytes && apart.raw_bytes >= across.raw_bytes, run.stdout);
  assert.equal(across.raw_bytes, sizes(project).raw_bytes);
  assert.ok(across.largest.some((part) => part.name === "heavy(int)"), run.stdout);
  assert.ok(debug.advice.find((one) => one.kind === "names").saved_bytes > apart.raw_bytes);
  const people = await project.run(["size", "m/baseline", "--compare-profiles"]);
  assert.match(people.stdout, /built as +raw +less[^]*heavy\(int\)[^]*would save, bytes/, String(people));
});

test("a variant or module that was not built is told from a missing file, with what was built", async () => {
  const variant = await made.run(["size", "m/simd"]);
  assert.equal(variant.code, 3, String(variant));
  assert.match(variant.stderr, /there is no `m\/simd`.*\n.*`m` was built as baseline/);
  const module = await made.run(["size", "n"]);
  assert.match(module.stderr, /no built module is called `n`[^]*has built m\n/);
  const nothing = await made.run(["size", "m", "--paths", "nope"]);
  assert.match(nothing.stderr, /nothing in `m\/baseline` is called `nope`[^]*`sinter size m\/baseline --top all`/);
});
