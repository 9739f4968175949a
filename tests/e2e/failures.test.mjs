// Steps that fail in every way a program can: each is told apart, nothing half made stays
// behind, what succeeded is kept, and the exit code says whose turn it is.
//
//   node --test tests/e2e/failures.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { Project, settled, step, until } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

/** What a person reads when the step "it" of these keys fails. */
async function failure(keys, files = {}) {
  const project = new Project({ ...files, "sinter.toml": step("it", keys) });
  const run = await project.run(["build"]);
  return { project, code: run.code, text: settled(run.stderr, project.folder) };
}

test("a failing step shows its command, its output and what to do; what needs it is skipped", async () => {
  const project = new Project({
    "sinter.toml":
      step("bad", { run: shell("echo broken >&2; exit 7"), outputs: ["x"] }) +
      step("next", { run: ["cp", "x", "y"], inputs: ["x"], outputs: ["y"] }),
  });
  const run = await project.run(["build"]);
  assert.equal(settled(run.stderr, project.folder), `failed bad in TIME  first build

bad
$ cd PROJECT && env -i LC_ALL=C.UTF-8 HOME="$HOME" PATH="$PATH" sh -c 'echo broken >&2; exit 7'
broken
error: \`bad\` failed with exit code 7  [SN0401]
  next: mend what its output shows and build again; what succeeded is kept
  again: sinter build bad
failed in TIME: 1 failed, 1 skipped
`);
  assert.equal(run.code, 1);
  assert.deepEqual((await project.build()).outcomes, { bad: "failed", next: "skipped" });
});

test("after a failure the next build goes on from what succeeded", async () => {
  const project = new Project({
    "in.txt": "bad",
    "sinter.toml":
      step("first", { run: ["touch", "first.txt"], outputs: ["first.txt"] }) +
      step("second", { run: shell("grep -q good in.txt && touch second.txt"), inputs: ["in.txt", "first.txt"], outputs: ["second.txt"] }),
  });
  assert.deepEqual((await project.build()).outcomes, { first: "ran", second: "failed" });
  project.write("in.txt", "good");
  assert.deepEqual((await project.build()).outcomes, { second: "ran" });
});

test("with --keep-going everything that does not need the failed step is built", async () => {
  const toml = step("bad", { run: ["false"] }) + ["a", "b", "c"].map((name) => step(name, { run: ["touch", name], outputs: [name] })).join("");
  const stopping = await new Project({ "sinter.toml": toml }).build(["-j", "1"]);
  assert.ok(stopping.named("cancelled").length + stopping.named("ran").length === 3);
  const going = await new Project({ "sinter.toml": toml }).build(["-j", "1", "--keep-going"]);
  assert.equal(going.code, 1);
  assert.deepEqual(going.outcomes, { a: "ran", b: "ran", bad: "failed", c: "ran" });
});

test("a step that does not make its output has failed", async () => {
  const { code, text } = await failure({ run: ["true"], outputs: ["made.txt"] });
  assert.equal(code, 1);
  assert.ok(text.includes(`error: \`it\` did not make \`made.txt\`  [SN0402]
  at sinter.toml:3:7
  because the command succeeded, but the file is not there
  next: correct \`outputs\`, or let the command write the file
`), text);
});

test("a folder is no output, the first time and every time", async () => {
  const { project, code, text } = await failure({ run: ["mkdir", "made"], outputs: ["made"] });
  assert.equal(code, 1);
  assert.ok(text.includes("because it is a folder; outputs are files\n  next: for everything below it, write"), text);
  project.write("made/mine.txt", "the user's");
  const again = await project.run(["build"]);
  assert.equal(again.code, 1);
  assert.ok(again.stderr.includes(`error: \`it\` cannot make \`made\`  [SN0402]
  at sinter.toml:3:7
  because a folder of that name is there; outputs are files
  next: remove or rename the folder, or correct \`outputs\`
`), again.stderr);
  assert.equal(project.read("made/mine.txt"), "the user's");
});

test("a step killed by a signal is told apart from one that failed", async () => {
  const { code, text } = await failure({ run: shell("kill -9 $$") });
  assert.equal(code, 1);
  assert.ok(text.includes("error: `it` was killed by signal 9 (Killed)  [SN0406]\n  next: "), text);
});

test("a timeout ends the step with everything it had started", async () => {
  const { project, code, text } = await failure({
    run: shell("(sleep 2; echo late > late.txt) & echo $! > pid.txt; sleep 60"),
    timeout: "300ms",
  });
  assert.equal(code, 1);
  assert.ok(text.includes(`error: \`it\` took longer than TIME  [SN0405]
  at sinter.toml:3:7
  because it was stopped with everything it had started
  next: raise its \`timeout\` in sinter.toml, or make it faster
`), text);
  const grandchild = Number(project.read("pid.txt"));
  await until(() => !is_alive(grandchild), "the end of what the step had started");
  assert.ok(!project.has("late.txt"));
});

