// What a person sees while a build runs, in a real terminal (tmux): one line an action,
// redrawn in place, right on every size, and a terminal as good as before when the build
// is over, however it ended. Without a terminal there are plain lines.
//
//   node --test tests/e2e/progress.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";

import { execute, Project, settled, sinter, step, until } from "./project.mjs";
import { hasTmux, Terminal } from "./terminal.mjs";

const shell = (script) => ["sh", "-c", script];
/** A step that runs until the file `go` is there. */
const waits = (name, more = {}) => step(name, { run: shell(`until [ -e go ]; do sleep 0.02; done; touch ${name}.out`), outputs: [`${name}.out`], ...more });
const options = { skip: hasTmux ? false : "tmux is not installed" };

const inTerminal = (project, args, more = {}) =>
  new Terminal(`'${sinter}' ${args}`, { cwd: project.folder, env: { ...project.environment, ...more.env }, ...more });

test("running actions have a line each, which is gone when the build is done", options, async () => {
  const project = new Project({ "sinter.toml": waits("first") + waits("second") + step("third", { run: shell("touch third.out"), inputs: ["first.out"], outputs: ["third.out"] }) });
  const terminal = inTerminal(project, "build -j 2");
  await terminal.shows(/^\[0\/3\] [\d.]+ s, 2 running\n {2}(first|second) +[\d.]+ s\n {2}(first|second) +[\d.]+ s$/);
  assert.deepEqual(terminal.modes(), { cursor: true, wraps: true });
  project.write("go", "");
  const text = settled(await terminal.shows(/\[exit/));
  assert.equal(text, "done in TIME: 3 ran\n[exit 0]");

  // The next time it is known how long they take.
  project.remove("go");
  for (const name of ["first.out", "second.out"]) project.remove(name);
  project.edit("sinter.toml", "touch first.out", "touch first.out # again");
  const again = inTerminal(project, "build -j 1");
  await again.shows(/^\[\d\/3\] [\d.]+ s, (about [\d.]+ s left|nearly done), 1 running.*\n {2}first +[\d.]+ s of [\d.]+ s$/);
  project.write("go", "");
  await again.shows(/\[exit 0\]/);
});

test("no line wraps in a narrow and low terminal, also after it was made smaller", options, async () => {
  const names = ["one-with-a-name-that-is-much-longer-than-the-screen-is-wide", "two", "three", "four", "five", "six"];
  const project = new Project({ "sinter.toml": names.map((name) => waits(name)).join("") });
  const terminal = inTerminal(project, "build -j 6", { columns: 60, rows: 20 });
  await terminal.shows(/6 running/);
  assert.equal(terminal.lines().length, 7);
  terminal.resize(40, 20);
  await terminal.shows(/^\[0\/6\] [\d.]+ s, 6 running\n( {2}\S{1,30} +[\d.]+ s\n){5} {2}\S{1,30} +[\d.]+ s$/);
  terminal.resize(100, 12);
  const wide = await terminal.shows(/one-with-a-name-that-is-much-longer-than-the-screen-is-wide +[\d.]+ s\n/);
  assert.equal(wide.match(/6 running/g).length, 1, `drawn in place\n${wide}`);
  terminal.resize(40, 5);
  await terminal.shows(/^\[0\/6\] [\d.]+ s, 6 running\n( {2}\S+ +[\d.]+ s\n){2} {2}and 4 more$/);
  project.write("go", "");
  assert.match(settled(await terminal.shows(/\[exit/)), /done in TIME: 6 ran\n\[exit 0\]$/);
});

test("output of others appears above the live lines, whole", options, async () => {
  const project = new Project({ "sinter.toml": waits("slow") + step("loud", { run: shell("until [ -e loud ]; do sleep 0.02; done; echo one; echo two") }) });
  const terminal = inTerminal(project, "build -j 2");
  await terminal.shows(/2 running/);
  project.write("loud", "");
  await terminal.shows(/^output of loud:\none\ntwo\n\[1\/2\] [\d.]+ s, 1 running\n {2}slow +[\d.]+ s$/);
  project.write("go", "");
  assert.equal(settled(await terminal.shows(/\[exit/)), "output of loud:\none\ntwo\ndone in TIME: 2 ran\n[exit 0]");
});

test("Ctrl-C and a kill leave the cursor visible and below what was drawn", options, async () => {
  const project = new Project({ "sinter.toml": waits("slow") });
  const interrupted = inTerminal(project, "build");
  await interrupted.shows(/1 running/);
  interrupted.keys("C-c");
  const text = settled(await interrupted.shows(/\[exit/));
  assert.match(text, /interrupted in TIME: 1 cancelled\n {2}next: .*\n\[exit 130\]$/);
  assert.deepEqual(interrupted.modes(), { cursor: true, wraps: true });

  const killed = inTerminal(project, "build");
  await killed.shows(/1 running/);
  process.kill(killed.processId(), "SIGKILL");
  await killed.shows(/1 running\n {2}slow +[\d.]+ s\n(.*Killed.*\n)?\[exit 137\]$/);
  assert.deepEqual(killed.modes(), { cursor: true, wraps: true });
});

test("what programs print cannot clear the screen, hide the cursor or set colours for good", options, async () => {
  const script = "printf 'kept\\n\\033[2J\\033[H\\033[?25l\\033]0;title\\007\\033[31mred\\n10%%\\r100%%\\n'";
  const project = new Project({ "sinter.toml": step("rude", { run: shell(script) }) });
  const terminal = inTerminal(project, "build");
  assert.equal(settled(await terminal.shows(/\[exit/)), "output of rude:\nkept\nred\n100%\ndone in TIME: 1 ran\n[exit 0]");
  assert.deepEqual(terminal.modes(), { cursor: true, wraps: true });
});

for (const [what, env] of [["TERM=dumb", "TERM=dumb"], ["CI", "CI=true"]]) {
  test(`with ${what} a terminal gets plain lines`, options, async () => {
    const project = new Project({ "sinter.toml": step("note", { run: shell("sleep 0.3; touch note"), outputs: ["note"] }) });
    const run = await execute("script", ["-qec", `${env} '${sinter}' build`, "/dev/null"], {
      cwd: project.folder, env: { ...project.environment, SHELL: "/bin/sh", TERM: "xterm" },
    });
    assert.equal(settled(run.stdout.replace(/\x1b\[[0-9;]*m/g, "").replaceAll("\r", "")), "ran note in TIME  first build\ndone in TIME: 1 ran\n");
    assert.equal(run.stdout.includes("\x1b"), env === "CI=true", "colours stay, but for a dumb terminal");
  });
}

test("the table of sizes fits the screen: columns go, then names are cut, and every row stays itself", options, async () => {
  const project = new Project({
    "sinter.toml": '[profile.production]\noptimize = "none"\nlto = false\n[module.geometry_with_a_long_name]\nsources = ["a.cc"]\nexports = ["area"]\nvariants = ["baseline", "simd"]\n',
    "a.cc": 'extern "C" int area(int a, int b) { return a * b; }\n',
  });
  assert.equal((await project.build()).code, 0);
  const heads = { 80: "module variant linked shipped gzip brotli zstd time", 60: "module variant linked shipped brotli", 40: "module variant shipped brotli" };
  for (const [columns, head] of Object.entries(heads)) {
    const text = await inTerminal(project, "build", { columns: Number(columns), rows: 20 }).shows(/\[exit 0\]/);
    const table = text.split("\n").slice(2, 5);
    assert.deepEqual([table[0].split(/ +/).join(" "), table.length], [head, 3], text);
    assert.match(table[1], columns === "40" ? /^geo\S+ +baseline +\d+ B/ : /^geometry_with_a_long_name +baseline +\d+ B/, text);
    assert.match(table[2], /^geo\S+ +simd /, text);
  }
});

// ---- failures

const broken = {
  "sinter.toml": '[profile.production]\noptimize = "none"\nlto = false\n[module.shapes]\nsources = ["*.cc"]\nvariants = ["simd", "baseline"]\n',
  "a.cc": "int broken = ;\n",
};

test("one mistake that two compilations find is shown once, with both names", async () => {
  const project = new Project(broken);
  const run = await project.run(["build", "--keep-going", "-j", "1"]);
  assert.equal(run.stderr.match(/\nshapes\/(simd|baseline): compile a\.cc\nshapes\/(simd|baseline): compile a\.cc {2}\(the same output\)\n\$/g)?.length, 1, run.stderr);
  const end = run.stderr.slice(run.stderr.lastIndexOf("(the same output)"));
  assert.equal(end.match(/expected expression/g).length, 1, run.stderr);
  assert.match(end, /\n {2}again: sinter build shapes\nfailed in .*: .*2 failed/);
});

test("the same errors are shown once, also where their notes or the rest of the output differ", async () => {
  // As compilers print for three targets: native has other paths in its notes, simd a warning of its own.
  const prints = (name, lines, code) => step(name, { run: shell(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} >&2; exit ${code}`) });
  const mistake = (folder) => ["a.cc:1:5: error: no such thing", "    1 | thing", `${folder}/string:7:1: note: not this one`];
  const toml = prints("a-wasm", [...mistake("/usr/wasm"), "1 error generated."], 1) +
    prints("b-simd", ["a.cc:9:1: warning: unused", ...mistake("/usr/wasm"), "1 warning and 1 error generated."], 1) +
    prints("c-native", [...mistake("/usr/native"), "1 error generated."], 1) +
    prints("d-warns", ["a.cc:9:1: warning: unused", "1 warning generated."], 0) +
    prints("e-other", ["b.cc:2:2: error: no", ...mistake("/usr/native"), "2 errors generated."], 1);
  const run = await new Project({ "sinter.toml": toml }).run(["build", "--keep-going", "-j", "1"]);
  const [meanwhile, end] = [run.stderr.slice(0, run.stderr.lastIndexOf("\na-wasm\n")), run.stderr.slice(run.stderr.lastIndexOf("\na-wasm\n"))];
  for (const part of [meanwhile, end]) assert.equal(part.match(/^a\.cc:1:5: error: no such thing$/gm).length, 1, run.stderr);
  assert.match(meanwhile, /\nc-native\n\[1 diagnostic as above, of `a-wasm`\]\n/, "nothing new");
  assert.match(meanwhile, /output of d-warns:\n\[1 diagnostic as above, of `b-simd`\]\n/);
  assert.match(end, /^\na-wasm\nb-simd\nc-native {2}\(the same errors\)\n\$ .*\na\.cc:1:5: error/);
  assert.match(end, /\ne-other\n\$ .*\nb\.cc:2:2: error: no\n\[1 diagnostic as above, of `a-wasm`\]\nerror: /);
});

test("the command of a failure can be pasted into a shell and fails there in the same way", async () => {
  const script = 'echo "in $PWD with $COLOUR" >&2; exit 9';
  const project = new Project({ "it's deep/here.txt": "", "sinter.toml": step("bad", { run: shell(script), cwd: "it's deep", environment: ["COLOUR"] }) });
  const run = await project.run(["build"], { env: { COLOUR: "deep red", NOISE: "1" } });
  const command = /^\$ (.*)$/m.exec(run.stderr)[1];
  assert.doesNotMatch(command, /deep red/, "values may be secret");
  const pasted = await execute("sh", ["-c", command], { cwd: "/", env: { ...project.environment, COLOUR: "deep red" } });
  assert.deepEqual([pasted.code, pasted.stderr], [9, `in ${project.folder}/it's deep with deep red\n`]);
  assert.ok(run.stderr.includes(pasted.stderr));
});

test("how to try again names the options that matter", async () => {
  const project = new Project({ "sinter.toml": step("bad", { run: ["false"], test: true }) });
  const run = await execute(sinter, ["-C", project.folder, "--profile", "test", "test"], { cwd: "/", env: project.environment });
  assert.ok(run.stderr.includes(`\n  again: sinter -C ${project.folder} --profile test test bad\n`), run.stderr);
});

test("a failure is shown while the others run on, also where nothing new starts", async () => {
  const project = new Project({ "sinter.toml": step("a-bad", { run: shell("echo mistake; exit 1") }) + waits("b-slow") });
  let seen = "";
  const build = execute(sinter, ["build", "-j", "2", "--keep-going"], {
    cwd: project.folder, env: project.environment,
    onStart: (child) => child.stderr.on("data", (text) => { seen += text; }),
  });
  await until(() => /\nmistake\nerror: /.test(seen), "the failure while the other one runs");
  project.write("go", "");
  assert.equal((await build).stderr.match(/\nmistake\nerror: /g).length, 2);
});

test("a failure is shown at once when the build goes on, and repeated at the end", async () => {
  const project = new Project({
    "sinter.toml": step("a-bad", { run: shell("echo mistake; exit 1") }) + waits("b-slow") + waits("c-later"),
  });
  let started;
  const build = execute(sinter, ["build", "-j", "1", "--keep-going"], { cwd: project.folder, env: project.environment, onStart: (child) => { started = child; } });
  let seen = "";
  started.stderr.on("data", (text) => { seen += text; });
  await until(() => /\nmistake\nerror: /.test(seen), "the failure while another action runs");
  assert.ok(!existsSync(project.at("c-later.out")));
  project.write("go", "");
  const run = await build;
  assert.equal(run.stderr.match(/\nmistake\nerror: /g).length, 2, run.stderr);
  assert.match(run.stderr, /again: sinter build a-bad\nfailed in .*: 2 ran, 1 failed\n$/);
});
