// `build --dry-run` touches nothing, and what it says comes true: whatever was edited,
// deleted or put back, the build that follows does what was foretold.
//
//   node --test tests/e2e/dry_run.test.mjs        (SINTER_SEED=<n> repeats the random edits)
import assert from "node:assert/strict";
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { moduleFiles, Project, scratchFolder, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const demo = () =>
  new Project({
    "sinter.toml":
      step("first", { run: shell("cat a.txt > first.txt"), inputs: ["a.txt"], outputs: ["first.txt"], environment: ["MODE"] }) +
      step("short", { run: shell("head -c1 first.txt > short.txt"), inputs: ["first.txt"], outputs: ["short.txt"] }) +
      step("last", { run: shell("cat short.txt b.txt > last.txt"), inputs: ["short.txt", "b.txt"], outputs: ["last.txt"] }) +
      step("other", { run: shell("cat b.txt > other.txt"), inputs: ["b.txt"], outputs: ["other.txt"] }),
    "a.txt": "1\n",
    "b.txt": "1\n",
  });

async function foretold(project, args = [], options = {}) {
  const run = await project.build(["--dry-run", ...args], options);
  const end = run.events.at(-1);
  const actions = run.events.filter((event) => event.event === "action_expected");
  return { run, end, actions, expectations: Object.fromEntries(actions.map((event) => [event.action, event.expectation])) };
}

/** Everything about files that a change could show in. */
function snapshot(folder) {
  const seen = {};
  const visit = (path) => {
    const { mtimeMs, ctimeMs, size, ino } = lstatSync(path);
    seen[path] = [mtimeMs, ctimeMs, size, ino].join(" ");
    if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
  };
  if (existsSync(folder)) visit(folder);
  return seen;
}

test("nothing is touched, neither in a new project nor in one with something to do", async () => {
  const project = new Project(moduleFiles);
  const before = snapshot(project.folder);
  const fresh = await foretold(project);
  assert.deepEqual([fresh.run.code, fresh.end.ok, fresh.run.stderr], [0, true, ""]);
  assert.ok(fresh.actions.length > 4 && fresh.actions.every((action) => action.expectation === "run"), fresh.run);
  assert.deepEqual(snapshot(project.folder), before);

  assert.equal((await project.build()).code, 0);
  project.edit("src/scale.h", "1", "2");
  project.write("sinter.toml", project.read("sinter.toml").replace("[package.shapes_package]", "[package.other]"));
  const [files, cache] = [snapshot(project.folder), snapshot(project.cache)];
  const { run, actions, end } = await foretold(project, ["--explain"]);
  assert.equal(run.code, 0, run);
  const compile = actions.find((action) => action.action.endsWith("compile src/area.cc"));
  assert.deepEqual([compile.expectation, compile.cause, compile.changes[0].name], ["run", "`src/scale.h` changed", "src/scale.h"]);
  assert.ok(compile.expected_ns > 0);
  assert.ok(!actions.some((action) => action.action.endsWith("compile src/sum.cc")), "it does not read scale.h");
  assert.ok(end.unchanged > 0);
  assert.deepEqual(snapshot(project.folder), files);
  assert.deepEqual(snapshot(project.cache), cache);
});

test("each verdict, for people", async () => {
  const project = demo();
  await project.build();
  project.write("a.txt", "12\n");
  project.remove("other.txt");
  const run = await project.run(["build", "--dry-run", "--explain"]);
  assert.equal(run.code, 0);
  assert.match(run.stderr, new RegExp(`^would run {6}first \\([^)]+\\)  \`a.txt\` changed
    input a.txt: [0-9a-f]{12} -> [0-9a-f]{12}
would restore  other \\([^)]+\\)  \`other.txt\` was missing
    output other.txt: was missing
may run {8}short \\([^)]+\\)  what \`first\` makes may change
may run {8}last \\([^)]+\\)  what \`short\` makes may change
dry run: 1 would run, 2 may run, 1 would be restored; nothing was done\n$`));
});

test("a missing input fails what needs it, with the exit code of the build", async () => {
  const project = demo();
  await project.build();
  project.remove("a.txt");
  const { run, expectations, end } = await foretold(project);
  assert.deepEqual(expectations, { first: "fail", short: "skip", last: "skip" });
  assert.deepEqual([end.ok, end.fail, end.skip, end.unchanged], [false, 1, 2, 1]);
  const build = await project.build(["--keep-going"]);
  assert.equal(run.code, build.code);
  assert.deepEqual(run.events[0].errors, build.finished.find((event) => event.outcome === "failed").errors);
});

test("a folder or a file in the way of an output, or a link that leads it away, fails the action here as in the build", async () => {
  const project = demo();
  await project.build();
  const alike = async () => {
    const { run, expectations } = await foretold(project);
    const build = await project.build(["--keep-going"]);
    assert.equal(run.code, build.code);
    const failed = build.finished.find((event) => event.outcome === "failed");
    assert.deepEqual(run.events.find((event) => event.errors).errors, failed.errors);
    return expectations;
  };
  project.remove("first.txt");
  mkdirSync(project.at("first.txt"));
  assert.deepEqual(await alike(), { first: "fail", short: "skip", last: "skip" });
  rmdirSync(project.at("first.txt"));
  project.write("sinter.toml", project.read("sinter.toml").replaceAll("first.txt", "away/first.txt"));
  project.write("away", "a file");
  assert.equal((await alike()).first, "fail");
  project.remove("away");
  symlinkSync(scratchFolder(), project.at("away"));
  assert.equal((await alike()).first, "fail");
  project.write("sinter.toml", step("site", { run: shell("touch site/a"), outputs: ["site/**"] }));
  symlinkSync(scratchFolder(), project.at("site"));
  assert.deepEqual(await alike(), { site: "fail" });
});

test("a file of somebody's that would be moved is named, and no other", async () => {
  const project = new Project({ "sinter.toml": step("one", { run: shell("echo 1 > one.txt"), outputs: ["one.txt"] }) +
    step("tree", { run: shell("echo 2 > tree/a"), outputs: ["tree/**"] }) + step("new", { run: shell("echo 3 > new.txt"), outputs: ["new.txt"] }) });
  project.write("one.txt", "mine");
  project.write("tree/a", "mine");
  project.write("tree/b/c", "mine");
  const { run, actions } = await foretold(project);
  const moves = Object.fromEntries(actions.map((event) => [event.action, event.moves]));
  assert.deepEqual(moves, { one: ["one.txt"], tree: ["tree/a", "tree/b/c"], new: undefined }, String(run));
  const told = await project.run(["build", "--dry-run"]);
  assert.match(told.stderr, /^would run {6}one .*\nwould move {5}one\.txt .*\.sinter\/replaced/m, String(told));
  await project.build();
  for (const paths of Object.values(moves)) for (const path of paths ?? []) assert.equal(project.read(`.sinter/replaced/${path}`), "mine");
  project.write("sinter.toml", project.read("sinter.toml").replaceAll("echo", "echo  "));
  project.write("one.txt", "changed by hand");
  assert.ok((await foretold(project)).actions.every((event) => event.moves === undefined), "what builds made goes without a word");
});

test("whether something runs that what it needs decides, is told as open", async () => {
  const project = demo();
  await project.build();
  project.write("a.txt", "1 \n");  // first runs; short makes the same, so last is restored
  project.remove("last.txt");
  assert.deepEqual((await foretold(project)).expectations, { first: "run", short: "maybe", last: "maybe" });
  assert.deepEqual((await project.build()).outcomes, { first: "ran", short: "ran", last: "restored" });
});

test("what nothing makes any more is named, and is there until the build", async () => {
  const project = demo();
  await project.build();
  project.write("sinter.toml", project.read("sinter.toml").replaceAll("other", "else"));
  const { end } = await foretold(project);
  assert.deepEqual(end.removals, ["other.txt"]);
  assert.ok(project.has("other.txt"));
  await project.build();
  assert.ok(!project.has("other.txt"));
  assert.equal((await foretold(project)).end.removals, undefined);
});

test("it answers while a build holds the lock, and tells no secret", async () => {
  const project = new Project({
    "sinter.toml": step("slow", { run: shell("touch begun; until [ -e go ]; do sleep 0.02; done; : $X"), outputs: [], environment: ["X"], secrets: ["KEY"], cache: false }),
  });
  const env = { KEY: "hunter-secret-1", X: "a hunter-secret-1 b" };
  const building = project.build([], { env });
  while (!project.has("begun")) await new Promise((wake) => setTimeout(wake, 5));
  const { run } = await foretold(project, ["--explain"], { env });
  project.write("go", "");
  assert.equal((await building).code, 0);
  assert.equal(run.code, 0);
  assert.doesNotMatch(run.stdout + run.stderr, /hunter/);
});

test("it goes with neither --watch nor --trace", async () => {
  const project = demo();
  for (const args of [["--watch"], ["--trace", "t.json"]]) assert.equal((await project.run(["build", "--dry-run", ...args])).code, 2);
});

/** Small numbers that a seed decides (mulberry32). */
function random(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

test("what is foretold comes true, after any edits", async () => {
  const seed = Number(process.env.SINTER_SEED ?? Math.floor(Math.random() * 1e9));
  const pick = random(seed);
  const project = demo();
  let mode = "0";
  const edits = [
    () => project.write("a.txt", `${pick(3)}${pick(3)}\n`),
    () => project.write("b.txt", `${pick(3)}\n`),
    () => project.remove(["first.txt", "short.txt", "last.txt", "other.txt"][pick(4)]),
    () => project.write(["first.txt", "last.txt"][pick(2)], "somebody else's"),
    () => { mode = String(pick(3)); },
    () => project.write("sinter.toml", project.read("sinter.toml").replace(/head -c *1/, ["head -c1", "head -c 1"][pick(2)])),
  ];
  const needs = { short: "first", last: "short" };
  const allowed = { run: ["ran"], maybe: ["ran", "restored", "unchanged"], restore: ["restored"] };
  for (let round = 0; round < 25; ++round) {
    for (let n = pick(3); n > 0; --n) edits[pick(edits.length)]();
    const options = { env: { MODE: mode } };
    const { expectations } = await foretold(project, [], options);
    const build = await project.build([], options);
    assert.equal(build.code, 0, build);
    for (const { action, outcome } of build.finished) {
      const expected = expectations[action];
      const outcomes = expected === undefined ? ["unchanged"] : [...allowed[expected]];
      // What runs after others may turn out to be in the cache: its inputs were not known.
      if (expected === "run" && ["run", "maybe"].includes(expectations[needs[action]])) outcomes.push("restored");
      assert.ok(outcomes.includes(outcome), `SINTER_SEED=${seed}, round ${round}: ${action} was to ${expected ?? "stay"}, and ${outcome}`);
    }
  }
});
