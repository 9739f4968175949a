// `build --explain` names what changed since the run that is redone: the argument, the
// variable's values, the file; never a secret. What a build tells, later ones remember, and
// `explain NAME` tells of any goal, action or file.
//
//   node --test tests/e2e/explain.test.mjs
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { moduleFiles, Project, step } from "./project.mjs";

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

/** What `explain NAME --format json` says, without what has no fixed value. */
async function told(project, name, options) {
  const run = await project.run(["explain", name, "--format", "json"], options);
  assert.equal(run.code, 0, run);
  return JSON.parse(run.stdout);
}

test("a made file: who makes it, from what, why last, and what would happen now", async () => {
  const project = demo();
  await project.build();
  project.write("in.txt", "2\n");
  await project.build();
  project.write("deep/here.txt", "");
  const { kind, name, read_by, actions: [greet] } = await told(project, "../out.txt", { cwd: project.at("deep") });
  assert.deepEqual([kind, name, read_by], ["file", "out.txt", ["copy"]]);
  assert.deepEqual([greet.name, greet.inputs, greet.outputs, greet.needed_by], ["greet", ["in.txt"], ["out.txt"], ["copy"]]);
  assert.deepEqual(greet.environment, ["MODE", "PATH"]);
  assert.deepEqual([greet.last.outcome, greet.last.cause, greet.last.changes[0].name], ["ran", "`in.txt` changed", "in.txt"]);
  assert.ok(greet.last.duration_ns > 0 && greet.last.ended_ns / 1e6 <= Date.now());
  assert.equal(greet.next, null);

  project.write("in.txt", "3\n");
  const { actions: [copy] } = await told(project, "copy");
  assert.deepEqual([copy.next.expectation, copy.next.cause], ["maybe", "what `greet` makes may change"]);
  const { stdout } = await project.run(["explain", "out.txt"]);
  assert.match(stdout, new RegExp(`^out.txt is made by \`greet\`

greet: step greet, sinter.toml:3
  command   sh -c 'cat in.txt > out.txt; echo \\$MODE >> out.txt'
  reads     in.txt
  sees      MODE
            PATH
  tools     sh
  makes     out.txt
  needed by copy
  last      ran \\d+ seconds? ago, in [^:]+: \`in.txt\` changed
            input in.txt: [0-9a-f]{12} -> [0-9a-f]{12}
  now       would run: \`in.txt\` changed
            input in.txt: [0-9a-f]{12} -> [0-9a-f]{12}\n$`));
});

test("a header is read by what included it, and a goal is told action by action", async () => {
  const project = new Project(moduleFiles);
  await project.build();
  const header = await told(project, "src/scale.h");
  assert.deepEqual(header.actions, []);
  assert.ok(header.read_by.includes("shapes/baseline: compile src/area.cc"), header.read_by);
  assert.ok(!header.read_by.some((name) => name.endsWith("compile src/sum.cc")));
  project.edit("src/scale.h", "1", "2");
  const { stdout } = await project.run(["explain", "shapes"]);
  assert.match(stdout, /^shapes: module, \d+ actions\n/);
  assert.match(stdout, /\n {2}shapes\/baseline: compile src\/area.cc\n {6}last {2}ran .*: first build\n {6}now {3}would run: `src\/scale.h` changed\n/);
  assert.match(stdout, /\n {2}shapes\/baseline: compile src\/sum.cc\n {6}last {2}ran .*\n {2}shapes/);
});

test("explain changes nothing, keeps secrets, and helps with a slip", async () => {
  const project = new Project({
    "sinter.toml": step("send", { run: shell("echo hunter-secret-1 >/dev/null"), outputs: [], secrets: ["DEPLOY"] }),
  });
  const env = { DEPLOY: "hunter-secret-1" };
  assert.deepEqual((await told(project, "send", { env })).actions[0].last, null);
  assert.ok(!project.has(".sinter"));
  const text = await project.run(["explain", "send"], { env });
  assert.match(text.stdout, /echo \*\*\*/);
  assert.doesNotMatch(text.stdout, /hunter/);
  const slip = await project.run(["explain", "sned"]);
  assert.deepEqual([slip.code, slip.stdout], [2, ""]);
  assert.match(slip.stderr, /next: did you mean `send`\?/);
  assert.match((await project.run(["explain", "SN0401"])).stderr, /next: what an error means is in `docs\/errors\/SN0401.md` of Sinter\n/);
});
