// `--since REV` builds what differs from a revision of git, and all that this reaches: never
// less, and of the rest nothing but what is needed for it.
//
//   node --test tests/e2e/since.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { test } from "node:test";

import { execute, moduleFiles, Project, scratchFolder, sinter, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const copies = (from, to, more = {}) => step(to, { run: shell(`cat ${from} > ${to}.out`), inputs: [from], outputs: [`${to}.out`], ...more });
const chain = copies("left/*.txt", "left") + copies("right/*.txt", "right") + copies("right.out", "after");
const files = { "left/a.txt": "1", "left/b.txt": "2", "right/a.txt": "3", ".gitignore": ".sinter\ndist\n*.out\n", "sinter.toml": chain };

const git = (project, ...args) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main", ...args], { cwd: project.folder, stdio: "pipe", encoding: "utf8" });

function committed(texts) {
  const project = new Project(texts);
  git(project, "init", "-q");
  git(project, "add", "-A");
  git(project, "commit", "-qm", "first");
  return project;
}

/** Everything that took part, with its outcome. */
async function since(project, revision = "HEAD", args = []) {
  const run = await project.build(["--since", revision, ...args]);
  assert.equal(run.code, 0, String(run));
  const took = {};
  for (const event of run.finished) took[event.action] = event.outcome;
  return { took, reach: run.events.find((event) => event.event === "reach_found"), run };
}

test("nothing differs: nothing is done, not even what was never built", async () => {
  const { took, reach } = await since(committed(files));
  assert.deepEqual(took, {});
  assert.deepEqual(reach, { event: "reach_found", revision: "HEAD", files: 0, reached: 0, selected: 3 });
});

test("unstaged, staged, committed and untracked files count alike; a file that is ignored does not", async () => {
  const project = committed(files);
  project.write("left/a.txt", "unstaged");
  assert.deepEqual((await since(project)).took, { left: "ran" });
  git(project, "add", "-A");
  assert.deepEqual((await since(project)).took, { left: "unchanged" });
  git(project, "commit", "-qm", "second");
  assert.deepEqual((await since(project)).took, {});
  assert.deepEqual((await since(project, "HEAD~1")).took, { left: "unchanged" });
  project.write("left/new.txt", "untracked");
  assert.deepEqual((await since(project)).took, { left: "ran" });
  project.write("left/skip.out", "ignored");
  project.remove("left/new.txt");
  assert.deepEqual((await since(project)).took, {});
});

test("what depends on it follows, and what it needs is made", async () => {
  const project = committed(files);
  project.write("right/a.txt", "other");
  const { took, reach } = await since(project);
  assert.deepEqual(took, { right: "ran", after: "ran" });
  assert.deepEqual([reach.files, reach.reached, reach.selected], [1, 2, 3]);

  const needs = committed({ ...files, "sinter.toml": chain + copies("own.txt", "last", { needs: ["left"] }), "own.txt": "" });
  needs.write("own.txt", "other");
  assert.deepEqual((await since(needs)).took, { left: "ran", last: "ran" });
  assert.deepEqual((await since(needs, "HEAD", ["right"])).took, {}, "of the goals only");
});

test("people are told how much is left", async () => {
  const project = committed(files);
  project.write("right/a.txt", "other");
  const run = await project.run(["build", "--since", "HEAD"]);
  assert.match(run.stderr, /^different from HEAD: 1 file, reaching 2 of 3 actions\nran right .*\nran after .*\ndone in .*: 2 ran\n$/);
});

test("a file that is gone reaches whoever would have read it", async () => {
  const project = committed(files);
  project.remove("left/b.txt");
  assert.deepEqual((await since(project)).took, { left: "ran" });
  assert.equal(project.read("left.out"), "1");
});

test("of sinter.toml only what is defined otherwise counts, unless the old one says nothing", async () => {
  const project = committed(files);
  project.edit("sinter.toml", "cat left/*.txt >", "cat left/*.txt left/a.txt >");
  assert.deepEqual((await since(project)).took, { left: "ran" });
  project.write("sinter.toml", project.read("sinter.toml") + copies("left.out", "fresh"));
  assert.deepEqual(Object.keys((await since(project)).took), ["left", "fresh"]);
  git(project, "commit", "-qam", "second");
  project.write("sinter.toml", "[broken");
  git(project, "commit", "-qam", "a mistake");
  git(project, "checkout", "-q", "HEAD~1", "--", "sinter.toml");
  assert.equal((await since(project, "HEAD")).reach.reached, 4);
});

test("headers count, also those that are reached through a link", async () => {
  const project = committed({ ...moduleFiles, "real/scale.h": moduleFiles["src/scale.h"], ".gitignore": ".sinter\ndist\n" });
  project.remove("src/scale.h");
  symlinkSync("../real/scale.h", project.at("src/scale.h"));
  git(project, "add", "-A");
  git(project, "commit", "-qm", "a link");
  const options = ["--profile", "development"];
  assert.equal((await project.build(options)).code, 0);
  project.write("real/scale.h", "#pragma once\nconstexpr int scale = 5;\n");
  const { took, run } = await since(project, "HEAD", options);
  assert.equal(took["shapes/baseline: compile src/area.cc"], "ran", String(run));
  assert.equal(took["shapes/baseline: compile src/sum.cc"], "unchanged", "needed by the link");
  const fresh = project.copy({ with_state: false });
  const unknown = await since(fresh, "HEAD", options);
  assert.equal(unknown.reach.reached, unknown.reach.selected, "what a compilation reads that never ran is not known");
});

test("a project in a folder of its repository sees its own files, however they are called", async () => {
  const outer = committed({ "README.md": "", "site/sinter.toml": '[project]\nname = "site"\n' + copies("*.txt", "all"), "site/a.txt": "1" });
  outer.write("README.md", "changed");
  const site = new Project({}, { folder: outer.at("site"), cache: outer.cache });
  assert.equal((await since(site)).reach.files, 0);
  site.write("with \"quotes\" and\nlines ü.txt", "2");
  const { took, reach } = await since(site);
  assert.deepEqual([took, reach.files], [{ all: "ran" }, 1]);
});

test("a header beside the project in its repository is looked at; so is one that is gone or new there", async () => {
  const reads = (name, path) => step(name, { run: shell(`cat ${path} > ${name}.out; echo '${name}.out: ${path}' > ${name}.d`), outputs: [`${name}.out`], depfile: `${name}.d` });
  const outer = committed({ ".gitignore": ".sinter\ndist\n*.out\n", "shared/a.h": "1", "shared/b.h": "1", "other/c.txt": "1",
    "site/sinter.toml": '[project]\nname = "site"\n' + reads("a", "../shared/a.h") + reads("b", "../shared/b.h") + copies("in.txt", "c"), "site/in.txt": "1" });
  const site = new Project({}, { folder: outer.at("site"), cache: outer.cache });
  assert.equal((await site.build()).code, 0);
  assert.deepEqual((await since(site)).took, {});
  outer.write("shared/a.h", "2");
  outer.write("other/c.txt", "2");
  const { took, reach } = await since(site);
  assert.deepEqual([took, reach.files], [{ a: "ran" }, 1], "the other project's file reaches nothing and is not counted");
  outer.write("other/new.txt", "");
  outer.write("shared/a.h", "1");
  assert.deepEqual((await since(site)).took, {});
  outer.remove("site/.sinter");
  assert.deepEqual(Object.keys((await since(site)).took), ["a", "b"], "what a command reads that never ran is not known");
});

test("what git cannot answer is an error with a way out", async () => {
  const project = committed(files);
  const fails = async (revision, code, exit, next, where = project, env = {}) => {
    const run = await where.build(["--since", revision], { env });
    assert.deepEqual([run.code, run.events.at(-1).error.code], [exit, code], String(run));
    assert.match(run.events.at(-1).error.next, next);
    return run;
  };
  await fails("nonsense", "SN0522", 2, /git log/);
  await fails("--output=stolen", "SN0522", 2, /git log/);
  assert.ok(!project.has("stolen"));
  await fails("HEAD", "SN0523", 3, /without --since/, new Project(files));
  await fails("HEAD", "SN0501", 3, /install/, project, { PATH: scratchFolder() }).catch(async (error) => {
    // The steps' own programs are looked for first.
    assert.match(String(error), /SN0501/);
  });

  project.write("left/a.txt", "2");
  git(project, "commit", "-qam", "second");
  const first = git(project, "rev-parse", "HEAD~1").trim();
  const clone = new Project({});
  execFileSync("git", ["clone", "-q", "--depth", "1", `file://${project.folder}`, clone.at("clone")], { stdio: "pipe" });
  const shallow = new Project({}, { folder: clone.at("clone"), cache: clone.cache });
  await fails(first, "SN0522", 2, /--unshallow/, shallow);
  const both = await execute(sinter, ["build", "--since", "HEAD", "--watch"], { cwd: project.folder, env: project.environment });
  assert.equal(both.code, 2, String(both));
});
