// A cache, a state or a plan that is damaged, builds that meet or were killed, clocks that
// went back: the next build is right, byte for byte, and says what it found.
//
//   node --test tests/e2e/damage.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import {
  existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { digests, Project, scratchFolder, settled, step, until } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

/** Nine steps in three layers. */
function layers() {
  const write = (reads, output) => shell(`for i in 1 2 3; do cat ${reads}; done > ${output}`);
  let toml = "";
  for (const name of ["a", "b", "c", "d"]) {
    toml += step(`first-${name}`, { run: write(`in/${name}.txt`, `mid/${name}.txt`), inputs: [`in/${name}.txt`], outputs: [`mid/${name}.txt`] });
    toml += step(`second-${name}`, { run: write(`mid/${name}.txt`, `dist/${name}.txt`), inputs: [`mid/${name}.txt`], outputs: [`dist/${name}.txt`] });
  }
  toml += step("all", { run: shell("cat dist/a.txt dist/b.txt dist/c.txt dist/d.txt > dist/all.txt"), inputs: ["a", "b", "c", "d"].map((name) => `dist/${name}.txt`), outputs: ["dist/all.txt"] });
  const files = { "sinter.toml": toml };
  for (const name of ["a", "b", "c", "d"]) files[`in/${name}.txt`] = `${name} one\n`;
  return files;
}
const action_count = 9;

const made = (project) => digests(project.folder, /^(\.sinter|sinter\.toml|in)$|build-report\.json$/);
function filesBelow(folder) {
  return Object.keys(digests(folder)).map((path) => join(folder, path));
}
const copies = (...names) => names.map((name) => step(name, { run: ["cp", `in/${name}`, `out/${name}`], inputs: [`in/${name}`], outputs: [`out/${name}`] })).join("");
const inputs = (...names) => Object.fromEntries(names.map((name) => [`in/${name}`, `${name} one\n`]));
const leftovers = (folder) => Object.keys(digests(folder)).filter((path) => path.endsWith(".tmp"));

test("every object of the cache with one flipped bit is found out, rebuilt and reported", async () => {
  const project = new Project({ ...layers(), "in/d.txt": "large\n".repeat(30_000) });
  assert.equal((await project.build()).code, 0);
  const expected = made(project);
  const objects = filesBelow(join(project.cache, "objects"));
  assert.ok(objects.length >= action_count);
  for (const [i, path] of objects.entries()) {
    const bytes = readFileSync(path);
    bytes[Math.floor((bytes.length * (i + 0.5)) / objects.length)] ^= 1 << i % 8;
    rmSync(path);
    writeFileSync(path, bytes);
  }
  for (const folder of ["mid", "dist"]) project.remove(folder);
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  assert.equal(run.named("ran").length, action_count);
  assert.deepEqual(run.notices, [{
    code: "SN0302",
    what: "9 damaged cache entries removed",
    path: project.cache,
    why: ["the content did not match its digest; what it held was made again"],
    next: "if this happens often, check that disk",
  }]);
  assert.deepEqual(made(project), expected);
  for (const folder of ["mid", "dist"]) project.remove(folder);
  const again = await project.build();
  assert.equal(again.named("restored").length, action_count, "the rebuilt outputs are in the cache");
  assert.deepEqual(again.notices, []);
});

test("every entry of the cache with one flipped bit is found out, rebuilt and reported", async () => {
  const project = new Project(layers());
  assert.equal((await project.build()).code, 0);
  const expected = made(project);
  for (const [i, path] of filesBelow(join(project.cache, "entries-3")).entries()) {
    const bytes = readFileSync(path);
    bytes[(i * 31) % bytes.length] ^= 1;
    writeFileSync(path, bytes);
  }
  for (const folder of ["mid", "dist", ".sinter"]) project.remove(folder);
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  assert.equal(run.named("ran").length, action_count);
  assert.equal(run.notices[0].code, "SN0302");
  assert.deepEqual(made(project), expected);
});

test("a cache whose objects are gone is filled again", async () => {
  const project = new Project(layers());
  assert.equal((await project.build()).code, 0);
  const expected = made(project);
  rmSync(join(project.cache, "objects"), { recursive: true });
  project.remove("dist");
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  assert.equal(run.named("ran").length, 5);
  assert.deepEqual(made(project), expected);
});

