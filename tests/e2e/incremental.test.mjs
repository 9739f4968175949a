// What a change reaches, and nothing else: each test makes one change to a project that
// is built and compares the actions that ran with the exact set that had to.
//
//   node --test tests/e2e/incremental.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { digests, distDigests, moduleFiles, modifiedTime, Project, scratchFolder, step } from "./project.mjs";

/** Builds and demands success. */
async function built(project, args = [], options = {}) {
  const run = await project.build(args, options);
  assert.equal(run.code, 0, String(run));
  return run;
}

async function runs(project, expected, args = [], options = {}) {
  const run = await built(project, args, options);
  assert.deepEqual(run.outcomes, Object.fromEntries(expected.map((name) => [name, "ran"])), String(run));
  return run;
}

const compile = (source) => `shapes/baseline: compile src/${source}`;

// ---- modules: one is built once, each test changes a copy of it

let original;
const module_copy = () => original.copy();

before(async () => {
  original = new Project(moduleFiles);
  await built(original);
});

test("the second build runs nothing, reads no source again and starts no child", async () => {
  const project = module_copy();
  await built(project);
  const run = await built(project, [], { env: { PATH: project.environment.PATH } });
  assert.deepEqual(run.outcomes, {});
  assert.deepEqual(run.events.filter((event) => event.event === "action_started"), []);
  assert.equal(run.events.at(-1).unchanged, run.events[0].actions);
});

test("touching every file without changing it runs nothing", async () => {
  const project = module_copy();
  const now = new Date(Date.now() + 5000);
  for (const path of Object.keys(moduleFiles)) utimesSync(project.at(path), now, now);
  await runs(project, []);
});

test("a changed source runs its compile and what depends on changed bytes", async () => {
  const project = module_copy();
  project.edit("src/sum.cc", "left + right", "right + left + 0 * left");
  const run = await built(project);
  assert.deepEqual(run.outcomes, {
    "shapes/baseline: compile src/sum.cc": "ran",
    "shapes/baseline: archive": "ran",
    "shapes/baseline: link": "ran",
    "shapes/baseline: optimize": "ran",
    "shapes/baseline: size": "ran",
    "shapes/bind: bind": "ran",
    "shapes_package: package": "ran",
  });
});

test("a comment leaves the objects identical, and there the build stops", async () => {
  const project = module_copy();
  project.edit("src/sum.cc", "left + right; }", "left + right; }  // the plain sum");
  await runs(project, [compile("sum.cc")]);
});

test("a changed header recompiles exactly the sources that include it", async () => {
  const project = module_copy();
  project.edit("src/scale.h", "scale = 1", "scale = 1 + 0");
  await runs(project, [compile("area.cc")]);
  project.edit("src/shapes.h", "#pragma once", "#pragma once  // read by all three");
  await runs(project, [compile("area.cc"), compile("exports.cc"), compile("sum.cc")]);
});

test("a flag of the module reaches the module's compiles and not the SDK", async () => {
  const project = module_copy();
  project.edit("sinter.toml", 'variants = ["baseline"]', 'variants = ["baseline"]\ndefines = ["UNUSED"]');
  const run = await runs(project, [compile("area.cc"), compile("exports.cc"), compile("sum.cc")]);
  assert.equal(run.finished.find((event) => event.outcome === "ran").cause, "the command changed");
});

test("what does not concern an action in sinter.toml runs nothing", async () => {
  const project = module_copy();
  project.edit("sinter.toml", "[project]", "# a comment\n[project]");
  await runs(project, []);
});

test("a changed version reaches the package alone", async () => {
  const project = module_copy();
  project.edit("sinter.toml", "1.0.0", "1.0.1");
  await runs(project, ["shapes_package: package"]);
});

test("a changed compiler reaches what it compiles, and no further than changed bytes", async () => {
  const project = module_copy();
  const tools = scratchFolder();
  const compiler = join(tools, "clang++-22");
  const real = process.env.PATH.split(":").map((folder) => join(folder, "clang++-22")).find(existsSync);
  const write = (comment) => {
    writeFileSync(compiler, `#!/bin/sh\n# ${comment}\nexec ${real} "$@"\n`);
    chmodSync(compiler, 0o755);
  };
  write("one");
  const options = { env: { PATH: `${tools}:${process.env.PATH}` } };
  const first = await built(project, [], options);
  assert.deepEqual(first.named("ran"), [
    "sdk/baseline: compile .sinter/sdk/wasm/allocator.cc",
    "sdk/baseline: compile .sinter/sdk/wasm/wasm_runtime.cc",
    compile("area.cc"), compile("exports.cc"), compile("sum.cc"),
  ].sort());
  write("two");
  const second = await built(project, [], options);
  assert.deepEqual(second.named("ran"), first.named("ran"));
  write("one");
  const third = await built(project, [], options);
  assert.deepEqual(third.named("ran"), [], "the first compiler again: everything is in the cache");
});