/** Running, not only waiting to be buried by whoever inherited it. */
function is_alive(pid) {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("what a step leaves running in the background ends with the step", async () => {
  const project = new Project({
    "sinter.toml": step("it", { run: shell("sleep 60 >/dev/null 2>&1 & echo $! > pid.txt") }),
  });
  assert.equal((await project.build()).code, 0);
  await until(() => !is_alive(Number(project.read("pid.txt"))), "the end of the background process");
});

test("a step is tried again as often as it may, and each attempt is counted", async () => {
  const script = 'n=$(cat count.txt 2>/dev/null || echo 0); n=$((n + 1)); echo $n > count.txt; echo try $n; test $n -ge 3 && touch done.txt';
  const project = new Project({ "sinter.toml": step("it", { run: shell(script), retries: 2, backoff: "30ms", outputs: ["done.txt"] }) });
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.events.filter((event) => event.event === "action_started").map((event) => event.attempt), [1, 2, 3]);
  assert.equal(run.finished[0].attempts, 3);
  assert.equal(run.finished[0].output, "try 3\n");
  const retries = run.events.filter((event) => event.event === "action_retried");
  assert.deepEqual(retries.map((event) => [event.attempt, event.attempts_max, event.wait_ns, event.output]),
    [[1, 3, 30_000_000, "try 1\n"], [2, 3, 60_000_000, "try 2\n"]]);
  const gives_up = await failure({ run: ["false"], retries: 1 });
  assert.equal(gives_up.code, 1);
  assert.ok(gives_up.text.includes("retry it in TIME  `it` failed with exit code 1 (attempt 1 of 2)\n"), gives_up.text);
});

test("a step that waits to be tried again leaves its slot to others", async () => {
  const project = new Project({
    "sinter.toml": step("first", { run: shell("test -e second.txt"), retries: 10, backoff: "20ms" }) +
      step("second", { run: shell("touch second.txt"), outputs: ["second.txt"] }),
  });
  const run = await project.build(["-j", "1"]);
  assert.equal(run.code, 0, String(run));
});

test("a depfile that is none, or that is not there, fails the step", async () => {
  const none = await failure({ run: shell("echo nonsense > d"), depfile: "d" });
  assert.equal(none.code, 1);
  assert.ok(none.text.includes(`error: \`d\` is not a depfile  [SN0404]
  at d:2
  because a line names targets but has no \`:\`
  next: let the command write Makefile rules, as \`clang -MD -MF FILE\` does
`), none.text);
  const absent = await failure({ run: ["true"], depfile: "d" });
  assert.ok(absent.text.includes("error: `it` wrote no depfile  [SN0404]\n  at d\n"), absent.text);
});

test("a working folder that does not exist is named", async () => {
  const { code, text } = await failure({ run: ["true"], cwd: "gone" });
  assert.equal(code, 3);
  assert.match(text, /next: the working folder `gone` does not exist\n/);
});

test("a step that fails leaves no half-made output", async () => {
  const { project, code } = await failure({ run: shell("echo half > out.txt; exit 1"), outputs: ["out.txt"] });
  assert.equal(code, 1);
  assert.ok(!project.has("out.txt"));
});

test("a failing edit that is taken back brings the old output back from the cache", async () => {
  const project = new Project({
    "in.txt": "good\n",
    "sinter.toml": step("it", { run: shell("cp in.txt out.txt && grep -q good in.txt"), inputs: ["in.txt"], outputs: ["out.txt"] }),
  });
  assert.equal((await project.build()).code, 0);
  project.write("in.txt", "bad\n");
  assert.equal((await project.build()).code, 1);
  project.write("in.txt", "good\n");
  assert.deepEqual((await project.build()).outcomes, { it: "restored" });
  assert.equal(project.read("out.txt"), "good\n");
});

test("an input that changes while its step runs is noticed, and the result is not remembered", async () => {
  const project = new Project({
    "in.txt": "old\n",
    "sinter.toml": step("it", { run: shell("cp in.txt out.txt; echo new > in.txt"), inputs: ["in.txt"], outputs: ["out.txt"] }),
  });
  const first = await project.build();
  assert.equal(first.notices[0].what, "`in.txt` changed while `it` ran");
  const second = await project.build();
  assert.deepEqual(second.outcomes, { it: "ran" });
  assert.equal(project.read("out.txt"), "new\n");
});

