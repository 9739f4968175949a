// Looking after the cache: what the commands say is what is there, what they remove is not
// needed, and builds beside them are right. Damage on purpose is in damage.test.mjs.
//
//   node --test tests/e2e/cache.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { digests, execute, Project, scratchFolder, sinter, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const hour_s = 3600;

/** One step a name; each makes a file of that many bytes that no other has. */
const makers = (sizes) =>
  Object.entries(sizes)
    .map(([name, bytes]) => step(name, { run: shell(`yes ${name} | head -c ${bytes} > ${name}.bin`), outputs: [`${name}.bin`] }))
    .join("");

async function json(project, args) {
  const run = await project.run(["cache", ...args, "--json"]);
  assert.equal(run.stderr, "");
  return { code: run.code, ...JSON.parse(run.stdout) };
}
const files = (project, kind) => Object.keys(digests(join(project.cache, kind))).map((path) => join(project.cache, kind, path));

test("`cache stats` counts what builds stored, and makes nothing itself", async () => {
  const project = new Project({ "sinter.toml": makers({ a: 5000, b: 5000 }) });
  rmSync(project.cache, { recursive: true });
  assert.equal((await json(project, ["stats"])).objects.count, 0);
  assert.ok(!existsSync(project.cache));
  await project.build();
  const stats = await json(project, ["stats"]);
  assert.equal(stats.schema, "sinter.cache/1");
  assert.equal(stats.folder, project.cache);
  assert.equal(stats.size_bytes_max, 5_000_000_000);
  assert.deepEqual([stats.objects.count, stats.objects.unnamed, stats.entries.count, stats.entries.records], [2, 0, 2, 2]);
  assert.ok(stats.size_bytes >= 10_000);
  const text = await project.run(["cache", "stats"]);
  assert.match(text.stdout, /^cache {4}\/.*\nsize {5}[\d.]+ KiB of 4\.66 GiB\nobjects {2}2 \([\d.]+ KiB\)\nentries {2}2 \([\d.]+ KiB\) with 2 records\nused {5}first today, last today\n$/);
});

test("outside a project the user's cache is meant, and a bad sinter.toml is said", async () => {
  const folder = scratchFolder();
  const env = { PATH: process.env.PATH, HOME: folder };
  const run = await execute(sinter, ["cache", "stats", "--json"], { cwd: folder, env });
  assert.equal(JSON.parse(run.stdout).folder, join(folder, ".cache/sinter"));
  writeFileSync(join(folder, "sinter.toml"), '[project]\nname = "a"\n[cache]\nsize = 5\n');
  const bad = await execute(sinter, ["cache", "stats"], { cwd: folder, env });
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /`size`/);
});

test("a build ends with a cache below its size, and what was used last is still in it", async () => {
  const sizes = { a: 40_000, b: 40_000, c: 40_000 };
  const project = new Project({ "sinter.toml": makers({ a: sizes.a }) + '[cache]\nsize = "110 KB"\n' });
  await project.build();
  for (const path of files(project, "entries-3")) utimesSync(path, 1, Date.now() / 1000 - 48 * hour_s);
  project.write("sinter.toml", makers(sizes) + '[cache]\nsize = "110 KB"\n');
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  assert.ok((await json(project, ["stats"])).size_bytes <= 110_000);
  for (const name of ["b", "c"]) project.remove(`${name}.bin`);
  assert.deepEqual((await project.build()).outcomes, { b: "restored", c: "restored" });
  project.remove("a.bin");
  assert.deepEqual((await project.build()).outcomes, { a: "ran" });
});

test("`cache gc` removes what no entry names once nobody can be writing it", async () => {
  const project = new Project({ "sinter.toml": makers({ a: 5000, b: 5000 }) });
  await project.build();
  const [entry] = files(project, "entries-3");
  rmSync(entry);
  assert.equal((await json(project, ["gc"])).removed.objects, 0, "it may have been stored just now");
  for (const path of files(project, "objects")) utimesSync(path, 1, Date.now() / 1000 - 2 * hour_s);
  const collected = await json(project, ["gc"]);
  assert.deepEqual([collected.removed.entries, collected.removed.objects], [0, 1]);
  assert.equal(files(project, "objects").length, 1);
  assert.equal((await project.run(["cache", "gc"])).stdout.split(";")[0], "nothing to remove");
});

test("`cache gc --size` trims to that size; a size that is none is a usage error", async () => {
  const project = new Project({ "sinter.toml": makers({ a: 50_000, b: 50_000 }) });
  await project.build();
  const trimmed = await json(project, ["gc", "--size", "70 KB"]);
  assert.deepEqual([trimmed.removed.entries, trimmed.removed.objects], [1, 1]);
  assert.equal((await project.run(["cache", "gc", "--size", "much"])).code, 2);
});

test("builds and collectors that work on one cache at once are all right", async () => {
  const cache = scratchFolder();
  const names = Array.from({ length: 30 }, (_, i) => `n${i}`);
  const toml = makers(Object.fromEntries(names.map((name) => [name, 9_000]))) + '[cache]\nsize = "100 KB"\n';
  const projects = Array.from({ length: 4 }, () => new Project({ "sinter.toml": toml }, { cache }));
  for (let turn = 0; turn < 3; ++turn) {
    const builds = projects.map((project) => project.build());
    const collectors = projects.slice(0, 2).map((project) => project.run(["cache", "gc", "--size", "20 KB"]));
    for (const run of await Promise.all([...builds, ...collectors])) assert.equal(run.code, 0, String(run));
    for (const project of projects) {
      for (const name of names) assert.equal(project.read(`${name}.bin`), `${name}\n`.repeat(9000).slice(0, 9000));
      assert.deepEqual((await project.build()).outcomes, {});
      for (const name of names) project.remove(`${name}.bin`);
    }
  }
  assert.deepEqual((await json(projects[0], ["verify"])).damage, []);
});

test("`cache verify` names what is damaged, removes it, and ends with exit code 3", async () => {
  const project = new Project({ "sinter.toml": makers({ a: 5000, b: 5000 }) });
  await project.build();
  const [object] = files(project, "objects");
  const bytes = readFileSync(object);
  bytes[100] ^= 1;
  rmSync(object);
  writeFileSync(object, bytes);
  const run = await project.run(["cache", "verify"]);
  assert.equal(run.code, 3);
  assert.equal(run.stderr, `error: a damaged file was removed  [SN0302]
  at ${object}
  because its content does not match its digest
  next: nothing: what it held is made again when it is needed
`);
  assert.match(run.stdout, /^read [\d.]+ KiB: 2 entries and 1 object are right; 1 entry without all objects, whose actions run again\n$/);
  const again = await json(project, ["verify"]);
  assert.deepEqual([again.code, again.ok, again.incomplete], [0, true, 1]);
  for (const name of ["a", "b"]) project.remove(`${name}.bin`);
  assert.deepEqual(Object.values((await project.build()).outcomes).sort(), ["ran", "restored"]);
});

test("a folder that is no cache is left alone", async () => {
  const project = new Project({ "sinter.toml": makers({ a: 10 }) });
  writeFileSync(join(project.cache, "notes.txt"), "mine");
  for (const task of ["stats", "gc", "verify"]) {
    const run = await project.run(["cache", task]);
    assert.equal(run.code, 3);
    assert.match(run.stderr, /is not a sinter cache/);
  }
  assert.deepEqual(readdirSync(project.cache), ["notes.txt"]);
});
