// Where actions may write, and what happens to what is there already: nobody's file is
// lost to a slip in sinter.toml, nothing is written outside the project, and what an
// action reads is always what its makers made.
//
//   node --test tests/e2e/places.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Project, scratchFolder, step, warmCache } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

test("a file that no build made is moved aside, not lost, also when the step fails", async () => {
  const project = new Project({
    "sinter.toml": step("it", { run: ["false"], outputs: ["notes.txt"] }),
    "notes.txt": "the only copy",
  });
  const run = await project.build();
  assert.equal(run.code, 1);
  assert.equal(project.read(".sinter/replaced/notes.txt"), "the only copy");
  assert.match(String(run), /`notes.txt` was there already, and no build had made it/);
});

test("a file that sinter made itself is replaced without a word, also after its state is lost", async () => {
  const project = new Project({
    "sinter.toml": step("it", { run: ["cp", "source", "made"], inputs: ["source"], outputs: ["made"] }),
    source: "one",
  });
  await project.build();
  project.remove(".sinter");
  project.write("source", "two");
  const run = await project.build();
  assert.equal(project.read("made"), "two");
  assert.deepEqual(run.notices, []);
});

test("a link that leads an output out of the project is refused, and nothing is written there", async () => {
  const outside = scratchFolder();
  writeFileSync(join(outside, "f"), "theirs");
  const project = new Project({ "sinter.toml": step("it", { run: shell("echo new > out/f"), outputs: ["out/f"] }) });
  symlinkSync(outside, project.at("out"));
  const run = await project.run(["build"]);
  assert.equal(run.code, 2);
  assert.match(run.stderr, /the output `out\/f` lies outside the project/);
  assert.equal(readFileSync(join(outside, "f"), "utf8"), "theirs");
});

test("the project's own description and sinter's files cannot be outputs", async () => {
  for (const output of ["sinter.toml", ".git/config", ".sinter/state/production", "dist/build-report.json"]) {
    const run = await new Project({ "sinter.toml": step("it", { run: ["true"], outputs: [output] }) }).run(["build"]);
    assert.equal(run.code, 2, String(run));
    assert.match(run.stderr, /belongs to the project or to sinter itself/);
  }
});

test("what a needed step made is an input: its change reaches the step that needs it", async () => {
  const project = new Project({
    "sinter.toml":
      step("first", { run: ["cp", "source", "middle"], inputs: ["source"], outputs: ["middle"] }) +
      step("second", { run: ["cp", "middle", "last"], needs: ["first"], outputs: ["last"] }),
    source: "one",
  });
  await project.build();
  project.write("source", "two");
  assert.deepEqual((await project.build()).outcomes, { first: "ran", second: "ran" });
  assert.equal(project.read("last"), "two");
});

test("a pipe where a file should be is an error, not a wait for ever", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: ["cat", "p"], inputs: ["p"] }) });
  execFileSync("mkfifo", [project.at("p")]);
  const run = await project.run(["build"]);
  assert.equal(run.code, 3);
  assert.match(run.stderr, /it is a pipe, a socket or a device, not a file/);
});

test("a file read through a depfile that another step makes has to be waited for", async () => {
  const project = new Project({
    "sinter.toml":
      step("maker", { run: shell("echo new > generated"), outputs: ["generated"] }) +
      step("reader", {
        run: shell("cat generated > out; echo 'out: generated' > out.d"), outputs: ["out"], depfile: "out.d",
      }),
    generated: "old",
  });
  const run = await project.run(["build", "-j", "1", "--keep-going"]);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /`reader` reads `generated` without waiting for it/);
  assert.match(run.stderr, /next: add `generated` to its `inputs`/);
});

test("a depfile may name a file that is not there, until it is", async () => {
  const project = new Project({
    "sinter.toml": step("it", { run: shell("cat maybe > out 2>&1; echo 'out: maybe' > out.d; true"), outputs: ["out"], depfile: "out.d" }),
  });
  await project.build();
  assert.deepEqual((await project.build()).outcomes, {});
  project.write("maybe", "here");
  assert.deepEqual((await project.build()).outcomes, { it: "ran" });
});