test("every output deleted comes back from the cache", async () => {
  const project = module_copy();
  const before = distDigests(project);
  project.remove("dist");
  project.remove(".sinter/build");
  const run = await built(project);
  assert.deepEqual(run.named("ran"), []);
  assert.ok(run.named("restored").includes("shapes_package: package"));
  assert.deepEqual(distDigests(project), before);
});

test("an altered output is put right from the cache", async () => {
  const project = module_copy();
  const manifest = "dist/npm/@demo/shapes/package.json";
  const before = project.read(manifest);
  project.write(manifest, "{}");
  const run = await built(project);
  assert.deepEqual(run.outcomes, { "shapes_package: package": "restored" });
  assert.equal(project.read(manifest), before);
});

test("an edit that is taken back is restored, not rebuilt", async () => {
  const project = module_copy();
  const before = distDigests(project);
  project.edit("src/sum.cc", "left + right", "left - right");
  await built(project);
  assert.notDeepEqual(distDigests(project), before);
  project.edit("src/sum.cc", "left - right", "left + right");
  const run = await built(project);
  assert.deepEqual(run.named("ran"), []);
  assert.deepEqual(distDigests(project), before);
});

test("a source that the glob matches is picked up, and forgotten when it goes", async () => {
  const project = module_copy();
  project.write("src/zero.cc", "int zero() { return 0; }\n");
  const more = await built(project);
  assert.ok(more.named("ran").includes("shapes/baseline: compile src/zero.cc"), String(more));
  project.remove("src/zero.cc");
  const less = await built(project);
  assert.deepEqual(less.named("ran"), []);
  assert.ok(!project.has(".sinter/build/production/shapes/baseline/src/zero.cc.o"), "its object is gone");
});

test("a clone in another folder restores everything from the same cache", async () => {
  const clone = original.copy({ with_state: false });
  const run = await built(clone);
  assert.deepEqual(run.named("ran"), []);
  assert.equal(run.named("restored").length, run.events[0].actions);
  assert.deepEqual(distDigests(clone), distDigests(original));
});

test("the same project built in two folders without a common cache gives the same bytes", async () => {
  const other = original.copy({ with_state: false, cache: scratchFolder() });
  const run = await built(other);
  assert.equal(run.named("ran").length, run.events[0].actions);
  const skip = /^build-report\.json$/;
  assert.deepEqual(digests(other.at("dist"), skip), digests(original.at("dist"), skip));
  assert.deepEqual(digests(other.at(".sinter/build")), digests(original.at(".sinter/build")));
});

test("another profile builds beside the first, and going back restores", async () => {
  const project = module_copy();
  const production = distDigests(project);
  const run = await built(project, ["--profile", "development"]);
  assert.ok(run.named("ran").includes("shapes/baseline: compile src/sum.cc"));
  assert.equal(run.events[0].profile, "development");
  const back = await built(project);
  assert.deepEqual(back.named("ran"), []);
  assert.deepEqual(distDigests(project), production);
});

test("a goal builds what it needs and no more", async () => {
  const project = original.copy({ with_state: false });
  project.write("sinter.toml", project.read("sinter.toml") + step("note", { run: ["touch", "note.txt"], outputs: ["note.txt"] }));
  const run = await built(project, ["shapes"]);
  assert.deepEqual(new Set(run.finished.map((event) => event.goal)), new Set(["shapes", "sdk"]));
  assert.ok(!project.has("note.txt"));
});

// ---- steps: no compiler, so each test has a project of its own

/** upper.txt from in.txt, twice.txt from upper.txt, other.txt from nothing. */
const other = step("other", { run: ["sh", "-c", "echo other > out/other.txt"], outputs: ["out/other.txt"] });
const chain = () => new Project({
  "in.txt": "hello\n",
  "sinter.toml":
    step("upper", { run: ["sh", "-c", "tr a-z A-Z < in.txt > upper.txt"], inputs: ["in.txt"], outputs: ["upper.txt"] }) +
    step("twice", { run: ["sh", "-c", "cat upper.txt upper.txt > twice.txt"], inputs: ["upper.txt"], outputs: ["twice.txt"] }) + other,
});

