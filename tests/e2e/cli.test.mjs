// The command line as scripts and people use it: help, version, streams, folders,
// profiles, verbosity, and the stages by hand.
//
//   node --test tests/e2e/cli.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, test } from "node:test";

import { execute, moduleFiles, Project, repository, scratchFolder, settled, sinter, step, warmCache } from "./project.mjs";

const small = () => new Project({ "sinter.toml": step("note", { run: ["sh", "-c", "echo noted; touch note.txt"], outputs: ["note.txt"] }) });

test("--help lists the commands that there are, and each has a help of its own", async () => {
  const project = small();
  const help = await project.run(["--help"]);
  assert.deepEqual([help.code, help.stderr], [0, ""]);
  const commands = [...help.stdout.split("\nExamples:")[0].matchAll(/^ {2}([a-z][a-z-]+) {2,}/gm)].map((match) => match[1]);
  const unknown = await project.run(["unheard-of"]);
  assert.match(unknown.stderr, new RegExp(`: ${commands.join(", ")}\n$`), help.stdout);
  for (const name of ["build", "test", "run", "help"]) assert.ok(commands.includes(name), name);
  const [forPeople, stages] = help.stdout.split("\nStages, which builds run:\n");
  for (const name of ["release", "clean", "help"]) assert.match(forPeople, new RegExp(`^  ${name} `, "m"));
  for (const name of ["bind", "optimize", "compile-folder", "check-program"]) assert.match(stages, new RegExp(`^  ${name} `, "m"));
  for (const command of commands) {
    const own = await project.run([command, "--help"]);
    assert.deepEqual([own.code, own.stderr], [0, ""], command);
    assert.match(own.stdout, new RegExp(`sinter ${command} \\[OPTIONS\\]`), command);
  }
});

test("`sinter help COMMAND` says what `sinter COMMAND --help` says", async () => {
  const project = small();
  for (const args of [[], ["build"], ["size"], ["cache"], ["cache", "gc"]]) {
    const [asked, flagged] = [await project.run(["help", ...args]), await project.run([...args, "--help"])];
    assert.deepEqual([asked.code, asked.stderr], [0, ""]);
    assert.equal(asked.stdout, flagged.stdout);
  }
  const slip = await project.run(["help", "biuld"]);
  assert.deepEqual([slip.code, slip.stdout, slip.stderr.split("\n")[1]], [2, "", "  next: did you mean `build`?"]);
  const part = await project.run(["help", "cache", "cg"]);
  assert.deepEqual([part.code, part.stderr], [2, "error: `sinter cache` has no command `cg`  [SN0101]\n  next: did you mean `gc`?\n"]);
});

test("--version says the version of the repository, on standard output", async () => {
  const run = await small().run(["--version"]);
  assert.deepEqual([run.code, run.stdout, run.stderr], [0, `sinter ${readFileSync(join(repository, "VERSION"), "utf8").trim()}\n`, ""]);
});

const build = "`sinter build --help` says how it is used";
for (const [args, message, next] of [
  [["build", "--frob"], "`sinter build` has no option `--frob`", build],
  [["build", "--exlain"], "`sinter build` has no option `--exlain`", "did you mean `--explain`?"],
  [["build", "--profil=test"], "`sinter build` has no option `--profil`", "did you mean `--profile`?"],
  [["build", "-j", "0"], "-j: Value 0 not in range 1 to 1024", build],
  [["build", "--color", "pink"], "--color: pink not in {auto,always,never}", build],
  [["optimize"], "IN is required", "`sinter optimize --help` says how it is used"],
  [["config", "shapes"], "`sinter config` does not take `shapes`", "`sinter config --help` says how it is used"],
  [["cache"], "`sinter cache` needs a command", "`sinter cache --help` says how it is used"],
  [["cache", "gc", "--sise", "1 GB"], "`sinter cache gc` has no option `--sise`", "did you mean `--size`?"],
  [["--frob"], "`sinter` has no option `--frob`", "`sinter --help` lists the commands, `sinter init` begins a project"],
  [["--keep-going", "build"], "`sinter` has no option `--keep-going`", "it belongs to `sinter build`: write it behind that"],
  [[], "`sinter` needs a command", "`sinter --help` lists the commands, `sinter init` begins a project"],
]) {
  test(`\`sinter ${args.join(" ")}\` is a usage error with a next step`, async () => {
    const run = await small().run(args);
    assert.deepEqual([run.code, run.stdout, run.stderr], [2, "", `error: ${message}  [SN0101]
  next: ${next}
`]);
  });
}

