// `sinter doctor` finds what breaks builds, and only that makes it fail; each thing it finds
// says what to do next. It changes nothing.
//
//   node --test tests/e2e/doctor.test.mjs
import assert from "node:assert/strict";
import { chmodSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { execute, moduleFiles, Project, scratchFolder, sinter, step } from "./project.mjs";

const simple = (more = {}) => new Project({ "sinter.toml": step("touch", { run: ["touch", "out.txt"], outputs: ["out.txt"], ...more }) });

/** The exit code, and what was found: "topic verdict" to the text of all of that kind. */
async function examined(project, options) {
  const run = await project.run(["doctor", "--format", "json"], options);
  const { schema, ok, diagnoses } = JSON.parse(run.stdout);
  assert.deepEqual([schema, ok], ["sinter.doctor/1", run.code === 0]);
  for (const { verdict, next } of diagnoses) assert.ok(verdict === "ok" || next, "what is not good says what to do");
  const about = (topic, verdict) => diagnoses.filter((each) => each.topic === topic && each.verdict === verdict).map(({ what, next }) => `${what} | ${next}`).join("\n");
  return { code: run.code, diagnoses, about };
}

/** A folder with one program in it, which prints that. */
function program(name, text) {
  const folder = scratchFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\necho '${text}'\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

test("where everything is fine nothing is found, for people and programs, and nothing is written", async () => {
  const project = new Project(moduleFiles);
  const { code, diagnoses, about } = await examined(project);
  assert.equal(code, 0);
  assert.deepEqual(diagnoses.filter((each) => each.verdict === "problem"), []);
  assert.match(about("tools", "ok"), /clang\+\+-22: .*22\./);
  assert.match(about("tools", "ok"), /wasm-opt: wasm-opt version \d+/);
  assert.match(about("lock", "ok"), /no other build/);
  const run = await project.run(["doctor"]);
  assert.match(run.stdout, /^machine {3}ok {7}Linux .*\nproject {3}ok {7}demo, production: \d+ actions\ntools {5}ok /);
  assert.match(run.stdout, /\nbuilds can run(, \d+ notes?)?\n$/);
  assert.deepEqual(readdirSync(project.folder).sort(), ["sinter.toml", "src"]);
  assert.deepEqual(readdirSync(project.cache), []);
});

test("a missing tool is a problem, all of them at once, with the exit code of the build", async () => {
  const project = new Project(moduleFiles);
  const env = { PATH: scratchFolder() };
  const { code, about } = await examined(project, { env });
  assert.equal(code, 3);
  assert.match(about("tools", "problem"), /`clang\+\+-22` is not installed \| install it with `apt-get install clang-22`/);
  assert.match(about("tools", "problem"), /`wasm-opt` is not installed \| install it with `apt-get install binaryen`/);
  assert.equal((await project.build([], { env })).code, 3);
  assert.match((await project.run(["doctor"], { env })).stdout, /\n\d+ problems to mend before builds can run/);
});

test("a mistake in sinter.toml is a problem with its place", async () => {
  const project = simple({ outptus: [] });
  const { code, about } = await examined(project);
  assert.equal(code, 2);
  assert.match(about("project", "problem"), /sinter.toml:\d+: .*outptus.*\| did you mean `outputs`/);
});

test("what a build would stumble over in the project's folder is a problem, as the build says it", async () => {
  const project = new Project({ "sinter.toml":
    step("a", { run: ["touch", "o/x"], inputs: ["absent.txt"], outputs: ["o/x"] }) + step("b", { run: ["touch", "y"], outputs: ["y"] }), dist: "", o: "", "y/z": "" });
  const { code, about } = await examined(project);
  assert.equal(code, 2);
  assert.deepEqual(about("files", "problem").split("\n").map((line) => line.split(" | ")[0]), [
    "sinter.toml:3: `a` needs `absent.txt`, which does not exist", "sinter.toml:3: `a` cannot make `o/x`", "sinter.toml:7: `b` cannot make `y`",
    "`dist` is a file, so no build can write its report",
  ], about("files", "problem"));
  for (const path of ["dist", "o", "y"]) project.remove(path);
  project.write("absent.txt", "");
  project.write(".sinter/lock/file", "");
  const locked = await examined(project);
  assert.deepEqual([locked.code, locked.about("files", "problem")], [3, ""]);
  assert.match(locked.about("lock", "problem"), /^`.sinter\/lock` is a folder, so no build can take the lock \| remove it/);
  assert.equal((await project.build()).code, 3);
  project.remove(".sinter/lock");
  assert.equal((await examined(project)).code, 0);
  assert.equal((await project.build()).code, 0);
});

test("programs of the project are not run to ask for their version; an old Node is a note", async () => {
  const node = program("node", "v18.1.0");
  const mine = program("mine", "hello");
  writeFileSync(join(mine, "mine"), "#!/bin/sh\ntouch ran\n");
  const project = new Project({
    "sinter.toml": step("a", { run: ["node", "x"], outputs: [] }) + step("b", { run: ["mine"], outputs: [] }),
  });
  const { code, about } = await examined(project, { env: { PATH: `${node}:${mine}:${project.environment.PATH}` } });
  assert.equal(code, 0);
  assert.match(about("tools", "note"), /^node: v18.1.0 .*\| install Node 20 or newer$/);
  assert.match(about("tools", "ok"), /1 other tool in place/);
  assert.ok(!project.has("ran"));
});

test("who holds the project is named, also who was killed, and stays so", async () => {
  const project = simple({ run: ["sh", "-c", "touch begun; until [ -e go ]; do sleep 0.02; done; touch out.txt"] });
  let builder;
  const building = project.build([], { onStart: (child) => { builder = child; } });
  while (!project.has("begun")) await new Promise((wake) => setTimeout(wake, 5));
  assert.match((await examined(project)).about("lock", "note"), new RegExp(`sinter \\(process ${builder.pid}\\) is at work`));
  builder.kill("SIGKILL");
  await building;
  // Until everything that was started has died with it, the project is not free.
  while (/is at work/.test((await examined(project)).about("lock", "note")));
  for (let turn = 0; turn < 2; ++turn) assert.match((await examined(project)).about("lock", "note"), /was killed while it worked here/);
  project.write("go", "");
  assert.equal((await project.build()).code, 0);
  assert.match((await examined(project)).about("lock", "ok"), /no other build/);
});

test("what only makes builds slower is a note: the cache, the clock, the limits", async () => {
  const project = simple();
  const foreign = scratchFolder();
  writeFileSync(join(foreign, "notes.txt"), "");
  const tomorrow = Date.now() / 1000 + 86_400;
  utimesSync(project.at("sinter.toml"), tomorrow, tomorrow);
  const { code, about } = await examined(project, { env: { SINTER_CACHE: foreign } });
  assert.equal(code, 0);
  assert.match(about("cache", "note"), /is not a sinter cache \| choose an empty folder/);
  assert.match(about("clock", "note"), /changed in the future/);
  const low = await execute("sh", ["-c", `ulimit -n 40; exec '${sinter}' doctor -j 4`], { cwd: project.folder, env: project.environment });
  assert.equal(low.code, 0);
  assert.match(low.stdout, /limits {4}note {5}up to 40 open files: with -j 4 .*\n {19}next: `ulimit -n 72`/);
});

test("without a project it says how to begin one", async () => {
  const folder = scratchFolder();
  const run = await execute(sinter, ["doctor"], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } });
  assert.equal(run.code, 0, run);
  assert.match(run.stdout, /there is no sinter.toml here\n +next: `sinter init` writes a first project/);
  assert.deepEqual(readdirSync(folder), []);
});
