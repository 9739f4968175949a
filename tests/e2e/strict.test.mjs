// With --strict an action may use only what it declares. Whatever way it reads or writes
// something else, it fails, and the message has the line that would declare it; whoever
// declares everything notices nothing.
//
//   node --test tests/e2e/strict.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Project, scratchFolder, sinter, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const nexts = (run) => run.finished.flatMap((event) => event.errors ?? []).map((error) => error.next);
const whats = (run) => run.finished.flatMap((event) => event.errors ?? []).map((error) => error.what);

/** What one strict build of the step "it" says; without complaint nothing. */
async function complaints(keys, files = {}) {
  const project = new Project({ "in.txt": "in", "data/x.json": "{}", ...files, "sinter.toml": step("it", keys) });
  const run = await project.build(["--strict"]);
  assert.equal(run.code, whats(run).length === 0 ? 0 : 1, String(run));
  return { project, run, whats: whats(run), nexts: nexts(run) };
}

test("an undeclared read, a made file and a changed one are named with the line to write; nothing is kept", async () => {
  const { project, run } = await complaints({
    run: shell("cat in.txt data/x.json > out.txt; echo > made.log; echo >> data/x.json"), inputs: ["in.txt"], outputs: ["out.txt"],
  });
  assert.deepEqual(whats(run), [
    "`it` makes `made.log` without declaring it",
    "`it` changes or removes `data/x.json`, which is no output of it",
  ]);
  project.write("sinter.toml", step("it", { run: ["cp", "data/x.json", "out.txt"], inputs: ["in.txt"], outputs: ["out.txt"] }));
  const reads = await project.run(["build", "--strict"]);
  assert.equal(reads.code, 1);
  assert.ok(reads.stderr.includes(`error: \`it\` reads \`data/x.json\` without declaring it  [SN0411]
  at sinter.toml:3:7
  because a change of that file would not run it again
  next: write in [step.it]: inputs = [..., "data/x.json"]
`), String(reads));
  assert.ok(!project.has("out.txt"));
  project.write("sinter.toml", step("it", { run: ["cp", "data/x.json", "out.txt"], inputs: ["data/x.json"], outputs: ["out.txt"] }));
  assert.equal((await project.build(["--strict"])).code, 0);
});

test("what an ordinary build has made is looked at once, and then stands", async () => {
  const project = new Project({ "in.txt": "in", "sinter.toml": step("it", { run: ["cp", "in.txt", "out.txt"], inputs: ["in.txt"], outputs: ["out.txt"] }) });
  assert.deepEqual((await project.build()).outcomes, { it: "ran" });
  assert.deepEqual((await project.build(["--strict"])).outcomes, { it: "ran" });
  assert.deepEqual((await project.build(["--strict"])).outcomes, {});
  assert.deepEqual((await project.build()).outcomes, {});
  project.write("in.txt", "new");
  assert.deepEqual((await project.build()).outcomes, { it: "ran" });
  assert.deepEqual((await project.build(["--strict"])).outcomes, { it: "ran" });
});

test("an action that passed with one header is watched again with another, whatever ran in between", async () => {
  const project = new Project({ "a.h": "1", secret: "s", "sinter.toml":
    step("it", { run: shell("cat a.h > out.txt; grep -q 1 a.h || cat secret; echo out.txt: a.h > out.d"), outputs: ["out.txt"], depfile: "out.d" }) });
  assert.equal((await project.build(["--strict"])).code, 0);
  project.write("a.h", "2");
  assert.equal((await project.build()).code, 0);
  assert.equal((await project.build(["--strict"])).code, 1);
});

test("a warm cache does not hide an undeclared read", async () => {
  const keys = { run: ["cp", "data/x.json", "out.txt"], outputs: ["out.txt"] };
  const project = new Project({ "data/x.json": "{}", "sinter.toml": step("it", keys) });
  assert.equal((await project.build()).code, 0);
  assert.deepEqual((await project.build(["--strict"])).outcomes, { it: "failed" });
  assert.deepEqual((await project.build(["--strict"])).outcomes, { it: "failed" });
});

const ways = {
  "a grandchild in a session of its own": shell("setsid sh -c 'sh -c \"cat data/x.json\"' > out.txt"),
  "a working folder": shell("cd data && cat x.json > ../out.txt"),
  "a path with dots": shell("cat ./data/../data/./x.json > out.txt"),
  "a link": shell("cat link > out.txt"),
  "threads of node": ["node", "-e", "require('fs').readFile('data/x.json', (e, d) => require('fs').writeFileSync('out.txt', d))"],
  "io_uring": ["env", "UV_USE_IO_URING=1", "node", "-e", "require('fs').promises.readFile('data/x.json').then((d) => require('fs').promises.writeFile('out.txt', d))"],
  "a program that is run": shell("cp in.txt out.txt; sh data/x.json"),
  "a hard link": shell("ln data/x.json out.txt"),
  "a copy by the kernel": ["cp", "data/x.json", "out.txt"],
};
for (const [name, run] of Object.entries(ways)) {
  test(`reading is found by way of ${name}`, async () => {
    const project = new Project({ "in.txt": "in", "data/x.json": ":", "sinter.toml": step("it", { run, inputs: ["in.txt"], outputs: ["out.txt"] }) });
    symlinkSync("data/x.json", project.at("link"));
    const strict = await project.build(["--strict"]);
    assert.equal(strict.code, 1, String(strict));
    assert.ok(nexts(strict).includes('write in [step.it]: inputs = [..., "data/x.json"]'), String(strict));
  });
}

