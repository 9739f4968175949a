// A step may make a whole folder, `outputs = ["site/dist/**"]`: what a bundler writes under
// names that nobody can list. The folder holds what the step made and nothing else, without
// losing a file of somebody's, and it is remembered and restored as one.
//
//   node --test tests/e2e/trees.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { test } from "node:test";

import { digests, distDigests, moduleFiles, Project, scratchFolder, step, until, warmCache } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

/** As bundlers do: it empties its folder and writes names that hold the content's digest. */
const bundler = `set -e
rm -rf site/dist
mkdir -p site/dist/assets
for file in site/src/*.js; do
  name=$(basename $file .js)-$(sha256sum < $file | cut -c 1-8).js
  cp $file site/dist/assets/$name
  echo "<script src=assets/$name>" >> site/dist/index.html
done
`;
const site = (more = {}) => step("site", { run: ["sh", "bundle.sh"], inputs: ["bundle.sh", "site/src/*.js"], outputs: ["site/dist/**"], ...more });
const list = (more = {}) => step("list", { run: shell("cd site/dist && find . -type f | sort > ../../list.txt"), inputs: ["site/dist/**"], outputs: ["list.txt"], ...more });
const files = { "bundle.sh": bundler, "site/src/a.js": "one", "site/src/b.js": "two", "sinter.toml": site() + list() };

