// What a step can say beyond its command: whether it takes part, what it may see, what it
// makes and how it is run. Each with real processes and files.
//
//   node --test tests/e2e/steps.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { test } from "node:test";

import { Project, settled, step, warmCache } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

test("a step whose `when` is false counts as done, and what needs it runs", async () => {
  const project = new Project({
    "sinter.toml": step("site", { run: shell("echo site > site.txt"), outputs: ["site.txt"], when: "profile == 'production'" }) +
      step("check", { run: shell("echo checked > check.txt"), needs: ["site"], outputs: ["check.txt"] }),
  });
  const development = await project.build(["--profile", "development"]);
  assert.equal(development.code, 0, String(development));
  assert.deepEqual(development.finished.map((action) => action.action), ["check"]);
  assert.deepEqual(development.events.filter((event) => event.event === "step_left_out"),
    [{ event: "step_left_out", step: "site", when: "profile == 'production'" }]);
  assert.ok(!project.has("site.txt"));
  const production = await project.build();
  assert.deepEqual(production.finished.map((action) => [action.action, action.outcome]), [["site", "ran"], ["check", "ran"]]);
  const named = await project.run(["build", "site", "--profile", "development"]);
  assert.equal(named.code, 0, String(named));
  assert.equal(settled(named.stderr), "left out site  `when` is false: profile == 'production'\ndone in TIME: nothing to do\n");
});

test("a variable that `when` asks for is part of the plan", async () => {
  const project = new Project({
    "sinter.toml": step("it", { run: shell("echo made > it.txt"), outputs: ["it.txt"], when: "environment.MODE == 'on'" }),
  });
  assert.deepEqual((await project.build()).finished, []);
  const on = await project.build([], { env: { MODE: "on" } });
  assert.deepEqual(on.finished.map((action) => action.outcome), ["ran"]);
  // Left out again: what it had made is nobody's any more.
  assert.deepEqual((await project.build([], { env: { MODE: "off" } })).finished, []);
  assert.ok(!project.has("it.txt"));
});

test("a secret reaches the command, and a new value runs nothing again", async () => {
  const project = new Project({
    "sinter.toml": step("it", { run: shell("test -n \"$TOKEN\" && test -z \"$OTHER\" && touch it.txt"), outputs: ["it.txt"], secrets: ["TOKEN"] }),
  });
  const first = await project.build([], { env: { TOKEN: "one", OTHER: "two" } });
  assert.equal(first.code, 0, String(first));
  const second = await project.build([], { env: { TOKEN: "three" } });
  assert.deepEqual(second.finished.map((action) => action.outcome), ["unchanged"]);
});

test("`for` makes a step of every combination; all of them and each one have names", async () => {
  const project = new Project({
    "sinter.toml": `[step.compile]
for = { target = ["a", "b"], variant = ["simd", "base"] }
run = ["sh", "-c", "cat src/{target} > out/{target}.{variant}"]
inputs = ["src/{target}"]
outputs = ["out/{target}.{variant}"]
when = "target != 'b' || variant == 'simd'"

[step.pack]
run = ["sh", "-c", "cat out/* > all.txt"]
inputs = ["out/*"]
outputs = ["all.txt"]

[step.one]
run = ["sh", "-c", "cp out/b.simd one.txt"]
needs = ["compile[target=b,variant=simd]"]
outputs = ["one.txt"]
`,
    "src/a": "A\n",
    "src/b": "B\n",
  });
  const one = await project.build(["one"]);
  assert.deepEqual(one.finished.map((action) => action.action), ["compile[target=b,variant=simd]", "one"], String(one));
  const all = await project.build();
  assert.deepEqual(all.finished.filter((action) => action.outcome === "ran").map((action) => action.action).sort(),
    ["compile[target=a,variant=base]", "compile[target=a,variant=simd]", "pack"]);
  assert.equal(project.read("all.txt"), "A\nA\nB\n");
  project.write("src/b", "C\n");
  const named = await project.build(["compile"]);
  assert.deepEqual(named.finished.map((action) => [action.action, action.outcome]).sort(), [
    ["compile[target=a,variant=base]", "unchanged"], ["compile[target=a,variant=simd]", "unchanged"],
    ["compile[target=b,variant=simd]", "ran"]]);
  const out = await project.run(["build", "compile[target=b,variant=base]"]);
  assert.match(out.stderr, /^left out compile\[target=b,variant=base\] /);
});