test("a slip in a command's name gets the right one suggested", async () => {
  const run = await small().run(["biuld"]);
  assert.deepEqual([run.code, run.stderr], [2, `error: there is no command \`biuld\`  [SN0101]
  next: did you mean \`build\`?
`]);
});

test("--json writes events and nothing else on standard output, also when something fails", async () => {
  const project = new Project({ "sinter.toml": step("bad", { run: ["sh", "-c", "printf 'a\\377b\\033[31mred'; exit 1"] }) });
  const run = await project.build();
  assert.equal(run.code, 1);
  assert.deepEqual(run.events.map((event) => event.event), ["build_started", "action_started", "action_finished", "build_finished"]);
  const failed = run.finished[0];
  assert.equal(failed.output, "a\ufffdbred", "bytes that are no UTF-8 and colours are made harmless");
  assert.equal(failed.errors[0].code, "SN0401");
  assert.equal(run.events.at(-1).ok, false);
});

test("--json is --format json where a command answers with one text, and yields to another --format", async () => {
  for (const args of [["explain", "sdk"], ["graph"], ["config"], ["doctor"], ["size", linked]]) {
    const json = await built.run([...args, "--json"]);
    assert.equal(JSON.parse(json.stdout).schema.split("/")[0], `sinter.${args[0]}`);
  }
  assert.match((await built.run(["graph", "--json", "--format", "dot"])).stdout, /^digraph/);
});

test("--json tells what such a command cannot answer as an event", async () => {
  for (const [args, code] of [[["graph", "nope"], "SN0204"], [["explain", "nope"], "SN0204"], [["config", "--profile", "nope"], "SN0112"]]) {
    const run = await built.run([...args, "--json"]);
    assert.deepEqual([run.code, run.events.map(({ event, error }) => [event, error.code])], [2, [["error", code]]], args[0]);
  }
});

test("--json tells every mistake of sinter.toml as an event too", async () => {
  const project = new Project({ "sinter.toml": step("copy", { rnu: ["true"], run: ["true"] }) + step("note", { run: "true" }) });
  const run = await project.build();
  assert.equal(run.code, 2);
  assert.deepEqual(run.events.map(({ event, error }) => [event, error.code, error.line]), [["error", "SN0104", 4], ["error", "SN0105", 7]]);
  assert.equal(run.events[0].error.next, "did you mean `run`?");
  assert.match(run.stderr, /unknown key `rnu`/);
  const nowhere = await execute(sinter, ["build", "--json"], { cwd: scratchFolder() });
  assert.deepEqual([nowhere.code, nowhere.events.map((event) => event.error.code)], [2, ["SN0102"]]);
});

test("-C works from anywhere, and a project is found from a folder inside it", async () => {
  const project = small();
  project.write("deep/down/here.txt", "");
  const elsewhere = scratchFolder();
  assert.equal((await project.run(["-C", project.folder, "build"], { cwd: elsewhere })).code, 0);
  assert.ok(project.has("note.txt"));
  const inside = await project.run(["build", "--json"], { cwd: project.at("deep/down") });
  assert.equal(inside.events.at(-1).unchanged, 1);
  const nowhere = await project.run(["-C", join(elsewhere, "gone"), "build"]);
  assert.notEqual(nowhere.code, 0);
  assert.match(nowhere.stderr, /gone/);
});

test("the profile comes from --profile, then SINTER_PROFILE, then is production", async () => {
  const project = small();
  const profile = async (args, env) => (await project.build(args, { env })).events[0].profile;
  assert.equal(await profile([], {}), "production");
  assert.equal(await profile([], { SINTER_PROFILE: "development" }), "development");
  assert.equal(await profile(["--profile", "test"], { SINTER_PROFILE: "development" }), "test");
});