for (const [kind, notice_count] of [["state", 1], ["plan", 0]]) {
  test(`a ${kind} file cut off or altered anywhere costs time, never correctness`, async () => {
    const project = new Project(layers());
    assert.equal((await project.build()).code, 0);
    await project.build();  // the first build made folders, so only the second keeps its plan
    const expected = made(project);
    const path = project.at(`.sinter/${kind}/production`);
    const whole = readFileSync(path);
    const spoil = async (what, bytes) => {
      writeFileSync(path, bytes);
      const run = await project.build();
      assert.equal(run.code, 0, `${what}: ${run}`);
      assert.deepEqual(run.named("ran"), [], what);
      assert.equal(run.notices.length, notice_count, `${what}: ${run}`);
      if (notice_count !== 0) assert.equal(run.notices[0].code, "SN0303", what);
      assert.deepEqual(made(project), expected, what);
    };
    for (const length of [0, 1, 7, 8, 39, 40, 41, Math.floor(whole.length / 2), whole.length - 1]) {
      await spoil(`cut to ${length} of ${whole.length} bytes`, whole.subarray(0, length));
    }
    for (const offset of [0, 8, 44, Math.floor(whole.length / 2), whole.length - 1]) {
      const bytes = Buffer.from(whole);
      bytes[offset] ^= 0x80;
      await spoil(`byte ${offset} altered`, bytes);
    }
    await spoil("one byte too many", Buffer.concat([whole, Buffer.from("x")]));
  });
}

test("whatever any file below .sinter holds, the build is right and says so without a crash", async () => {
  const project = new Project({ "sinter.toml": copies("a", "b", "c"), ...inputs("a", "b", "c") });
  await project.build();
  await project.build();
  const own = filesBelow(project.at(".sinter")).filter((path) => !/(lock|package\.json|\.gitignore)$/.test(path));
  assert.ok(own.some((path) => path.endsWith("state/production")) && own.some((path) => path.endsWith("plan/production")));
  for (const path of own) {
    const whole = readFileSync(path);
    const lengths = new Set([0, 1, 2, 3, 5, 9, 17, 33, 65, whole.length - 9, whole.length - 1].filter((length) => length >= 0 && length < whole.length));
    for (let part = 1; part < 12; ++part) lengths.add(Math.floor((whole.length * part) / 12));
    const spoilt = [...lengths].map((length) => [`cut to ${length}`, whole.subarray(0, length)]);
    for (const filler of [0, 0xff, 0x30]) spoilt.push([`filled with ${filler}`, Buffer.alloc(Math.max(whole.length, 64), filler)]);
    for (const [what, bytes] of spoilt) {
      writeFileSync(path, bytes);
      project.write("in/b", `${what} of ${path}\n`);
      const run = await project.build();
      assert.equal(run.code, 0, `${path} ${what}: ${run}`);
      assert.equal(project.read("out/b"), `${what} of ${path}\n`, `${path} ${what}`);
    }
  }
});

test("every file of the cache cut off anywhere is found out, and its action runs", async () => {
  const project = new Project({ "sinter.toml": copies("a"), ...inputs("a") });
  await project.build();
  for (const path of [...filesBelow(join(project.cache, "objects")), ...filesBelow(join(project.cache, "entries-3"))]) {
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += Math.max(1, Math.floor(whole.length / 20))) {
      rmSync(path);
      writeFileSync(path, whole.subarray(0, length));
      for (const name of ["out", ".sinter"]) project.remove(name);
      const run = await project.build();
      assert.deepEqual([run.code, run.outcomes], [0, { a: "ran" }], `${path} cut to ${length}: ${run}`);
      assert.equal(project.read("out/a"), "a one\n");
    }
  }
});

test("a damaged state is told once, with what it means", async () => {
  const project = new Project(layers());
  await project.build();
  truncateSync(project.at(".sinter/state/production"), 20);
  const run = await project.run(["build"]);
  assert.equal(settled(run.stderr), `note: the state of earlier builds cannot be read  [SN0303]
  at .sinter/state/production
  because it is damaged, or another version of sinter wrote it
  next: nothing: what the cache holds is restored, the rest is built again
done in TIME: 9 restored
`);
  assert.deepEqual((await project.build()).notices, []);
});

test("half-written files of a killed build go with the next one, files of people stay", async () => {
  const project = new Project(layers());
  assert.equal((await project.build()).code, 0);
  const held = readFileSync(project.at(".sinter/lock"), "utf8");
  assert.equal(held, "", "a build that ends takes its name from the lock");
  const half = ["dist/a.txt.sinter-4711-0.tmp", ".sinter/state/production.sinter-4711-3.tmp", "mid/b.txt.sinter-4711-12.tmp"];
  const theirs = ["dist/mine.tmp", "dist/notes.sinter-old.tmp", "in/a.txt.sinter-4711-0.tmp"];
  for (const path of [...half, ...theirs]) project.write(path, "x");
  await project.build();
  assert.ok(half.every((path) => project.has(path)), "a build that was not killed before looks for nothing");
  writeFileSync(project.at(".sinter/lock"), "sinter (process 4711)");
  assert.equal((await project.build()).code, 0);
  assert.deepEqual(half.filter((path) => project.has(path)), []);
  assert.deepEqual(theirs.filter((path) => !project.has(path)), []);
});