test("steps make sources and headers of a module, for each combination, and read the package that becomes of it", async () => {
  const project = new Project({
    "sinter.toml": `[profile.production]
optimize = "none"
lto = false

[step.tables]
for = { table = ["low", "high"] }
run = ["sh", "-c", "echo \\"int {table}() { return $(cat {table}.txt); }\\" > gen/{table}.cc"]
inputs = ["{table}.txt"]
outputs = ["gen/{table}.cc"]

[step.header]
for = { header = ["step", "tables"] }
run = ["cp", "{header}.txt", "gen/{header}.h"]
inputs = ["{header}.txt"]
outputs = ["gen/{header}.h"]

[module.demo]
sources = ["src/*.cc", "gen/*.cc"]
needs = ["header"]
variants = ["baseline"]

[package.pack]
license_file = "LICENSE"
contains = ["demo"]

[step.count]
run = ["sh", "-c", "wc -c < dist/npm/demo/demo/demo.baseline.wasm > count.txt"]
needs = ["pack"]
outputs = ["count.txt"]
`,
    LICENSE: "MIT\n",
    "low.txt": "1\n",
    "high.txt": "2\n",
    "step.txt": "#define STEP 3\n",
    "tables.txt": "int low();\nint high();\n",
    "src/exports.cc": `#include "sinter/bind.h"
#include "gen/step.h"
#include "gen/tables.h"
namespace demo { int value() { return low() + high() + STEP; } SINTER_EXPORT(value, "A number.") }
`,
  }, { cache: warmCache });
  const cold = await project.build();
  assert.equal(cold.code, 0, String(cold));
  assert.ok(Number(project.read("count.txt")) > 0);

  project.write("low.txt", "0x12345678\n");
  const source = Object.keys((await project.build()).outcomes);
  assert.ok(source.includes("tables[table=low]") && source.includes("demo/baseline: compile gen/low.cc"), source.join());
  assert.ok(source.includes("count"), "what needs the package reads it");
  assert.ok(!source.includes("demo/baseline: compile src/exports.cc") && !source.includes("tables[table=high]"), source.join());

  project.write("step.txt", "#define STEP 4\n");
  const header = Object.keys((await project.build()).outcomes);
  assert.ok(header.includes("header[header=step]") && header.includes("demo/baseline: compile src/exports.cc"), header.join());
  assert.ok(!header.includes("demo/baseline: compile gen/low.cc"), header.join());

  project.write("step.txt", "#define STEP 4  // the same\n");
  const comment = Object.keys((await project.build()).outcomes);
  assert.ok(comment.includes("demo/baseline: compile src/exports.cc") && !comment.includes("count"), comment.join());
});

test("a command runs in its `cwd`; its files are seen from the project's folder", async () => {
  const project = new Project({
    "deep/down/in.txt": "in\n",
    "deep/down/run.sh": "basename \"$PWD\" > ../out.txt; cat in.txt >> ../out.txt\n",
    "sinter.toml": step("it", { run: ["sh", "run.sh"], cwd: "deep/down", inputs: ["deep/down/*"], outputs: ["deep/out.txt"] }),
  });
  const first = await project.build();
  assert.deepEqual([first.code, project.read("deep/out.txt")], [0, "down\nin\n"], String(first));
  project.write("deep/down/in.txt", "changed\n");
  assert.deepEqual((await project.build()).outcomes, { it: "ran" });
  assert.equal(project.read("deep/out.txt"), "down\nchanged\n");
});

