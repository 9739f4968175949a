// `sinter run`: a step on the terminal of whoever started it. A pseudo-terminal comes from
// util-linux' `script`.
//
//   node --test tests/e2e/interactive.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { Project, settled, sinter, step, until } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

const dev = (script, keys = {}) => step("dev", { run: shell(script), interactive: true, ...keys });

function is_alive(pid) {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Starts the tool without a terminal; `ended` resolves to [code, signal, stdout]. */
function start(project, args, options = {}) {
  const child = spawn(sinter, args, { cwd: project.folder, env: { ...project.environment, ...options.env }, stdio: ["pipe", "pipe", "pipe"] });
  let stdout = "";
  child.stdout.on("data", (text) => { stdout += text; });
  const ended = new Promise((done) => child.on("close", (code, signal) => done([code, signal, stdout])));
  return { child, ended };
}

test("what a step needs is built, then it runs with our own streams, arguments and environment", async () => {
  const project = new Project({
    "sinter.toml": step("data", { run: shell("echo made > data.txt"), outputs: ["data.txt"] }) +
      dev('read line; cat data.txt; echo "got $line, $1, $MODE, $TOKEN, $OTHER"', { needs: ["data"], environment: ["MODE"], secrets: ["TOKEN"] })
        .replace('"]', '", "dev"]'),
  });
  const { child, ended } = start(project, ["run", "dev", "--", "--open"], { env: { MODE: "m", TOKEN: "t", OTHER: "o" } });
  child.stdin.end("typed\n");
  assert.deepEqual(await ended, [0, null, "made\ngot typed, --open, m, t, \n"]);
});

test("builds leave interactive steps alone, and say how one is run", async () => {
  const project = new Project({ "sinter.toml": dev("touch ran.txt") + step("it", { run: ["true"] }) });
  const all = await project.build();
  assert.deepEqual(all.finished.map((action) => action.action), ["it"]);
  const named = await project.run(["build", "dev"]);
  assert.equal(named.code, 2);
  assert.match(settled(named.stderr), /error: `dev` is interactive, so no build runs it {2}\[SN0101\]\n {2}at sinter.toml:3:7\n {2}next: run it with `sinter run dev`\n/);
  assert.ok(!project.has("ran.txt"));
});

test("while it runs, other builds go on", async () => {
  const project = new Project({ "sinter.toml": dev("echo $$ > pid.txt; cat") + step("it", { run: shell("cp pid.txt it.txt"), cache: false, outputs: ["it.txt"] }) });
  const { child, ended } = start(project, ["run", "dev"]);
  await until(() => project.has("pid.txt"), "the step's start");
  assert.equal((await project.build(["it"])).code, 0);
  child.stdin.end();
  assert.equal((await ended)[0], 0);
});

test("who asks us to end means the step; what it leaves running is ended", async () => {
  const project = new Project({
    "sinter.toml": dev('trap "echo bye; exit 0" INT; sleep 60 & echo $! > pid.txt; while :; do sleep 0.01; done'),
  });
  const { child, ended } = start(project, ["run", "dev"]);
  await until(() => project.has("pid.txt") && project.read("pid.txt") !== "", "the step's start");
  child.kill("SIGINT");
  assert.deepEqual(await ended, [0, null, "bye\n"]);
  assert.ok(!is_alive(Number(project.read("pid.txt"))));
});

test("one that does not listen is killed by the second request", async () => {
  const project = new Project({ "sinter.toml": dev('trap "touch heard.txt" INT; echo $$ > pid.txt; while :; do sleep 0.01; done') });
  const { child, ended } = start(project, ["run", "dev"]);
  await until(() => project.has("pid.txt"), "the step's start");
  child.kill("SIGINT");
  await until(() => project.has("heard.txt"), "the first request");
  child.kill("SIGINT");
  assert.equal((await ended)[0], 130);
});

test("it ends with the tool, even when that is killed", async () => {
  const project = new Project({ "sinter.toml": dev("sleep 60 & echo $! > child.txt; echo $$ > pid.txt; wait") });
  const { child, ended } = start(project, ["run", "dev"]);
  await until(() => project.has("pid.txt"), "the step's start");
  child.kill("SIGKILL");
  await ended;
  const pids = ["pid.txt", "child.txt"].map((file) => Number(project.read(file)));
  await until(() => !pids.some(is_alive), "the end of the step");
});

test("a failure is told with its exit code", async () => {
  const project = new Project({ "sinter.toml": dev("exit 7") });
  const run = await project.run(["run", "dev"]);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /error: `dev` failed with exit code 7 {2}\[SN0401\]\n {2}at sinter.toml:3:7\n/);
});

test("only one step is run, and only steps are", async () => {
  const project = new Project({
    "sinter.toml": '[step.dev]\nfor = { port = ["1", "2"] }\nrun = ["echo", "{port}"]\ninteractive = true\n' +
      step("it", { run: shell("echo made > it.txt"), outputs: ["it.txt"] }),
  });
  const several = await project.run(["run", "dev"]);
  assert.equal(several.code, 2);
  assert.match(several.stderr, /`dev` stands for 2 steps, and one is run at a time {2}\[SN0101\]\n {2}next: run one of `dev\[port=1\]`, `dev\[port=2\]`\n/);
  assert.equal((await project.run(["run", "dev[port=2]"])).stdout, "2\n");
  assert.equal((await project.run(["run", "it"])).code, 0);
  assert.ok(project.has("it.txt"));
  assert.equal((await project.run(["run", "it", "more"])).code, 2);
});

test("on a terminal Ctrl-C goes to the step, which sees a terminal that is its own", { skip: !existsSync("/usr/bin/script") }, async () => {
  const project = new Project({
    "sinter.toml": dev('test -t 0 && test -t 1 && echo terminal; trap "echo bye; exit 3" INT; echo $$ > pid.txt; while :; do sleep 0.01; done'),
  });
  const child = spawn("script", ["-qefc", `${sinter} run dev`, "/dev/null"],
    { cwd: project.folder, env: { ...project.environment, TERM: "xterm" }, stdio: ["pipe", "pipe", "pipe"] });
  let screen = "";
  child.stdout.on("data", (text) => { screen += text; });
  const ended = new Promise((done) => child.on("close", done));
  await until(() => project.has("pid.txt"), "the step's start");
  child.stdin.write("\x03");
  const code = await ended;
  assert.equal(code, 1, screen);
  assert.match(screen, /terminal\r\n[^]*bye\r\n/);
});