const a1 = "assets/a-7692c3ad.js", a2 = "assets/a-8b5b9db0.js", b = "assets/b-3fc4ccfe.js";
const below = (project, folder = "site/dist") =>
  (project.has(folder) ? readdirSync(project.at(folder), { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => !entry.isDirectory()).map((entry) => `${entry.parentPath}/${entry.name}`.slice(project.at(folder).length + 1)).sort();
const error = (run, action = "site") => run.finished.find((event) => event.action === action).errors?.[0];

async function built(texts = files, options = {}) {
  const project = new Project(texts, options);
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  return project;
}

test("built once it stands; an edit replaces the file of the old name and wakes who reads it", async () => {
  const project = await built();
  assert.deepEqual(below(project), [a1, b, "index.html"]);
  assert.equal(project.read("list.txt"), `./${a1}\n./${b}\n./index.html\n`);
  const again = await project.build();
  assert.deepEqual([again.outcomes, again.named("unchanged")], [{}, ["list", "site"]]);
  project.write("site/src/a.js", "three");
  const edited = await project.build();
  assert.deepEqual(edited.outcomes, { site: "ran", list: "ran" });
  assert.equal(edited.finished.find((event) => event.action === "list").cause, "`site/dist/**` changed");
  assert.deepEqual(below(project), [a2, b, "index.html"]);
  project.write("site/src/a.js", "one");
  assert.deepEqual((await project.build()).outcomes, { site: "restored", list: "restored" });
  assert.deepEqual(below(project), [a1, b, "index.html"]);
});

test("a run that makes the same files wakes nobody", async () => {
  const project = await built();
  project.write("bundle.sh", `${bundler}# the same\n`);
  const run = await project.build();
  assert.deepEqual([run.outcomes, run.named("unchanged")], [{ site: "ran" }, ["list"]]);
});

test("what is missing, altered or no longer runnable is restored, and only that is written", async () => {
  const project = await built();
  const untouched = statSync(project.at(`site/dist/${b}`)).ino;
  const cause = async () => {
    const run = await project.build();
    assert.deepEqual([run.code, run.outcomes], [0, { site: "restored" }], String(run));
    return run.finished.find((event) => event.action === "site").cause;
  };
  project.remove(`site/dist/${a1}`);
  assert.equal(await cause(), `\`site/dist/${a1}\` was missing`);
  project.write("site/dist/index.html", "altered");
  assert.equal(await cause(), "`site/dist/index.html` was altered");
  chmodSync(project.at("site/dist/index.html"), 0o755);
  assert.equal(await cause(), "`site/dist/index.html` was altered");
  assert.equal(statSync(project.at(`site/dist/${b}`)).ino, untouched);
  project.remove("site/dist");
  assert.equal(await cause(), "`site/dist/**` was missing");
  assert.deepEqual(below(project), [a1, b, "index.html"]);
  assert.equal(project.read(`site/dist/${a1}`), "one");
});

test("a file of somebody's in the folder is moved aside, before a run and before a restore", async () => {
  const project = new Project(files);
  project.write("site/dist/assets/notes.txt", "mine");
  project.write("site/dist/todo.txt", "mine, too");
  const first = await project.build();
  assert.deepEqual(first.outcomes, { site: "ran", list: "ran" });
  assert.equal(first.notices[0].what, "2 files in `site/dist` were there already, and no build had made them");
  assert.equal(project.read(".sinter/replaced/site/dist/assets/notes.txt"), "mine");
  assert.equal(project.read(".sinter/replaced/site/dist/todo.txt"), "mine, too");
  project.write("site/dist/assets/notes.txt", "again");
  const second = await project.build();
  assert.deepEqual(second.outcomes, { site: "restored" });
  assert.equal(second.notices[0].what, "`site/dist/assets/notes.txt` was there already, and no build had made it");
  assert.equal(project.read(".sinter/replaced/site/dist/assets/notes.txt~"), "again");
  assert.deepEqual(below(project), [a1, b, "index.html"]);
});

test("another checkout with the same cache restores the folder, also what may be run in it", async () => {
  const texts = { ...files, "bundle.sh": `${bundler}chmod +x site/dist/assets/b-*.js\n` };
  const project = await built(texts);
  const other = new Project(texts, { cache: project.cache });
  assert.deepEqual((await other.build()).outcomes, { site: "restored", list: "restored" });
  assert.deepEqual(digests(other.at("site")), digests(project.at("site")));
  assert.equal(statSync(other.at(`site/dist/${b}`)).mode & 0o111, 0o111);
  // Garbage is what no entry names: the files of a tree are named.
  assert.equal((await project.run(["cache", "gc"])).code, 0);
  assert.match((await project.run(["cache", "verify"])).stdout, /2 entries and 4 objects are right/);
  const third = new Project(texts, { cache: project.cache });
  assert.deepEqual((await third.build()).outcomes, { site: "restored", list: "restored" });
});

test("a cache that lost the files of it runs the step", async () => {
  const project = await built();
  rmSync(`${project.cache}/objects`, { recursive: true });
  const other = new Project(files, { cache: project.cache });
  const run = await other.build();
  assert.equal(run.outcomes.site, "ran", String(run));
  assert.deepEqual(below(other), [a1, b, "index.html"]);
});

test("a file that somebody put there between a kill and the next build is moved, half-made ones go", async () => {
  const slow = { run: shell("echo half > out/half; echo > begun; until [ -e go ]; do sleep 0.02; done; echo whole > out/whole"), outputs: ["out/**"] };
  const single = { run: shell("echo half > one.txt; echo > begun; until [ -e go ]; do sleep 0.02; done"), outputs: ["one.txt"] };
  for (const keys of [slow, single]) {
    const project = new Project({ "sinter.toml": step("site", keys) });
    const killed = await project.build([], { onStart: (child) => until(() => project.has("begun"), "the step").then(() => child.kill("SIGKILL")) });
    assert.equal(killed.signal, "SIGKILL");
    const mine = keys === slow ? "out/mine" : "one.txt";
    // The project is free when all that was started has ended.
    await project.run(["clean", "nothing"]);
    project.write(mine, "mine");
    project.write("go", "");
    const run = await project.build();
    assert.equal(run.code, 0, String(run));
    assert.deepEqual(below(project, ".sinter/replaced"), [mine]);
    assert.equal(project.read(`.sinter/replaced/${mine}`), "mine");
  }
});

test("clean after a kill takes back what is half made, and no more", async () => {
  const project = new Project({ "sinter.toml": step("site", { run: shell("echo half > out/half; echo > begun; sleep 60"), outputs: ["out/**"] }) });
  await project.build([], { onStart: (child) => until(() => project.has("begun"), "the step").then(() => child.kill("SIGKILL")) });
  await project.run(["clean", "nothing"]);
  project.write("out/mine", "mine");
  assert.equal((await project.run(["clean"])).code, 0);
  assert.deepEqual(below(project, "out"), ["mine"]);
});

test("killed in the middle, the next build makes it whole and moves nothing aside", async () => {
  const slow = `${bundler.replace("for file", "echo half > site/dist/half.tmp; touch started; while [ ! -e go ]; do sleep 0.01; done; rm site/dist/half.tmp\nfor file")}`;
  const project = new Project({ ...files, "bundle.sh": slow });
  const run = project.build([], { onStart: async (child) => {
    await until(() => project.has("started"), "the step to start");
    child.kill("SIGKILL");
  } });
  assert.equal((await run).signal, "SIGKILL");
  assert.deepEqual(below(project), ["half.tmp"]);
  project.write("go", "");
  const next = await project.build();
  assert.deepEqual([next.outcomes, next.notices], [{ site: "ran", list: "ran" }, []], String(next));
  assert.deepEqual(below(project), [a1, b, "index.html"]);
});

test("a step that fails leaves nothing in the folder", async () => {
  const project = new Project({ ...files, "bundle.sh": `${bundler}exit 1\n` });
  assert.equal((await project.build()).code, 1);
  assert.deepEqual(below(project), []);
});

test("a file, a pattern and the folder itself wait for the tree; nothing is planned anew when it changes", async () => {
  const reads = (name, input) => step(name, { run: shell(`cat site/dist/index.html > ${name}.out`), inputs: [input], outputs: [`${name}.out`] });
  const project = await built({ ...files, "sinter.toml":
    reads("file", "site/dist/index.html") + reads("pattern", "site/dist/assets/*.js") + reads("folder", "site/dist") + reads("all", "site/dist/**") + site() });
  project.write("site/src/b.js", "three");
  const run = await project.build();
  assert.deepEqual(run.outcomes, { site: "ran", file: "ran", pattern: "ran", folder: "ran", all: "ran" });
  const other = await project.run(["explain", "site/dist/index.html"]);
  assert.match(other.stdout, /site\/dist\/\*\* is made by `site`/);
});

test("what a depfile tells of a file in the tree holds, and needs the order", async () => {
  const depends = (more) => step("use", { run: shell("cp site/dist/index.html use.out; echo 'use.out: site/dist/index.html' > use.d"), outputs: ["use.out"], depfile: "use.d", ...more });
  const project = await built({ ...files, "sinter.toml": site() + depends({ needs: ["site"] }) });
  project.write("site/src/a.js", "three");
  assert.deepEqual((await project.build()).outcomes, { site: "ran", use: "ran" });
  assert.match(project.read("use.out"), new RegExp(a2));
  const loose = new Project({ ...files, "sinter.toml": site() + depends({}) });
  const run = await loose.build(["-j", "1"]);
  assert.match(error(run, "use").what, /reads `site\/dist\/index.html` without waiting for it/);
});

test("a link, an empty folder and a file in its place are errors that say so", async () => {
  const failure = async (script) => error(await new Project({ "sinter.toml": step("site", { run: shell(script), outputs: ["out/**"] }) }).build());
  const link = await failure("echo 1 > out/a; ln -s a out/latest");
  assert.equal(link.what, "`out/**` cannot be kept: `out/latest` is a symbolic link");
  const empty = await failure("mkdir out/folder");
  assert.deepEqual([empty.code, empty.why], ["SN0402", ["the command succeeded, but no file is in that folder"]]);
  assert.equal((await failure("rmdir out; echo 1 > out")).code, "SN0402");
  const project = new Project({ "sinter.toml": step("site", { run: shell("echo 1 > out/a"), outputs: ["out/**"] }) });
  const elsewhere = scratchFolder();
  symlinkSync(elsewhere, project.at("out"));
  assert.match(error(await project.build()).why[0], /`out` is a symbolic link/);
  assert.deepEqual(readdirSync(elsewhere), []);
});

test("outputs that overlap name both, and other patterns name the form that there is", async () => {
  const message = async (toml) => {
    const run = await new Project({ "sinter.toml": toml }).run(["build"]);
    assert.equal(run.code, 2, String(run));
    return run.stderr;
  };
  const makes = (name, ...outputs) => step(name, { run: ["true"], outputs });
  assert.match(await message(makes("one", "out/**") + makes("two", "out/deep/**")), /`out\/deep\/\*\*` cannot be made in `out\/\*\*`, which is made as a whole/);
  assert.match(await message(makes("one", "out/**") + makes("two", "out/deep/a")), /`out\/deep\/a` cannot be made in `out\/\*\*`[^]*`one`, on line 3/);
  assert.match(await message(makes("one", "out/**", "out/a")), /`one` names both/);
  assert.match(await message(makes("one", "out/**") + makes("two", "out/**")), /two actions make `out\/\*\*`/);
  assert.match(await message(makes("one", "out/*.js")), /is a pattern[^]*`FOLDER\/\*\*`/);
  assert.match(await message(makes("one", "out/**/*.js")), /is a pattern/);
  assert.match(await message(makes("one", "out/")), /write `out\/\*\*`/);
  assert.match(await message(makes("one", ".sinter/**")), /belongs to the project or to sinter/);
  assert.match(await message(makes("one", "node_modules/**")), /package-lock\.json/);
  assert.match(await message(step("one", { run: ["true"], inputs: ["out/a"], outputs: ["out/**"] })), /both an input and an output/);
  assert.match(await message(makes("one", "src/**") + '[module.m]\nsources = ["src/*.cc"]\ntests = ["src/*_test.cc"]\n'), /whose files are not known yet/);
});

test("`dist/**` and sinter's own report in dist do not meet", async () => {
  const project = await built({ "sinter.toml": step("site", { run: shell("rm -rf dist; mkdir dist; echo 1 > dist/a"), outputs: ["dist/**"] }) });
  assert.ok(project.has("dist/build-report.json"));
  const run = await project.build();
  assert.deepEqual([run.outcomes, run.notices], [{}, []]);
});

test("when the step goes, its files and folders go; what somebody changed stays", async () => {
  const project = await built();
  project.write("site/dist/index.html", "mine now");
  project.write("sinter.toml", step("other", { run: shell("echo 1 > o.txt"), outputs: ["o.txt"] }));
  assert.equal((await project.build()).code, 0);
  assert.deepEqual(below(project), ["index.html"]);
  assert.ok(!project.has("site/dist/assets"));
  assert.ok(project.has("site/src/a.js"));
});

test("a plan that changes elsewhere leaves the tree alone", async () => {
  const project = await built();
  project.write("sinter.toml", site() + list() + step("other", { run: shell("echo 1 > o.txt"), outputs: ["o.txt"] }));
  assert.deepEqual((await project.build()).outcomes, { other: "ran" });
  assert.deepEqual(below(project), [a1, b, "index.html"]);
});

test("verify tells every difference; clean takes back what was made and leaves what was not", async () => {
  const project = await built();
  const verify = async () => (await project.run(["verify"])).stderr.split("\n").filter((line) => line.startsWith("error:"));
  assert.deepEqual(await verify(), []);
  project.write("site/dist/assets/notes.txt", "mine");
  project.write("site/dist/index.html", "altered");
  project.remove(`site/dist/${b}`);
  assert.deepEqual(await verify(), [
    "error: `site/dist/assets/notes.txt` does not belong there  [SN0805]",
    `error: \`site/dist/${b}\` is missing  [SN0805]`,
    "error: `site/dist/index.html` is not what was built  [SN0805]",
  ]);
  await project.run(["clean"]);
  assert.deepEqual(below(project), ["assets/notes.txt", "index.html"]);
  const other = await built();
  await other.run(["clean"]);
  assert.deepEqual(below(other, "site"), ["src/a.js", "src/b.js"]);
  assert.ok(!other.has("site/dist"), "no empty folder stays");
});

test("--dry-run tells what will be, with and without a cache", async () => {
  const project = await built();
  const expected = async (subject) => Object.fromEntries((await subject.build(["--dry-run"])).events
    .filter((event) => event.event === "action_expected").map((event) => [event.action, event.expectation]));
  assert.deepEqual(await expected(project), {});
  project.remove("site/dist");
  assert.deepEqual(await expected(project), { site: "restore" });
  assert.deepEqual(await expected(new Project(files)), { site: "run", list: "run" });
});

test("--strict: below the folder the step may do anything, and who reads there has to say so", async () => {
  const declared = await new Project(files).build(["--strict"]);
  assert.equal(declared.code, 0, String(declared));
  const late = step("late", { run: shell("echo 1 > late.txt"), inputs: ["site/dist/**"], outputs: ["late.txt"] });
  const undeclared = await new Project({ ...files, "sinter.toml": site() + late +
    list({ inputs: ["late.txt"], run: shell("cat late.txt site/dist/index.html > list.txt") }) }).build(["--strict"]);
  const { what, why, next } = error(undeclared, "list");
  assert.match(what, /reads `site\/dist\/index.html` without declaring it/);
  assert.match(why.join(), /`site` makes `site\/dist\/index.html`/);
  assert.match(next, /inputs = \[\.\.\., "site\/dist\//);
});

test("--check-determinism names the file that differs, or that one run alone made", async () => {
  const twice = async (script) => error(await new Project({ "sinter.toml": step("site", { run: shell(script), outputs: ["out/**"] }) }).build(["--check-determinism"]));
  assert.equal(await twice("mkdir out/x; echo 1 > out/x/a"), undefined);
  assert.equal((await twice("mkdir -p out/x; echo same > out/same; date +%N%s > out/x/time")).what, "`site` makes another `out/x/time` when it runs again");
  const name = await twice("mkdir -p out; echo 1 > out/$(date +%s)");
  assert.match(name.why[0], /the (first|second) run did not make it/);
});

test("--since: what git sees of the folder is no change", async () => {
  const project = new Project({ ...files, ".gitignore": ".sinter\n/dist\n" });
  const git = (...args) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: project.folder, stdio: "pipe" });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "first");
  assert.equal((await project.build()).code, 0);
  const run = await project.build(["--since", "HEAD"]);
  assert.deepEqual(run.events.find((event) => event.event === "reach_found"), { event: "reach_found", revision: "HEAD", files: 0, reached: 0, selected: 2 });
});

test("a compiler reads sources out of a tree when they are named", async () => {
  const project = await built({ "sinter.toml":
    step("generate", { run: shell("mkdir -p gen/deep; echo 7 > gen/deep/n.txt"), outputs: ["gen/**"] }) +
    step("use", { run: shell("cat gen/deep/n.txt > n.out"), inputs: ["gen/deep/n.txt"], outputs: ["n.out"] }) });
  assert.equal(project.read("n.out"), "7\n");
});

// ---- sources of a module that a step makes

/** A step writes a source for each line of names.txt, into folders of their own; a module compiles what it finds. */
const generated = (sources = ["src/*.cc", "gen/**/*.cc"]) => ({
  ...moduleFiles,
  "names.txt": "one\ntwo\n",
  "generate.sh": `mkdir -p gen/parts
while read -r name; do
  echo "#include \\"src/scale.h\\"" > gen/parts/$name.cc
  echo "int $name(int value) { return value * scale; }" >> gen/parts/$name.cc
done < names.txt
echo 'no source' > gen/notes.txt
`,
  "sinter.toml":
    moduleFiles["sinter.toml"].replace('sources = ["src/*.cc"]', `sources = ${JSON.stringify(sources)}\nexclude = ["gen/**/left_out.cc"]`) +
    step("generate", { run: ["sh", "generate.sh"], inputs: ["generate.sh", "names.txt"], outputs: ["gen/**"] }),
  "src/exports.cc": `#include "sinter/bind.h"
int one(int value);
int two(int value);
SINTER_EXPORT(one, "One.", "value")
SINTER_EXPORT(two, "Two.", "value")
`,
});

/** The action that compiles a made source: files are dealt out to 8 parts by their names. */
const partOf = (name) => `shapes/baseline: compile gen/**/*.cc, part ${1 + (createHash("sha256").update(`gen/parts/${name}.cc`).digest()[0] % 8)} of 8`;
const compiled = (run) => run.named("ran").filter((name) => name.startsWith("shapes/baseline: compile gen/")).sort();

test("a pattern in `sources` finds what a step has made, from nothing, again and from the cache", async () => {
  assert.notEqual(partOf("one"), partOf("two"), "else nothing below shows that one is compiled without the other");
  const project = new Project(generated(), { cache: warmCache });
  const first = await project.build();
  assert.equal(first.code, 0, String(first));
  assert.deepEqual((await project.build()).outcomes, {});
  const dist = distDigests(project);

  project.write("src/scale.h", "#pragma once\nconstexpr int scale = 3;\n");
  const scaled = await project.build();
  assert.deepEqual(compiled(scaled), [partOf("one"), partOf("two")].sort(), `what made sources include is known: ${scaled}`);
  assert.notDeepEqual(distDigests(project), dist);

  project.write("names.txt", "one\ntwo\nleft_out\nthree\n");
  const more = await project.build();
  assert.equal(more.code, 0, String(more));
  const objects = Object.keys(digests(project.at(".sinter/build"))).filter((path) => /\/made-.*\.o$/.test(path)).map((path) => path.split("/").at(-1));
  assert.deepEqual(objects.sort(), ["one.cc.o", "three.cc.o", "two.cc.o"]);
  assert.deepEqual(compiled(more), [partOf("three")], "the others are as they were");

  const script = project.read("generate.sh");
  project.edit("generate.sh", "done <", '  test "$name" != two || echo "// another" >> gen/parts/$name.cc\ndone <');
  assert.deepEqual(compiled(await project.build()), [partOf("two")]);
  project.write("generate.sh", script);

  project.write("src/scale.h", moduleFiles["src/scale.h"]);
  project.write("names.txt", "one\ntwo\n");
  for (const path of [".sinter", "dist", "gen"]) project.remove(path);
  const restored = await project.build();
  assert.equal(restored.code, 0, String(restored));
  assert.deepEqual(restored.named("ran"), []);
  assert.deepEqual(distDigests(project), dist);
});

test("a made source that does not compile, and a pattern that finds none, are told with their names", async () => {
  const broken = new Project(generated(), { cache: warmCache });
  broken.edit("generate.sh", "return value", "retrun value");
  const failed = await broken.run(["build"]);
  assert.equal(failed.code, 1, String(failed));
  assert.match(failed.stderr, /gen\/parts\/one\.cc:2:\d+: .*error/);

  const empty = await new Project(generated(["src/*.cc", "gen/*.cpp"]), { cache: warmCache }).run(["build"]);
  assert.equal(empty.code, 1, String(empty));
  assert.match(empty.stderr, /`gen\/\*\.cpp` matches nothing in `gen`/);

  const unclear = await new Project(generated(["src/*.cc", "gen/**"]), { cache: warmCache }).run(["build"]);
  assert.equal(unclear.code, 2, String(unclear));
  assert.match(unclear.stderr, /`gen\/\*\*` looks into `gen\/\*\*`, and its ending names no language/);
});