test("a check without outputs runs again when what it reads changes, and not before", async () => {
  const project = new Project({
    "in.txt": "good\n",
    "sinter.toml": step("check", { run: ["grep", "-q", "good", "in.txt"], inputs: ["in.txt"], outputs: [] }) +
      step("after", { run: shell("echo checked > after.txt"), needs: ["check"], outputs: ["after.txt"] }),
  });
  assert.deepEqual((await project.build()).outcomes, { check: "ran", after: "ran" });
  assert.deepEqual((await project.build()).outcomes, {});
  project.write("in.txt", "still good\n");
  assert.deepEqual((await project.build()).outcomes, { check: "ran" }, "a check makes nothing that could reach others");
  project.write("in.txt", "bad\n");
  const bad = await project.build();
  assert.deepEqual([bad.code, bad.outcomes.check], [1, "failed"]);
  project.write("in.txt", "good\n");
  assert.deepEqual((await project.build()).outcomes, { check: "restored" }, "it passed with these bytes before");
});

test("what is left out counts as done for tests, for modules and along a chain", async () => {
  const never = { when: "profile == 'test'" };
  const project = new Project({
    "sinter.toml": step("first", { run: ["false"], ...never }) + step("second", { run: ["false"], needs: ["first"], ...never }) +
      step("last", { run: shell("touch last.txt"), needs: ["second"], outputs: ["last.txt"] }) +
      step("check", { run: ["false"], test: true, ...never }) + step("passes", { run: ["true"], test: true, needs: ["second"] }) +
      '[module.demo]\nsources = ["a.cc"]\nneeds = ["second"]\nvariants = ["baseline"]\n',
    "a.cc": '#include "sinter/bind.h"\nnamespace demo { int one() { return 1; } SINTER_EXPORT(one, "One.") }\n',
  }, { cache: warmCache });
  const tests = await project.run(["test"]);
  assert.equal(tests.code, 0, String(tests));
  assert.match(tests.stderr, /\n1 passed, 0 failed\n$/);
  const build = await project.build(["demo", "last"]);
  assert.equal(build.code, 0, String(build));
  assert.ok(project.has("last.txt"));
  assert.equal((await project.run(["run", "second"])).code, 0);
  assert.equal((await project.build(["--profile", "test", "last"])).code, 1, "with that profile they take part");
});

test("SINTER_PROFILE and --profile select a profile of the project's own, and what it changes", async () => {
  const project = new Project({
    "sinter.toml": step("site", { run: shell("echo plain > site.txt"), outputs: ["site.txt"] }) + `
[profile.staging]
inherits = "development"
[profile.staging.step.site]
run = ["sh", "-c", "echo staged > site.txt"]
`,
  });
  assert.equal((await project.build([], { env: { SINTER_PROFILE: "staging" } })).code, 0);
  assert.equal(project.read("site.txt"), "staged\n");
  assert.equal((await project.build(["--profile", "production"], { env: { SINTER_PROFILE: "staging" } })).code, 0);
  assert.equal(project.read("site.txt"), "plain\n");
});

test("the events tell of no more actions at a time than there are slots, each end after its start", async () => {
  const names = Array.from({ length: 24 }, (_, i) => `s${i}`);
  const project = new Project({
    "sinter.toml": names.map((name) => step(name, { run: shell(`echo ${name} > ${name}.txt`), outputs: [`${name}.txt`] })).join(""),
  });
  const { events } = await project.build(["-j", "2"]);
  const running = new Set();
  for (const { event, action } of events) {
    if (event === "action_started") running.add(action);
    if (event === "action_finished") assert.ok(running.delete(action), `${action} has started`);
    assert.ok(running.size <= 2, [...running].join(" "));
  }
  assert.equal(events.filter(({ event }) => event === "action_finished").length, names.length);
});