for (const [signal, name] of [["SIGINT", "Ctrl-C"], ["SIGTERM", "a polite request to end"]]) {
  test(`${name} ends with exit code 130, a summary, no child and no half-made output`, async () => {
    const project = new Project({
      "sinter.toml":
        step("done", { run: ["touch", "done.txt"], outputs: ["done.txt"] }) +
        step("slow", { run: shell("echo half > slow.txt; echo $$ > pid.txt; sleep 60"), inputs: ["done.txt"], outputs: ["slow.txt"] }) +
        step("after", { run: ["cp", "slow.txt", "after.txt"], inputs: ["slow.txt"], outputs: ["after.txt"] }),
    });
    const run = await project.run(["build"], {
      onStart: (child) => until(() => existsSync(project.at("pid.txt")), "the slow step").then(() => child.kill(signal)),
    });
    assert.equal(run.code, 130, String(run));
    assert.match(settled(run.stderr), /\ninterrupted in TIME: 1 ran, 1 skipped, 1 cancelled\n  next: run the same command again; what was finished is kept\n$/);
    await until(() => !is_alive(Number(project.read("pid.txt"))), "the end of the slow step");
    assert.ok(!project.has("slow.txt"), "what was half made is removed");
    project.edit("sinter.toml", "sleep 60", "true");
    const next = await project.build();
    assert.deepEqual(next.outcomes, { slow: "ran", after: "ran" }, "what was done stays done");
    assert.deepEqual(next.notices, []);
  });
}

test("a project without tests says how to have some", async () => {
  const project = new Project({ "sinter.toml": step("copy", { run: ["cp", "sinter.toml", "out.txt"], inputs: ["sinter.toml"], outputs: ["out.txt"] }) });
  const run = await project.run(["test"]);
  assert.equal(run.code, 0);
  assert.match(run.stderr, /\n0 passed, 0 failed\n {2}next: no module of these has `tests` or `vectors`, no step `test = true`; /);
});

test("a program of the project that cannot be started is told so, once, and is not tried again", async () => {
  const programs = { "no-permission": ["#!/bin/sh\n", 0o644, "Permission denied"], "no-interpreter": ["#!/no/such/sh\n", 0o755, "No such file or directory"] };
  for (const [name, [text, mode, why]] of Object.entries(programs)) {
    const project = new Project({ [name]: text, "sinter.toml": step("it", { run: [`./${name}`], outputs: ["out.txt"], retries: 2 }) });
    chmodSync(project.at(name), mode);
    const run = await project.build();
    assert.equal(run.code, 3, String(run));
    const [{ outcome, attempts, errors }] = run.finished;
    assert.deepEqual([outcome, attempts ?? 1, errors.length], ["failed", 1, 1], String(run));
    assert.equal(errors[0].what, `cannot start \`./${name}\``);
    assert.deepEqual(errors[0].why, [why]);
  }
});

test("a failing test is not remembered, a passing one is", async () => {
  const project = new Project({ "in.txt": "bad\n", "sinter.toml": step("check", { run: ["grep", "-q", "good", "in.txt"], inputs: ["in.txt"], test: true }) });
  for (const turn of [1, 2]) {
    const run = await project.run(["test"]);
    assert.equal(run.code, 1, `turn ${turn}`);
    assert.match(run.stderr, /\[SN0407\]\n {2}next: /);
    assert.match(run.stderr, /\n0 passed, 1 failed\n$/);
  }
  assert.equal((await project.run(["build"])).code, 0, "tests are not part of a build");
  project.write("in.txt", "good\n");
  assert.deepEqual((await project.run(["test", "--json"])).outcomes, { check: "ran" });
  assert.deepEqual((await project.run(["test", "--json"])).outcomes, {});
});

test("a pool bounds how many of its steps run at a time", async () => {
  const script = (name) => shell(`echo + >> log.txt; sleep 0.05; echo - >> log.txt; touch ${name}`);
  const steps = ["a", "b", "c", "d"].map((name) => step(name, { run: script(name), outputs: [name], pool: "one" })).join("");
  const project = new Project({ "sinter.toml": `${steps}[pool.one]\nsize = 1\n` });
  const run = await project.build(["-j", "4"]);
  assert.equal(run.code, 0, String(run));
  assert.equal(project.read("log.txt"), "+\n-\n".repeat(4));
});

test("a step sees no input of the terminal and nothing of the environment but what is passed", async () => {
  const project = new Project({
    "sinter.toml": step("it", { run: shell("cat > stdin.txt; env | cut -d= -f1 | sort > names.txt"), outputs: ["stdin.txt", "names.txt"] }),
  });
  assert.equal((await project.build([], { env: { SECRET: "1", TMPDIR: project.folder } })).code, 0);
  assert.equal(project.read("stdin.txt"), "");
  const names = project.read("names.txt").split("\n").filter((name) => !["", "_", "PWD", "OLDPWD", "SHLVL"].includes(name));
  assert.deepEqual(names, ["HOME", "LC_ALL", "PATH", "TMPDIR"]);
});