test("what a killed build had started does not write into the next", async () => {
  // The shell is the tool's child; the subshell in the background is not.
  const project = new Project({
    "sinter.toml": step("it", { run: shell("(sleep 1; echo late > out.txt) & echo $$ > started.txt; wait"), outputs: ["out.txt"] }),
  });
  await project.run(["build"], {
    onStart: (child) => until(() => project.has("started.txt"), "the step").then(() => child.kill("SIGKILL")),
  });
  project.write("sinter.toml", step("it", { run: shell("echo right > out.txt"), outputs: ["out.txt"] }));
  assert.equal((await project.build()).code, 0);
  await new Promise((wake) => setTimeout(wake, 1500));
  assert.equal(project.read("out.txt"), "right\n");
});

test("the second of two builds in one project waits, says for whom, and both are right", async () => {
  const project = new Project({
    "sinter.toml": step("slow", { run: shell("touch started.txt; while [ ! -e go.txt ]; do sleep 0.02; done; echo done > out.txt"), outputs: ["out.txt"] }),
  });
  let second;
  const first = await project.run(["build"], {
    onStart: async () => {
      await until(() => project.has("started.txt"), "the first build");
      let said = "";
      second = project.run(["build"], { onStart: (child) => child.stderr.on("data", (text) => { said += text; }) });
      await until(() => said.includes("waiting"), "the second build to say that it waits");
      project.write("go.txt", "");
    },
  });
  assert.equal(first.code, 0, String(first));
  const waited = await second;
  assert.equal(waited.code, 0, String(waited));
  assert.equal(settled(waited.stderr), "waiting for sinter (process N) to finish in this project\ndone in TIME: 1 unchanged\n");
  assert.equal(project.read("out.txt"), "done\n");
});

test("eight projects that fill one cache at once are all right, and restore from each other", async () => {
  const cache = scratchFolder();
  const projects = [1, 2, 3, 4, 5, 6, 7, 8].map(() => new Project(layers(), { cache }));
  const runs = await Promise.all(projects.map((project) => project.build()));
  for (const run of runs) {
    assert.equal(run.code, 0, String(run));
    assert.deepEqual(run.notices, []);
  }
  for (const project of projects) assert.deepEqual(made(project), made(projects[0]));
  const later = new Project(layers(), { cache });
  assert.equal((await later.build()).named("restored").length, action_count);
  assert.deepEqual(leftovers(cache), []);
});

test("outputs of different steps may lie in folders that do not exist yet", async () => {
  const project = new Project(layers());
  assert.ok(!existsSync(project.at("mid")));
  mkdirSync(project.at("dist"));
  assert.equal((await project.build()).code, 0);
  assert.deepEqual(readdirSync(project.at("mid")), ["a.txt", "b.txt", "c.txt", "d.txt"]);
});

// ---- clocks

test("after the clock went back a day, every edit is seen, nothing else runs, and the cache works", async () => {
  const project = new Project({ "sinter.toml": copies("a", "b"), ...inputs("a", "b") });
  await project.build();
  const tomorrow = Date.now() / 1000 + 86_400;
  const everything = [...filesBelow(project.folder), ...filesBelow(project.cache)];
  for (const path of everything) utimesSync(path, tomorrow, tomorrow);
  assert.deepEqual((await project.build()).outcomes, {}, "times alone run nothing");
  project.write("in/a", "a two\n");  // of today: older than its output
  assert.deepEqual((await project.build()).outcomes, { a: "ran" });
  project.write("in/a", "a six\n");  // of the same size and the same time as the one before
  utimesSync(project.at("in/a"), tomorrow, tomorrow);
  assert.deepEqual((await project.build()).outcomes, { a: "ran" });
  assert.equal(project.read("out/a"), "a six\n");
  project.remove("out");
  assert.deepEqual((await project.build()).outcomes, { a: "restored", b: "restored" });
  const entry = filesBelow(join(project.cache, "entries-3")).find((path) => statSync(path).mtimeMs / 1000 > tomorrow - 10);
  utimesSync(entry, tomorrow + 86_400, tomorrow + 86_400);
  project.remove("out");
  project.remove(".sinter");
  assert.equal((await project.build()).code, 0);
  assert.equal((await project.run(["cache", "gc"])).code, 0);
});
