// Processes that behave badly, and callers that start the tool in odd ways: few open files,
// closed streams, ignored signals. No step can hang a build, outgrow its memory, live on
// after it, or see what it was not given.
//
//   node --test tests/e2e/processes.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chownSync, existsSync, openSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { execute, Project, scratchFolder, settled, sinter, step, until } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

/** Running, not only waiting to be buried by whoever inherited it. */
function isAlive(pid) {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Runs the tool from a shell that has done `before`, such as limiting itself. */
function run_after(project, before, args) {
  return execute("sh", ["-c", `${before}\nexec "$@"`, "sh", sinter, ...args], { cwd: project.folder, env: project.environment });
}

// ---- what a step does

test("a step that prints a gigabyte is kept in bounded memory, and the cut is told", async () => {
  const project = new Project({
    "sinter.toml": step("flood", { run: shell("echo first; head -c 1000000000 /dev/zero; echo; grep VmHWM /proc/$PPID/status > peak.txt; echo last") }),
  });
  const run = await project.build();
  assert.equal(run.code, 0);
  const { output } = run.finished[0];
  assert.ok(output.startsWith("first\n") && output.endsWith("\nlast\n"));
  assert.match(output, /\n\[… 95\d\.\d MiB of output left out …\]\n/);
  const peak_kb = Number(/\d+/.exec(project.read("peak.txt"))[0]);
  assert.ok(peak_kb < 32_000, `${peak_kb} KB at most in memory`);
});

test("a step that closes its output and lives on is waited for", async () => {
  const project = new Project({
    "sinter.toml": step("quiet", { run: shell("echo said; exec >&- 2>&-; sleep 0.3; : > out.txt"), outputs: ["out.txt"] }),
  });
  const run = await project.build();
  assert.deepEqual(run.outcomes, { quiet: "ran" });
  assert.equal(run.finished[0].output, "said\n");
});

/** Leaves its process group by a session of its own, and its parent by a second fork. Waits until it runs. */
const daemon = (pid_file) =>
  `setsid sh -c 'sleep 1000 </dev/null >/dev/null 2>&1 & echo $! > ${pid_file}; until grep -q sleep /proc/$!/comm; do :; done'`;

test("a daemon that a step starts ends with the step, and that is said", async () => {
  const project = new Project({
    "sinter.toml":
      step("starts", { run: shell(`${daemon("pid.txt")}; : > out.txt`), outputs: ["out.txt"] }) +
      step("looks", { run: shell("ps -o stat= -p $(cat pid.txt) | grep -v Z > still.txt; true"), inputs: ["out.txt"], outputs: ["still.txt"], cache: false }),
  });
  const run = await project.run(["build"]);
  assert.equal(run.code, 0, String(run));
  assert.ok(!isAlive(project.read("pid.txt").trim()));
  assert.equal(project.read("still.txt"), "", "it has ended before the next step begins");
  assert.match(settled(run.stderr), /note: `starts` left a process running, which was ended {2}\[SN0409\]\n {2}because it is `sleep` \(process N\), in a session of its own\n/);
});

test("a daemon of a step that fails, that takes too long, or that is interrupted ends, too", async () => {
  for (const [keys, code] of [[{ end: "exit 3" }, 1], [{ end: "sleep 1000", timeout: "300ms" }, 1], [{ end: "sleep 1000" }, 130]]) {
    const { end, ...more } = keys;
    const project = new Project({ "sinter.toml": step("it", { run: shell(`${daemon("pid.txt")}; : > begun.txt; ${end}`), ...more }) });
    const run = await project.build([], {
      onStart: (child) => code === 130 && until(() => project.has("begun.txt"), "the step").then(() => child.kill("SIGINT")),
    });
    assert.equal(run.code, code, String(run));
    assert.ok(!isAlive(project.read("pid.txt").trim()), `the daemon of \`${end}\``);
  }
});

test("a daemon ends when the tool is killed", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell(`${daemon("pid.txt")}; while :; do sleep 0.05; done`) }) });
  await project.run(["build", "--json"], {
    onStart: async (child) => {
      await until(() => project.has("pid.txt") && project.read("pid.txt").endsWith("\n"), "the daemon");
      await new Promise((wake) => setTimeout(wake, 250));  // the tool looks ten times a second
      child.kill("SIGKILL");
    },
  });
  await until(() => !isAlive(project.read("pid.txt").trim()), "the end of the daemon");
});