test("an input whose change does not change the output stops the build there", async () => {
  const project = chain();
  await runs(project, ["upper", "twice", "other"]);
  project.write("in.txt", "HELLO\n");
  await runs(project, ["upper"]);
  project.write("in.txt", "bye\n");
  await runs(project, ["upper", "twice"]);
  assert.equal(project.read("twice.txt"), "BYE\nBYE\n");
});

test("an allowed variable reaches its step; one that is not allowed reaches nothing and nobody", async () => {
  const project = new Project({
    "sinter.toml":
      step("sees", { run: ["sh", "-c", "echo \"$COLOUR$SECRET\" > sees.txt"], environment: ["COLOUR"], outputs: ["sees.txt"] }) +
      step("blind", { run: ["sh", "-c", "echo \"$COLOUR$SECRET\" > blind.txt"], outputs: ["blind.txt"] }),
  });
  await runs(project, ["sees", "blind"], [], { env: { COLOUR: "red", SECRET: "1" } });
  assert.equal(project.read("sees.txt"), "red\n");
  assert.equal(project.read("blind.txt"), "\n");
  await runs(project, [], [], { env: { COLOUR: "red", SECRET: "2" } });
  const run = await runs(project, ["sees"], [], { env: { COLOUR: "blue", SECRET: "2" } });
  assert.equal(run.finished.find((event) => event.action === "sees").cause, "the variable `COLOUR` changed");
  await runs(project, ["sees"], [], { env: { SECRET: "2" } });
  assert.equal(project.read("sees.txt"), "\n");
});

test("a program of the project is an input of the step that runs it", async () => {
  const project = new Project({
    "make.sh": "#!/bin/sh\necho one > made.txt\n",
    "sinter.toml": step("make", { run: ["./make.sh"], outputs: ["made.txt"] }),
  });
  chmodSync(project.at("make.sh"), 0o755);
  await runs(project, ["make"]);
  project.write("make.sh", "#!/bin/sh\necho two > made.txt\n");
  await runs(project, ["make"]);
  assert.equal(project.read("made.txt"), "two\n");
});

test("a program that appears earlier in PATH is found", async () => {
  const tools = scratchFolder();
  const project = new Project({ "sinter.toml": step("greet", { run: ["sinter-greet"], outputs: ["greeting.txt"] }) });
  const later = scratchFolder();
  const write = (folder, word) => {
    writeFileSync(join(folder, "sinter-greet"), `#!/bin/sh\necho ${word} > greeting.txt\n`);
    chmodSync(join(folder, "sinter-greet"), 0o755);
  };
  write(later, "later");
  const options = { env: { PATH: `${tools}:${later}:${process.env.PATH}` } };
  await runs(project, ["greet"], [], options);
  assert.equal(project.read("greeting.txt"), "later\n");
  write(tools, "earlier");
  await runs(project, ["greet"], [], options);
  assert.equal(project.read("greeting.txt"), "earlier\n");
});

test("files that a depfile names are inputs from then on", async () => {
  const project = new Project({
    "a.txt": "a\n",
    "b.txt": "b\n",
    "list.txt": "a.txt\n",
    "sinter.toml": step("join", {
      run: ["sh", "-c", 'cat $(cat list.txt) > out.txt && echo "out.txt: $(cat list.txt | tr "\\n" " ")" > join.d'],
      inputs: ["list.txt"],
      outputs: ["out.txt"],
      depfile: "join.d",
    }),
  });
  await runs(project, ["join"]);
  project.write("b.txt", "B\n");
  await runs(project, []);
  project.write("list.txt", "a.txt b.txt\n");
  await runs(project, ["join"]);
  project.write("b.txt", "b again\n");
  const run = await runs(project, ["join"]);
  assert.equal(run.finished[0].cause, "`b.txt` changed");
  assert.equal(project.read("out.txt"), "a\nb again\n");
});

test("a step taken out of sinter.toml takes its outputs with it, and nothing else", async () => {
  const project = chain();
  await built(project);
  project.write("out/mine.txt", "the user's");
  const upper = modifiedTime(project.at("upper.txt"));
  project.edit("sinter.toml", other, "");
  await runs(project, []);
  assert.ok(!project.has("out/other.txt"), "what the step had made is gone");
  assert.equal(project.read("out/mine.txt"), "the user's");
  assert.equal(modifiedTime(project.at("upper.txt")), upper, "other outputs are not touched");
});