test("scratch files, own temporary files, programs and declared links pass", async () => {
  const script = "echo 1 > part.tmp; cat part.tmp in.txt link > out.tmp; mv out.tmp out.txt; rm part.tmp; mkdir d; rmdir d; t=$(mktemp); cat $t >> out.txt; rm $t; sort < in.txt > /dev/null";
  const project = new Project({ "in.txt": "in", "data/x.json": "x", "sinter.toml": step("it", { run: shell(script), inputs: ["in.txt", "link"], outputs: ["out.txt"] }) });
  symlinkSync("data/x.json", project.at("link"));
  const run = await project.build(["--strict"]);
  assert.equal(run.code, 0, String(run));
});

test("an input that a depfile names is declared", async () => {
  const run = shell("cat data/x.json > out.txt; echo 'out.txt: data/x.json' > out.d");
  assert.equal((await complaints({ run, outputs: ["out.txt"], depfile: "out.d" })).run.code, 0);
  assert.equal((await complaints({ run: shell("cat data/x.json in.txt > out.txt; echo 'out.txt: data/x.json' > out.d"), outputs: ["out.txt"], depfile: "out.d" })).nexts[0],
    'write in [step.it]: inputs = [..., "in.txt"]');
});

test("another step's output has to be declared, too, and the message says whose it is", async () => {
  const project = new Project({ "sinter.toml":
    step("one", { run: shell("echo 1 > one.txt"), outputs: ["one.txt"] }) +
    step("between", { run: shell("echo 1 > between.txt"), needs: ["one"], outputs: ["between.txt"] }) +
    step("two", { run: ["cp", "one.txt", "two.txt"], needs: ["between"], outputs: ["two.txt"] }) });
  const run = await project.build(["--strict"]);
  const [error] = run.finished.find((event) => event.action === "two").errors ?? [];
  assert.ok(error?.why.includes("`one` makes `one.txt`, and nothing says which comes first"), String(run));
  assert.equal(error.next, 'write in [step.two]: inputs = [..., "one.txt"]');
});

test("files outside the project are found, but not those of the system", async () => {
  const outside = join(scratchFolder(), "outside.txt");
  writeFileSync(outside, "1");
  const found = await complaints({ run: shell(`cat ${outside} /etc/passwd > out.txt; echo >> ${outside}`), outputs: ["out.txt"] });
  assert.deepEqual(found.whats, [`\`it\` writes \`${outside}\` outside the project`]);
  assert.deepEqual((await complaints({ run: shell(`cat ${outside} > out.txt`), outputs: ["out.txt"] })).whats,
    [`\`it\` reads \`${outside}\` outside the project`]);
});

test("names looked for in vain and folders listed are remarks, and fail nothing", async () => {
  const { run, project } = await complaints({ run: shell("ls data > out.txt; test -e absent.txt || true"), outputs: ["out.txt"] });
  assert.deepEqual(run.notices.map((error) => error.why), [["it looked in vain for `absent.txt`", "it listed the folder `data`"]]);
  project.remove("out.txt");
  project.edit("sinter.toml", "absent", "missing");
  const quiet = await project.run(["build", "--strict"]);
  assert.ok(!quiet.stderr.includes("looked in vain"), quiet.stderr);
});

test("installed packages are declared by their lock file", async () => {
  const files = { "node_modules/a/index.js": "module.exports = 1;", "package-lock.json": "{}", "package.json": "{}" };
  const keys = { run: ["node", "-e", "require('fs').writeFileSync('out.txt', String(require('a')))"], outputs: ["out.txt"] };
  assert.ok((await complaints({ ...keys, inputs: ["package.json"] }, files)).nexts.includes('write in [step.it]: inputs = [..., "package-lock.json"]'));
  const declared = await complaints({ ...keys, inputs: ["package.json", "package-lock.json"] }, files);
  assert.equal(declared.run.code, 0, String(declared.run));
});

test("a build that is itself watched says that it cannot watch", async () => {
  const project = new Project({ "sinter.toml": step("outer", { run: [sinter, "build", "--strict", "-C", "inner"], environment: ["SINTER_CACHE"] }) });
  mkdirSync(project.at("inner"));
  project.write("inner/sinter.toml", `[project]\nname = "inner"\n` + step("it", { run: ["true"] }));
  const run = await project.build(["--strict"]);
  assert.equal(run.code, 1);
  assert.ok(run.finished[0].output.includes("only one may watch"), String(run));
  assert.ok(run.finished[0].errors[0].what.includes("exit code 3"), String(run));
});