test("a daemon of one step does not end while another that may have started it runs", async () => {
  const project = new Project({
    "sinter.toml":
      step("server", { run: shell(`${daemon("pid.txt")}; : > up.txt; while [ ! -e looked.txt ]; do sleep 0.02; done; kill -0 $(cat pid.txt)`) }) +
      step("first", { run: shell("while [ ! -e up.txt ]; do sleep 0.02; done") }) +
      step("second", { run: shell("sleep 0.3; : > looked.txt"), needs: ["first"] }),
  });
  const run = await project.build(["-j", "2"]);
  assert.equal(run.code, 0, String(run));
  assert.ok(!isAlive(project.read("pid.txt").trim()));
});

test("a step that asks the terminal for something fails, it does not wait for ever", { skip: !existsSync("/usr/bin/script") }, async () => {
  const project = new Project({ "sinter.toml": step("asks", { run: shell("read answer < /dev/tty") }) });
  const run = await execute("script", ["-qec", `"${sinter}" build`, "/dev/null"], { cwd: project.folder, env: { ...project.environment, SHELL: "/bin/sh" } });
  assert.equal(run.code, 1, String(run));
  assert.match(run.stdout, /cannot open \/dev\/tty/);
});

test("a step has three open files: its input and its output", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell("ls /proc/self/fd > out.txt"), outputs: ["out.txt"] }) });
  const child = spawn(sinter, ["build"], { cwd: project.folder, env: project.environment, stdio: ["ignore", "ignore", "ignore", "pipe", openSync("/dev/null", "w")] });
  assert.equal(await new Promise((done) => child.on("close", done)), 0);
  assert.equal(project.read("out.txt"), "0\n1\n2\n3\n", "the fourth is the folder that `ls` reads");
});

// ---- how the tool is started

const stranger = 61_803;  // a user who runs nothing else

const crowd = Array.from({ length: 40 }, (_, i) =>
  step(`s${i}`, { run: shell(`cat in.txt > out/${i}.txt`), inputs: ["in.txt"], outputs: [`out/${i}.txt`] })).join("");

for (const [limit, args] of [[32, ["-j", "2"]], [32, ["-j", "64"]], [32, ["-j", "64", "--strict"]], [24, ["-j", "8"]]]) {
  test(`a build works with ${limit} open files: ${args.join(" ")}`, async () => {
    const project = new Project({ "in.txt": "x\n", "sinter.toml": crowd });
    const run = await run_after(project, `ulimit -n ${limit}`, ["build", "--json", ...args]);
    assert.equal(run.code, 0, String(run));
    assert.equal(run.named("ran").length, 40);
    const again = await run_after(project, `ulimit -n ${limit}; rm -r out`, ["build", "--json", ...args]);
    assert.equal(again.named("restored").length, 40, String(again));
  });
}

test("more slots than there may be open files become fewer, and that is said", async () => {
  const project = new Project({ "in.txt": "x\n", "sinter.toml": crowd });
  const run = await run_after(project, "ulimit -n 32", ["build", "-j", "500"]);
  assert.equal(run.code, 0, String(run));
  assert.match(settled(run.stderr), /^note: \d+ actions run at a time, not 500 {2}\[SN0512\]\n {2}because 32 files may be open at a time \(ulimit -n\)\n/);
});

test("when the system gives no more processes, those that run are waited for", { skip: process.getuid() !== 0 || !existsSync("/usr/bin/setpriv") }, async () => {
  const pause = Array.from({ length: 12 }, (_, i) => step(`s${i}`, { run: ["sleep", "0.1"] })).join("");
  const project = new Project({ "sinter.toml": pause });
  for (const folder of [project.folder, project.cache]) chownSync(folder, stranger, stranger);
  // The tool, its guardian and three more; a user of its own, because the limit counts all a user runs.
  const run = await execute("setpriv", ["--reuid", stranger, "--clear-groups", "prlimit", "--nproc=5", sinter, "build", "--json", "-j", "12"], { cwd: project.folder, env: project.environment });
  assert.equal(run.code, 0, String(run));
  assert.equal(run.named("ran").length, 12);
  assert.deepEqual(run.notices.map((notice) => [notice.code, notice.what]), [["SN0512", "3 actions run at a time, not 12"]], String(run));
});

