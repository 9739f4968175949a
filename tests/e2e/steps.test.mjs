// What a step can say beyond its command: whether it takes part, what it may see, what it
// makes and how it is run. Each with real processes and files.
//
//   node --test tests/e2e/steps.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { test } from "node:test";

import { Project, settled, step } from "./project.mjs";

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

test("a module is compiled from sources and headers that steps make", async () => {
  const project = new Project({
    "sinter.toml": `[profile.production]
optimize = "none"
lto = false

[step.tables]
run = ["sh", "-c", "cat numbers.txt > gen/table.cc && echo 'int table();' > gen/table.h"]
inputs = ["numbers.txt"]
outputs = ["gen/table.cc"]

[step.header]
run = ["sh", "-c", "echo '#define STEP 3' > gen/step.h"]
outputs = ["gen/step.h"]

[module.demo]
sources = ["src/*.cc", "gen/*.cc"]
needs = ["header"]
variants = ["baseline"]
`,
    "numbers.txt": "int table() { return 1; }\n",
    "src/exports.cc": `#include "sinter/bind.h"
#include "gen/step.h"
int table();
namespace demo { int value() { return table() + STEP; } SINTER_EXPORT(value, "A number.") }
`,
  });
  const cold = await project.build();
  assert.equal(cold.code, 0, String(cold));
  project.write("numbers.txt", "int table() { return 2; }\n");
  const warm = await project.build();
  assert.equal(warm.code, 0, String(warm));
  const ran = warm.finished.filter((action) => action.outcome === "ran").map((action) => action.action);
  assert.ok(ran.includes("tables") && ran.includes("demo/baseline: compile gen/table.cc"), String(warm));
  assert.ok(!ran.includes("demo/baseline: compile src/exports.cc"), String(warm));
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
