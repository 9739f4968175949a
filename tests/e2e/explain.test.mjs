// `build --explain` names what changed since the run that is redone: the argument, the
// variable's values, the file; never a secret. What a build tells, later ones remember.
//
//   node --test tests/e2e/explain.test.mjs
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { Project, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const demo = () =>
  new Project({
    "sinter.toml":
      step("greet", { run: shell("cat in.txt > out.txt; echo $MODE >> out.txt"), inputs: ["in.txt"], outputs: ["out.txt"], environment: ["MODE", "PATH"] }) +
      step("copy", { run: ["cp", "-f", "out.txt", "copy.txt"], inputs: ["out.txt"], outputs: ["copy.txt"] }),
    "in.txt": "1\n",
  });

/** The changes of one action of a run with --json --explain. */
const changesOf = (run, action) => run.events.find((event) => event.event === "action_explained" && event.action === action)?.changes;
async function explained(project, env = {}) {
  const run = await project.build(["--explain"], { env });
  assert.equal(run.code, 0, run);
  return run;
}

test("an argument, a variable, an entry of PATH, an input and an output are told by what they were and are", async () => {
  const project = demo();
  const path = project.environment.PATH;
  assert.deepEqual(changesOf(await explained(project), "greet"), [], "first build");

  assert.deepEqual(changesOf(await explained(project, { MODE: "fast" }), "greet"), [
    { part: "variable", name: "MODE", before: "(not set)", after: "fast" },
  ]);
  const slow = await explained(project, { MODE: "slow", PATH: `/nowhere:${path}` });
  assert.deepEqual(changesOf(slow, "greet"), [
    { part: "variable", name: "MODE", before: "fast", after: "slow" },
    { part: "variable", name: "PATH", after: "/nowhere" },
  ]);
  const copied = changesOf(slow, "copy")[0];
  assert.deepEqual([copied.part, copied.name], ["input", "out.txt"]);
  assert.match(`${copied.before} ${copied.after}`, /^[0-9a-f]{12} [0-9a-f]{12}$/);

  project.edit("sinter.toml", '"-f","out.txt"', '"-p","out.txt","--"');
  project.remove("out.txt");
  const again = await explained(project, { MODE: "slow", PATH: `/nowhere:${path}` });
  assert.deepEqual(changesOf(again, "copy"), [{ part: "command", before: "-f", after: "-p" }, { part: "command", after: "--" }]);
  const [missing] = changesOf(again, "greet");
  assert.deepEqual([missing.part, missing.name, missing.after], ["output", "out.txt", undefined]);
});

test("people read it below the action, and without the option nothing of it", async () => {
  const project = demo();
  await project.build();
  const run = await project.run(["build", "--explain"], { env: { MODE: "fast" } });
  assert.match(run.stderr, /^ran greet in .*\nwhy greet\n {4}variable MODE: \(not set\) -> fast\nran copy /);
  const plain = await project.run(["build"], { env: { MODE: "slow" } });
  assert.doesNotMatch(plain.stderr, /why|fast/);
});

test("changes since the last success are told, also after a failure", async () => {
  const project = new Project({ "sinter.toml": step("try", { run: shell("test $MODE != bad"), outputs: [], environment: ["MODE"] }) });
  await explained(project, { MODE: "one" });
  assert.equal((await project.build([], { env: { MODE: "bad" } })).code, 1);
  assert.deepEqual(changesOf(await explained(project, { MODE: "two" }), "try"), [
    { part: "variable", name: "MODE", before: "one", after: "two" },
  ]);
});

test("secrets and what looks like one are in neither the explanation nor the history", async () => {
  const project = new Project({
    "sinter.toml": step("send", { run: shell("echo hunter-secret-1 >/dev/null"), outputs: [], environment: ["API_TOKEN", "MODE"], secrets: ["DEPLOY"] }),
  });
  await explained(project, { API_TOKEN: "tok-111111", MODE: "a", DEPLOY: "hunter-secret-1" });
  const run = await explained(project, { API_TOKEN: "tok-222222", MODE: "x hunter-secret-1 y", DEPLOY: "hunter-secret-1" });
  assert.deepEqual(changesOf(run, "send"), [
    { part: "variable", name: "API_TOKEN", before: "(not shown)", after: "(not shown)" },
    { part: "variable", name: "MODE", before: "a", after: "x *** y" },
  ]);
  const folder = project.at(".sinter/history");
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(`${folder}/${name}`, "latin1");
    assert.doesNotMatch(bytes, /hunter-secret|tok-/, name);
  }
});

test("a lost or damaged history costs the old values, nothing else", async () => {
  const project = demo();
  await explained(project, { MODE: "one" });
  const file = project.at(".sinter/history/production.added");
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(file, bytes);
  assert.deepEqual(changesOf(await explained(project, { MODE: "two" }), "greet"), [
    { part: "variable", name: "MODE", before: "(not remembered)", after: "two" },
  ]);
  assert.deepEqual(changesOf(await explained(project, { MODE: "three" }), "greet"), [
    { part: "variable", name: "MODE", before: "two", after: "three" },
  ]);
});