test("a step gets the limit of open files that we were started with, not the one that we need", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell("ulimit -Sn > out.txt"), outputs: ["out.txt"] }) });
  assert.equal((await run_after(project, "ulimit -Sn 40", ["build", "-j", "200"])).code, 0);
  assert.equal(project.read("out.txt"), "40\n");
});

test("with all streams closed no file of ours becomes one of them", async () => {
  const ours = "for i in 0 1 2; do readlink /proc/$PPID/fd/$i; done";
  const project = new Project({ "sinter.toml": step("it", { run: shell(`echo said; ${ours} > out.txt`), outputs: ["out.txt"] }) });
  const run = await run_after(project, "exec <&- >&- 2>&-", ["build"]);
  assert.equal(run.code, 0);
  assert.equal(project.read("out.txt"), "/dev/null\n".repeat(3));
  const again = await project.build();
  assert.deepEqual(again.outcomes, {}, "the state is what was built");
  assert.deepEqual(again.notices, []);
});

test("a caller that ignores the death of its children does not hang the build", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell("exit 3") }) });
  const run = await execute("perl", ["-e", '$SIG{CHLD} = "IGNORE"; exec @ARGV', sinter, "build"], { cwd: project.folder, env: project.environment });
  assert.match(run.stderr, /error: `it` failed with exit code 3/);
});

test("`nohup` lets a build go on when the terminal is hung up", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell(": > begun.txt; while [ ! -e go.txt ]; do sleep 0.02; done") }) });
  const run = await execute("sh", ["-c", 'trap "" HUP; exec "$@"', "sh", sinter, "build"], {
    cwd: project.folder,
    env: project.environment,
    onStart: async (child) => {
      await until(() => project.has("begun.txt"), "the step");
      child.kill("SIGHUP");
      project.write("go.txt", "");
    },
  });
  assert.equal(run.code, 0, String(run));
});

for (const stream of ["standard output", "standard error"]) {
  test(`a request to end is heard while nobody reads our ${stream}`, async () => {
    const talk = "for i in $(seq 3000); do echo a line of many, to be read by somebody; done";
    const steps = Array.from({ length: 8 }, (_, i) => step(`talk${i}`, { run: shell(`${talk}; : > ${i}.txt`), outputs: [`${i}.txt`] }));
    const project = new Project({ "sinter.toml": steps.join("") });
    const is_output = stream === "standard output";
    const child = spawn(sinter, ["build", "-j", "1", is_output ? "--json" : "--verbose"], {
      cwd: project.folder, env: project.environment, stdio: ["ignore", is_output ? "pipe" : "ignore", is_output ? "ignore" : "pipe"],
    });
    const descriptor = is_output ? 1 : 2;
    // The numbers of write() on the two processors that we build for.
    await until(() => new RegExp(`^(1|64) 0x${descriptor} `).test(readFileSync(`/proc/${child.pid}/syscall`, "utf8")), "a pipe that is full");
    child.kill("SIGTERM");
    try {
      await until(() => child.exitCode !== null, "the end of the build");
      assert.equal(child.exitCode, 130);
      assert.ok(!project.has("7.txt"), "it did not go on until all was built");
    } finally {
      child.kill("SIGKILL");
    }
    const next = await project.build();
    assert.deepEqual([next.code, next.notices], [0, []], String(next));
  });
}

test("Ctrl-C is heard while outputs are restored", async () => {
  const count = 3000; // about a second: time to be interrupted in
  const project = new Project({
    "in.txt": "x\n",
    "sinter.toml": step("many", { for: { n: Array.from({ length: count }, (_, i) => String(i)) }, run: ["cp", "in.txt", "out/{n}.txt"], inputs: ["in.txt"], outputs: ["out/{n}.txt"] })
      .replace(/^for = (.*)$/m, (line, value) => `for = ${value.replace('"n":', "n = ")}`),
  });
  assert.equal((await project.build()).code, 0);
  project.remove("out");
  const run = await project.build([], {
    onStart: (child) => until(() => project.has("out/0.txt"), "the first restored file").then(() => child.kill("SIGINT")),
  });
  assert.equal(run.code, 130);
  assert.ok(run.named("restored").length < count);
  assert.ok(run.named("cancelled").length > 0);
});