test("an output that became a source survives the step that made it once", async () => {
  const make = step("make", { run: ["sh", "-c", "echo one > list.txt; echo two > seen.txt"], outputs: ["list.txt", "seen.txt"] });
  const use = step("use", {
    run: ["sh", "-c", "cat list.txt seen.txt > all.txt; echo 'all.txt: seen.txt' > all.d"],
    needs: ["make"],
    inputs: ["list.txt"],
    outputs: ["all.txt"],
    depfile: "all.d",
  });
  const project = new Project({ "sinter.toml": make + use });
  await runs(project, ["make", "use"]);
  project.write("sinter.toml", use.replace(/^needs.*\n/m, ""));
  await runs(project, ["use"]);
  assert.equal(project.read("list.txt"), "one\n", "a declared input");
  assert.equal(project.read("seen.txt"), "two\n", "an input that a depfile names");
});

test("an output that somebody changed survives its step", async () => {
  const project = chain();
  await built(project);
  project.write("out/other.txt", "edited by hand\n");
  project.edit("sinter.toml", other, "");
  await runs(project, []);
  assert.equal(project.read("out/other.txt"), "edited by hand\n");
});

test("a folder where an abandoned output was does not stand in the way", async () => {
  const project = chain();
  await built(project);
  project.remove("out/other.txt");
  project.write("out/other.txt/mine.txt", "the user's");
  project.edit("sinter.toml", other, "");
  await runs(project, []);
  assert.equal(project.read("out/other.txt/mine.txt"), "the user's");
});

test("a module taken out of sinter.toml takes its objects and its package files with it", async () => {
  const project = module_copy();
  project.write("dist/npm/@demo/shapes/notes.txt", "the user's");
  project.write("sinter.toml", step("only", { run: ["true"] }));
  await runs(project, ["only"]);
  assert.deepEqual(Object.keys(distDigests(project)), ["npm/@demo/shapes/notes.txt"]);
  assert.ok(!existsSync(project.at(".sinter/build/production/shapes")), "no folder is left empty");
});

test("outputs keep their permission to run, also from the cache", async () => {
  const project = new Project({
    "sinter.toml": step("tool", { run: ["sh", "-c", "echo '#!/bin/sh' > tool.sh; chmod +x tool.sh"], outputs: ["tool.sh"] }),
  });
  await runs(project, ["tool"]);
  project.remove("tool.sh");
  assert.deepEqual((await built(project)).outcomes, { tool: "restored" });
  assert.equal(statSync(project.at("tool.sh")).mode & 0o111, 0o111);
});

test("the permission to run is part of what a file is: of an output, and of an input", async () => {
  const project = new Project({
    "sinter.toml":
      step("tool", { run: ["sh", "-c", "printf '#!/bin/sh\\necho made' > tool.sh; chmod +x tool.sh"], outputs: ["tool.sh"] }) +
      step("use", { run: ["sh", "-c", "test -x data && echo yes > answer || echo no > answer"], inputs: ["data"], outputs: ["answer"] }),
    data: "",
  });
  await runs(project, ["tool", "use"]);
  chmodSync(project.at("tool.sh"), 0o644);
  assert.deepEqual((await built(project)).outcomes, { tool: "restored" });
  assert.equal(statSync(project.at("tool.sh")).mode & 0o111, 0o111);
  chmodSync(project.at("data"), 0o755);
  await runs(project, ["use"]);
  assert.equal(project.read("answer"), "yes\n");
  chmodSync(project.at("data"), 0o644);
  assert.deepEqual((await built(project)).outcomes, { use: "restored" });
  assert.equal(project.read("answer"), "no\n");
});

test("a folder that was renamed builds nothing again", async () => {
  const project = chain();
  await built(project);
  const moved = join(scratchFolder(), "moved");
  cpSync(project.folder, moved, { recursive: true, preserveTimestamps: true });
  renameSync(moved, `${moved} again`);
  const elsewhere = new Project({}, { folder: `${moved} again`, cache: project.cache });
  await runs(elsewhere, []);
  assert.equal(elsewhere.read("twice.txt"), "HELLO\nHELLO\n");
});

test("a step that is never up to date runs every time, and wakes nobody when it makes the same", async () => {
  const project = new Project({
    "sinter.toml":
      step("always", { run: ["sh", "-c", "echo same > a.txt"], outputs: ["a.txt"], cache: false }) +
      step("after", { run: ["cp", "a.txt", "b.txt"], inputs: ["a.txt"], outputs: ["b.txt"] }),
  });
  await runs(project, ["always", "after"]);
  await runs(project, ["always"]);
});

test("without any cache the state alone keeps the second build still", async () => {
  const project = chain();
  const options = { env: { SINTER_CACHE: project.at("in.txt") } };  // a file, so no cache can be there
  const first = await runs(project, ["upper", "twice", "other"], [], options);
  assert.equal(first.notices[0].code, "SN0301");
  await runs(project, [], [], options);
});
