// With --check-determinism an action runs twice and has to make the same bytes. What makes
// others fails, and the message says where and what the bytes look like.
//
//   node --test tests/e2e/determinism.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { test } from "node:test";

import { Project, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const check = (project, args = []) => project.build(["--check-determinism", ...args]);
const error = (run, action = "it") => run.finished.find((event) => event.action === action).errors?.[0];

test("a time, a random name and another order are told apart; each names file and byte", async () => {
  const project = new Project({ "sinter.toml":
    step("time", { run: shell("printf 'same\\n' > a.txt; echo built $(date +%s) > time.txt"), outputs: ["a.txt", "time.txt"] }) +
    step("random", { run: ["node", "-e", "require('fs').writeFileSync('random.txt', 'id ' + require('crypto').randomUUID())"], outputs: ["random.txt"] }) +
    step("path", { run: shell("mktemp -u > path.txt"), outputs: ["path.txt"] }) +
    step("order", { run: shell("if [ -e order.tmp ]; then printf 'a\\nb\\n'; rm order.tmp; else printf 'b\\na\\n'; touch order.tmp; fi > order.txt"), outputs: ["order.txt"] }) +
    step("good", { run: shell("echo 1 > good.txt"), outputs: ["good.txt"] }) });
  const run = await check(project, ["--keep-going"]);
  assert.equal(run.code, 1);
  assert.deepEqual(run.outcomes, { time: "failed", random: "failed", path: "failed", order: "failed", good: "ran" });
  const time = error(run, "time");
  assert.equal(time.code, "SN0412");
  assert.equal(time.what, "`time` makes another `time.txt` when it runs again");
  assert.match(time.why[0], /^byte (\d|1\d) is the first that differs$/);
  assert.match(time.why[1], /`built \d{10}\\n`$/);
  assert.equal(time.why[3], "the digits are the time of the run in seconds since 1970");
  assert.match(error(run, "random").why[3], /look random/);
  assert.match(error(run, "path").why[3], /part of a path/);
  assert.match(error(run, "order").why[3], /another order/);
  const [, first, second] = /`(.*?)` with `(.*?)`/.exec(time.next);
  assert.notEqual(project.read(first), project.read(second));
  assert.ok(!project.has("time.txt"), "what is not to be trusted is not left behind");
});

test("what makes the same bytes is run twice once, and then stands", async () => {
  const project = new Project({ "in.txt": "1", "sinter.toml":
    step("it", { run: shell("echo x >> count.log; cp in.txt out.txt; echo out.txt: in.txt > out.d"), inputs: ["in.txt"], outputs: ["out.txt"], depfile: "out.d" }) });
  assert.deepEqual((await project.build()).outcomes, { it: "ran" });
  assert.deepEqual((await check(project)).outcomes, { it: "ran" });
  assert.equal(project.read("count.log"), "x\n".repeat(3));
  assert.deepEqual((await check(project)).outcomes, {});
  assert.deepEqual((await project.build()).outcomes, {});
  assert.equal(project.read("out.txt"), "1");
  assert.ok(!project.has(".sinter/twice/0"));
  assert.ok(!project.has(".sinter/replaced"), "the depfile of the first run is nobody's file");
});

test("what was checked with one header is checked again with another, whatever ran in between", async () => {
  const project = new Project({ "a.h": "1", "sinter.toml":
    step("it", { run: shell("cat a.h > out.txt; grep -q 1 a.h || date +%N >> out.txt; echo out.txt: a.h > out.d"), outputs: ["out.txt"], depfile: "out.d" }) });
  assert.equal((await check(project)).code, 0);
  project.write("a.h", "2");
  assert.equal((await project.build()).code, 0);
  assert.deepEqual((await check(project)).outcomes, { it: "failed" });
  project.remove(".sinter/state");
  assert.deepEqual((await check(project)).outcomes, { it: "failed" }, "nor is it restored");
  project.write("a.h", "1");
  assert.deepEqual((await check(project)).outcomes, { it: "restored" });
});

test("an output that is a link is what it leads to, and one that may be run is another one", async () => {
  const link = new Project({ target: "x", "sinter.toml": step("it", { run: shell("mkdir -p o; ln -s ../target o/link"), inputs: ["target"], outputs: ["o/link"] }) });
  assert.equal((await check(link)).code, 0);
  const mode = new Project({ "sinter.toml": step("it", { run: shell("echo x > out; mkdir once || chmod +x out"), outputs: ["out"] }) });
  assert.equal(error(await check(mode), "it").why[0], "only one of the two runs made it executable");
});

test("a step that may not run twice does not", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell("echo x >> count.log; date +%N > out.txt"), outputs: ["out.txt"], cache: false }) });
  assert.equal((await check(project)).code, 0);
  assert.equal(project.read("count.log"), "x\n");
});

test("failing the second time is failing", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell("mkdir once && touch out.txt"), outputs: ["out.txt"] }) });
  const run = await check(project);
  assert.equal(run.code, 1);
  assert.ok(error(run).why.includes("--check-determinism ran it a second time; the first time it succeeded"), String(run));
});

test("with --strict as well, both checks have to pass", async () => {
  const project = new Project({ "x": "1", "sinter.toml": step("it", { run: ["cp", "x", "out.txt"], outputs: ["out.txt"] }) });
  assert.equal((await check(project)).code, 0);
  assert.equal(error(await check(project, ["--strict"])).code, "SN0411");
  project.edit("sinter.toml", "outputs", 'inputs = ["x"]\noutputs');
  assert.equal((await check(project, ["--strict"])).code, 0);
});
