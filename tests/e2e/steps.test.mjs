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