test("--quiet says nothing of a build that succeeds, and everything of one that fails", async () => {
  const quiet = await small().run(["build", "--quiet"]);
  assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, "", ""]);
  const project = new Project({ "sinter.toml": step("bad", { run: ["false"] }) });
  const failed = await project.run(["build", "--quiet"]);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /\$ cd .* env -i .* false\nerror: `bad` failed with exit code 1/);
});

test("a build says what ran and what it printed; --verbose says why, before it runs", async () => {
  const normal = await small().run(["build"]);
  assert.equal(settled(normal.stderr), "ran note in TIME  first build\noutput of note:\nnoted\ndone in TIME: 1 ran\n");
  const verbose = await small().run(["build", "--verbose"]);
  assert.match(settled(verbose.stderr), /^start note {2}first build\nran note in TIME {2}first build\n/);
});

test("--color always colours what no terminal reads", async () => {
  const project = new Project({ "sinter.toml": step("bad", { run: ["false"] }) });
  assert.match((await project.run(["build", "--color", "always"])).stderr, /\x1b\[31mfailed\x1b\[0m bad/);
  assert.doesNotMatch((await project.run(["build"])).stderr, /\x1b/);
});

test("-j bounds how many actions run at a time", async () => {
  const shell = (name) => ["sh", "-c", `echo + >> log.txt; sleep 0.05; echo - >> log.txt; touch ${name}`];
  const project = new Project({ "sinter.toml": ["a", "b", "c"].map((name) => step(name, { run: shell(name), outputs: [name] })).join("") });
  assert.equal((await project.build(["-j", "1"])).code, 0);
  assert.equal(project.read("log.txt"), "+\n-\n".repeat(3));
});

test("a reader that goes away does not stop a build", async () => {
  const steps = Array.from({ length: 20 }, (_, i) => step(`s${i}`, { run: ["touch", `${i}.txt`], outputs: [`${i}.txt`] })).join("");
  const project = new Project({ "sinter.toml": steps });
  await execute("sh", ["-c", '"$SINTER" build --json | head -n 1'], { cwd: project.folder, env: { ...project.environment, SINTER: sinter } });
  assert.equal((await project.build()).events.at(-1).unchanged, 20);
});

test("what cannot be said is a failure, of questions and of builds", async () => {
  const project = new Project({ "sinter.toml": step("one", { run: ["true"] }) });
  for (const command of ["--version", "--help", "graph", "config", "build --json"]) {
    const run = await execute("sh", ["-c", `"$SINTER" ${command} >/dev/full`], {
      cwd: project.folder, env: { ...project.environment, SINTER: sinter },
    });
    assert.equal(run.code, 3, `${command}: ${run}`);
    assert.match(run.stderr, /cannot write to standard output {2}\[SN0505\]\n.*No space left/, command);
  }
});

test("an argument cannot speak to the terminal", async () => {
  const run = await new Project({ "sinter.toml": "" }).run(["x\x1b[2J\x1b]0;title\x07"]);
  assert.equal(run.code, 2);
  assert.doesNotMatch(run.stderr, /[\x1b\x07]/);
});

// ---- the stages by hand, on what a build has left

let built;
before(async () => {
  built = new Project(moduleFiles, { cache: warmCache });
  const run = await built.build();
  assert.equal(run.code, 0, String(run));
});
const linked = ".sinter/build/production/shapes/baseline/linked.wasm";

test("`sinter size` shows the sizes, as a table and as JSON, and holds a budget", async () => {
  const table = await built.run(["size", linked]);
  assert.equal(table.code, 0, String(table));
  assert.match(table.stdout, /linked\.wasm: .*, gzip .*, brotli .*, zstd .*\n.* functions [^]*\n4 exports\n[^]*\n0 imports\n/);
  const bytes = readFileSync(built.at(linked)).length;
  for (const by of ["function", "section", "data", "import", "export"]) {
    const json = await built.run(["size", linked, "--json", "--by", by, "--top", "3"]);
    const report = JSON.parse(json.stdout);
    assert.deepEqual([report.schema, report.size_bytes, report.sizes.raw_bytes], ["sinter.size/2", bytes, bytes]);
    assert.deepEqual(report.views.map((view) => view.by), [by]);
    assert.equal(report.views[0].rows.reduce((sum, row) => sum + row.size_bytes, 0), bytes, by);
  }
  const markdown = await built.run(["size", linked, "--format", "github", "--by", "function", "--top", "all"]);
  assert.match(markdown.stdout, /^\*\*.*linked\.wasm\*\*: .*\n\n\| function \| bytes \| share \|\n\|---\|---:\|---:\|\n[^]*\n\| total \| \d+ \| 100\.0 % \|\n$/);
  const over = await built.run(["size", linked, "--budget", `raw=${bytes - 1}`]);
  assert.equal(over.code, 1);
  assert.match(over.stderr, /^error: `.*linked\.wasm` is over its raw budget {2}\[SN0803\]\n[^]*\n {2}next: make it smaller/);
  assert.equal((await built.run(["size", linked, "--budget", `raw=${bytes}`])).code, 0);
});

test("`sinter size` tells a file that is no wasm, and one that is missing, apart", async () => {
  writeFileSync(built.at("fake.wasm"), "not wasm at all");
  const malformed = await built.run(["size", "fake.wasm"]);
  assert.equal(malformed.code, 1);
  assert.match(malformed.stderr, /^error: `fake\.wasm` is not a wasm module that can be read {2}\[SN0601\]\n {2}at fake\.wasm\n {2}because .+\n {2}next: /);
  const missing = await built.run(["size", "gone.wasm"]);
  assert.deepEqual([missing.code, missing.stderr], [3, `error: cannot read \`gone.wasm\`  [SN0503]
  at gone.wasm
  because No such file or directory
  next: check that the path is right
`]);
});

test("`sinter optimize` writes a smaller module that still works", async () => {
  built.write("by-hand/small.wasm.scratch/notes.txt", "the user's");
  const run = await built.run(["optimize", linked, "-o", "by-hand/small.wasm", "--goal", "size"]);
  assert.equal(run.code, 0, String(run));
  const bytes = readFileSync(built.at("by-hand/small.wasm"));
  assert.ok(bytes.length < readFileSync(built.at(linked)).length);
  assert.ok(WebAssembly.validate(bytes));
  assert.deepEqual(readdirSync(built.at("by-hand")).sort(), ["small.wasm", "small.wasm.scratch"], "its scratch folder is gone");
  assert.equal(built.read("by-hand/small.wasm.scratch/notes.txt"), "the user's");
});

/** CMake's note beside the tool; a tool from elsewhere has none. */
function isOptimised() {
  try {
    return /^SINTER_OPTIMIZE:STRING=-O2$/m.test(readFileSync(join(dirname(sinter), "CMakeCache.txt"), "utf8"));
  } catch {
    return false;
  }
}

test("the tool stays below 6 MB", { skip: !isOptimised() && "this one was built for many small changes" }, () => {
  const bytes = statSync(sinter).size;
  assert.ok(bytes <= 6_000_000, `${sinter} has ${bytes} bytes; link it without -s and ask \`sinter size FILE --by namespace\` what came in`);
});

test("`sinter bind` writes a loader that calls the module", async () => {
  const run = await built.run(["bind", "--module", "shapes", "--variant", `baseline=${linked}`, "-o", "by-hand/bound"]);
  assert.equal(run.code, 0, String(run));
  assert.match(built.read("by-hand/bound/shapes.d.ts"), /area\(width: number, height: number\): number/);
  const wrong = await built.run(["bind", "--module", "shapes", "--variant", linked, "-o", "by-hand/bound"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /is not NAME=PATH {2}\[SN0101\]\n {2}next: /);
});

test("the built package works from Node", async () => {
  const user = scratchFolder();
  writeFileSync(join(user, "use.mjs"), `
    const { load } = await import(${JSON.stringify(`file://${built.at("dist/npm/@demo/shapes")}/`)} + process.argv[2]);
    const shapes = await load();
    console.log(shapes.area(6, 7), shapes.sum(40, 2));`);
  const entry = JSON.parse(built.read("dist/npm/@demo/shapes/package.json")).exports["./shapes"];
  const path = typeof entry === "string" ? entry : (entry.node ?? entry.default ?? entry.import);
  const run = await execute(process.execPath, ["use.mjs", typeof path === "string" ? path : path.default], { cwd: user, env: process.env });
  assert.equal(run.stdout, "42 42\n", String(run));
});