test("PATH is part of what a step does", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell("greet > out"), outputs: ["out"] }) });
  for (const name of ["a", "b"]) {
    mkdirSync(project.at(name));
    writeFileSync(project.at(`${name}/greet`), `#!/bin/sh\necho ${name}\n`, { mode: 0o755 });
    project.environment.PATH = `${project.at(name)}:${process.env.PATH}`;
    await project.build();
    assert.equal(project.read("out"), `${name}\n`);
  }
});

test("of PATH only the folders that are there count, unless a step names it", async () => {
  const folders = [scratchFolder(), scratchFolder()];
  const project = new Project({ "sinter.toml": step("it", { run: shell("echo > out"), outputs: ["out"] }) +
    step("exact", { run: shell("echo $PATH > exact"), outputs: ["exact"], environment: ["PATH"] }) });
  const path = `${folders[0]}:${process.env.PATH}`;
  const built = async (PATH) => (await project.build([], { env: { PATH } })).outcomes;
  await built(path);
  assert.deepEqual(await built(`/nowhere:${path}`), { exact: "ran" });
  assert.deepEqual(await built(`${path}:${folders[0]}`), { exact: "ran" });
  const link = join(scratchFolder(), "link");
  symlinkSync(folders[0], link);
  assert.deepEqual(await built(`${link}:${process.env.PATH}`), { exact: "ran" });
  assert.deepEqual(await built(path), { exact: "restored" });
  assert.deepEqual(await built(`${folders[1]}:${path}`), { it: "ran", exact: "ran" }, "another folder is searched first");
  assert.deepEqual(await built(`${folders[0]}:${folders[1]}:${process.env.PATH}`), { it: "ran", exact: "ran" }, "and in another order");
  const told = await project.run(["explain", "it"]);
  assert.match(told.stdout, /variable PATH/);
});

test("a program of the project that PATH finds is an input, and another checkout shares what it made", async () => {
  const files = { "gen.txt": "one", "sinter.toml":
    step("use", { run: ["gen"], cwd: "site", outputs: ["site/out.txt"] }) +
    step("make", { run: shell("printf '#!/bin/sh\\necho %s > out.txt\\n' $(cat gen.txt) > bin/gen; chmod +x bin/gen"), inputs: ["gen.txt"], outputs: ["bin/gen"] }), "site/in.txt": "" };
  const at = (project) => ({ env: { PATH: `${project.at("bin")}:${process.env.PATH}` } });
  const project = new Project(files);
  const cold = await project.build(["--strict"], at(project));
  assert.deepEqual(cold.outcomes, { make: "ran", use: "ran" }, String(cold));
  assert.equal(project.read("site/out.txt"), "one\n");
  project.write("gen.txt", "two");
  assert.deepEqual((await project.build([], at(project))).outcomes, { make: "ran", use: "ran" });
  assert.equal(project.read("site/out.txt"), "two\n");
  const other = new Project({ ...files, "gen.txt": "two" }, { cache: project.cache });
  assert.deepEqual((await other.build([], at(other))).outcomes, { make: "restored", use: "restored" });
  const reader = await project.run(["explain", "bin/gen"], at(project));
  assert.match(reader.stdout, /`?make`?/);
  assert.match(reader.stdout, /use/);
});

test("a module over its budget is not packed, and the package of before stays", async () => {
  const source = (count) =>
    `#include "sinter/bind.h"\n` +
    Array.from({ length: count }, (_, i) => `int f${i}(int a) { return a * ${i + 3}; }\nSINTER_EXPORT(f${i}, "", "a")\n`).join("");
  const project = new Project({
    "sinter.toml": `[project]\nname = "demo"\nlicense = "MIT"\n[profile.production]\noptimize = "none"\nlto = false\n` +
      `[module.m]\nsources = ["m.cc"]\nbudget = { wasm = "8 KB" }\n[package.npm]\ncontains = ["m"]\n`,
    "m.cc": source(1),
  }, { cache: warmCache });
  assert.equal((await project.build()).code, 0);
  const wasm = "dist/npm/demo/m/m.baseline.wasm";
  const before = readFileSync(project.at(wasm));
  project.write("m.cc", source(200));
  const run = await project.build();
  assert.equal(run.code, 1, String(run));
  assert.match(String(run), /over its raw budget/);
  assert.deepEqual(readFileSync(project.at(wasm)), before);
});
