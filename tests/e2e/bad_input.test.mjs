// What a person gets wrong in sinter.toml, in sources and on the command line ends in one
// message that says what, where, why and what next, and in the right exit code. Every
// case shows the whole text, as people read it.
//
//   node --test tests/e2e/bad_input.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { execute, Project, scratchFolder, settled, sinter, step } from "./project.mjs";

const module_shapes = (more = "") => `[module.shapes]\nsources = ["*.cc"]\n${more}`;

/** Builds, and compares the exit code and everything on standard error. */
function refuses(title, { files, args = ["build"], env = {}, code, text }) {
  test(title, async () => {
    const project = new Project(files);
    const run = await project.run(args, { env });
    assert.equal(settled(run.stderr, project.folder), text.slice(1));
    assert.equal(run.stdout, "");
    assert.equal(run.code, code);
    assert.match(text, /\n {2}next: ./, "every message says what to do next");
  });
}

refuses("an unknown key comes with the nearest known one", {
  files: { "a.cc": "", "sinter.toml": module_shapes('exlude = ["b.cc"]\n') },
  code: 2,
  text: `
error: unknown key \`exlude\` in [module.shapes]  [SN0104]
  at sinter.toml:5:1
  next: did you mean \`exclude\`?
`,
});

refuses("a value of the wrong type is shown in the right one", {
  files: { "a.cc": "", "sinter.toml": module_shapes('defines = "FAST"\n') },
  code: 2,
  text: `
error: \`defines\` in [module.shapes] is a string, but should be an array of strings  [SN0105]
  at sinter.toml:5:11
  next: write \`defines = ["FAST"]\`
`,
});

refuses("a size in an unknown unit lists the units", {
  files: { "a.cc": "", "sinter.toml": module_shapes('budget = { brotli = "4 kilos" }\n') },
  code: 2,
  text: `
error: \`brotli\` in \`budget\` of [module.shapes] is \`4 kilos\`, which is no size  [SN0106]
  at sinter.toml:5:21
  because units are B, KB, MB, GB, TB and KiB, MiB, GiB, TiB
  next: write \`brotli = "9 KiB"\`
`,
});

refuses("a time in an unknown unit lists the units", {
  files: { "sinter.toml": step("slow", { run: ["true"], timeout: "5 parsecs" }) },
  code: 2,
  text: `
error: \`timeout\` in [step.slow] is \`5 parsecs\`, which is no duration  [SN0106]
  at sinter.toml:5:11
  because units are ms, s, m and h
  next: write \`timeout = "90s"\`
`,
});

refuses("a glob that matches nothing says what is there", {
  files: { "sinter.toml": module_shapes() },
  code: 2,
  text: `
error: \`*.cc\` matches nothing  [SN0109]
  at sinter.toml:4:12
  because the project's folder holds 1 .toml file, 1 folder
  next: correct the pattern, or remove it
`,
});

refuses("a package that no licence can be shipped with is told before anything is built", {
  files: { "a.cc": "this is not C++", "sinter.toml": `${module_shapes()}[package.npm]\ncontains = ["shapes"]\n` },
  code: 1,
  text: `
error: the package \`demo\` has no licence to ship  [SN0802]
  at sinter.toml:5:10
  because [project] has no \`license\`, and the package no \`license_file\`
  next: add \`license = "MIT"\` to [project], or \`license_file = "LICENSE"\` to the package
`,
});

refuses("a source that does not exist is named with its place", {
  files: { "sinter.toml": '[module.shapes]\nsources = ["gone.cc"]\n' },
  code: 2,
  text: `
error: missing file \`gone.cc\`  [SN0109]
  at sinter.toml:4:12
  next: create it, or correct the path
`,
});

refuses("an input that no file and no action provides stops its step", {
  files: { "sinter.toml": step("copy", { run: ["cp", "gone.txt", "b"], inputs: ["gone.txt"], outputs: ["b"] }) },
  code: 2,
  text: `
failed copy  an input cannot be read

copy
$ cd PROJECT && env -i LC_ALL=C.UTF-8 HOME="$HOME" PATH="$PATH" cp gone.txt b
error: \`copy\` needs \`gone.txt\`, which does not exist  [SN0205]
  at sinter.toml:3:7
  because no action makes it
  next: create the file, or correct the inputs in sinter.toml
  again: sinter build copy
failed in TIME: 1 failed
`,
});

test("an input that is a link to nothing, or to itself, is called that", async () => {
  for (const target of ["nowhere", "in.txt"]) {
    const project = new Project({ "sinter.toml": step("copy", { run: ["cp", "in.txt", "b"], inputs: ["in.txt"], outputs: ["b"] }) });
    symlinkSync(target, project.at("in.txt"));
    const text = `error: \`copy\` needs \`in.txt\`, a link that leads nowhere  [SN0205]
  at sinter.toml:3:7
  because what it names does not exist, or is the link itself
  next: mend the link, or correct the inputs in sinter.toml
`;
    const built = await project.run(["build"]);
    assert.equal(built.code, 2);
    assert.ok(built.stderr.includes(text), built.stderr);
    const looked = await project.run(["doctor"]);
    assert.equal(looked.code, 2);
    assert.match(looked.stdout, /problem {2}sinter\.toml:3: `copy` needs `in\.txt`, a link that leads nowhere/);
  }
});

refuses("steps that need each other are shown as the whole loop", {
  files: { "sinter.toml": step("egg", { run: ["true"], needs: ["hen"] }) + step("hen", { run: ["true"], needs: ["egg"] }) },
  code: 2,
  text: `
error: these actions wait for each other  [SN0201]
  at sinter.toml:3:7
  because \`egg\` needs \`hen\` needs \`egg\`
  next: remove one of these dependencies
`,
});

refuses("steps that read each other's outputs are a loop too", {
  files: {
    "sinter.toml":
      step("egg", { run: ["true"], inputs: ["hen.txt"], outputs: ["egg.txt"] }) +
      step("hen", { run: ["true"], inputs: ["egg.txt"], outputs: ["hen.txt"] }),
  },
  code: 2,
  text: `
error: these actions wait for each other  [SN0201]
  at sinter.toml:3:7
  because \`egg\` needs \`hen\` needs \`egg\`
  because \`egg\` reads \`hen.txt\`, which \`hen\` makes
  because \`hen\` reads \`egg.txt\`, which \`egg\` makes
  next: remove one of these dependencies
`,
});

refuses("a step that needs itself is told so", {
  files: { "sinter.toml": step("egg", { run: ["true"], needs: ["egg"] }) },
  code: 2,
  text: `
error: \`egg\` waits for itself  [SN0201]
  at sinter.toml:3:7
  because \`egg\` needs \`egg\`
  next: remove it from its own \`needs\`
`,
});

refuses("modules that use each other are shown as the whole loop", {
  files: {
    "a.cc": "",
    "sinter.toml": ["a", "b", "c"].map((name, i) => `[module.${name}]\nsources = ["a.cc"]\nuses = ["${"bca"[i]}"]\n`).join(""),
  },
  code: 2,
  text: `
error: these modules use each other  [SN0201]
  at sinter.toml:3:9
  because \`a\` uses \`b\` uses \`c\` uses \`a\`
  next: move what they share into a module that all of them use
`,
});

refuses("two modules of one name are told with both places", {
  files: { "a.cc": "", "sinter.toml": module_shapes() + module_shapes() },
  code: 2,
  text: `
error: the table \`[module.shapes]\` is there twice  [SN0111]
  at sinter.toml:5:1
  because it is on line 3 already
  next: give one of them another name, or join the two
`,
});

refuses("a step with the name of a module is told with both places", {
  files: { "a.cc": "", "sinter.toml": module_shapes() + step("shapes", { run: ["true"] }) },
  code: 2,
  text: `
error: the step \`shapes\` has the name of a module  [SN0111]
  at sinter.toml:5:7
  because \`[module.shapes]\` is on line 3, and goals of every kind share their names on the command line
  next: give one of the two another name
`,
});

refuses("an output above the project's folder is refused", {
  files: { "sinter.toml": step("out", { run: ["true"], outputs: ["../out.txt"] }) },
  code: 2,
  text: `
error: \`../out.txt\` leaves the project  [SN0113]
  at sinter.toml:5:12
  next: move the file into the project, or move sinter.toml to a folder above both
`,
});

refuses("an output that is an input is refused", {
  files: { "in.txt": "", "sinter.toml": step("eat", { run: ["true"], inputs: ["in.txt"], outputs: ["in.txt"] }) },
  code: 2,
  text: `
error: \`in.txt\` is both an input and an output of \`eat\`  [SN0203]
  at sinter.toml:3:7
  because the action could never be up to date
  next: write the result to another file
`,
});

refuses("one output of two steps is told with both steps", {
  files: { "sinter.toml": step("one", { run: ["true"], outputs: ["a"] }) + step("two", { run: ["true"], outputs: ["a"] }) },
  code: 2,
  text: `
error: two actions make \`a\`  [SN0202]
  at sinter.toml:6:7
  because \`one\`, on line 3, and \`two\`, on line 6
  next: give one of them another output
`,
});

refuses("combinations that make one file are told which variable its name lacks", {
  files: { "sinter.toml": step("one", { run: ["true"], outputs: ["{mode}.o"] }) + 'for = { mode = ["a", "b"], target = ["x", "y"] }\n' },
  code: 2,
  text: `
error: two actions make \`a.o\`  [SN0202]
  at sinter.toml:3:7
  because \`one[mode=a,target=x]\` and \`one[mode=a,target=y]\` are combinations of one step
  next: put \`{target}\` into the name, so that each makes a file of its own
error: two actions make \`b.o\`  [SN0202]
  at sinter.toml:3:7
  because \`one[mode=b,target=x]\` and \`one[mode=b,target=y]\` are combinations of one step
  next: put \`{target}\` into the name, so that each makes a file of its own
`,
});

refuses("a file below what another step makes as a file is refused", {
  files: { "sinter.toml": step("one", { run: ["true"], outputs: ["a"] }) + step("two", { run: ["true"], outputs: ["a/b"] }) },
  code: 2,
  text: `
error: \`a/b\` cannot be made below \`a\`, which is a file  [SN0202]
  at sinter.toml:6:7
  because \`one\`, on line 3, makes \`a\`
  next: let one of the two write elsewhere
`,
});

refuses("names that nothing has come with the nearest that something has", {
  files: {
    "sinter.toml": `${step("site", { run: ["echo", "{tarqet}"], needs: ["sit"], pool: "hevy", when: "profil == 'test'" })}for = { target = ["a"] }
[step.upload]
run = ["true"]
needs = ["site[target=b]"]
when = "profile == production && environment.CI != ''"
[pool.heavy]
size = 1
`,
  },
  code: 2,
  text: `
error: \`{tarqet}\` is no variable of \`for\`  [SN0112]
  at sinter.toml:4:15
  next: did you mean \`{target}\`?
error: there is no module, binary, package or step \`sit\`, which \`needs\` of [step.site] names  [SN0112]
  at sinter.toml:5:10
  next: did you mean \`site\`?
error: there is no pool \`hevy\`  [SN0112]
  at sinter.toml:6:8
  next: did you mean \`heavy\`?
error: \`when\` in [step.site]: there is no \`profil\`  [SN0107]
  at sinter.toml:7:8
  because line 1, column 1 of it is \`profil == 'test'\`
  next: did you mean \`profile\`?
error: there is no module, binary, package or step \`site[target=b]\`, which \`needs\` of [step.upload] names  [SN0112]
  at sinter.toml:11:10
  next: did you mean \`site[target=a]\`?
error: \`when\` in [step.upload]: there is no \`production\`  [SN0107]
  at sinter.toml:12:8
  because line 1, column 12 of it is \`production && environment.CI != ''\`
  next: texts stand in quotes: 'production'
`,
});

refuses("profiles that inherit from each other are told as the whole loop", {
  files: { "sinter.toml": `${step("one", { run: ["true"] })}[profile.a]\ninherits = "b"\n[profile.b]\ninherits = "a"\n` },
  code: 2,
  text: `
error: the profile \`b\` inherits from itself  [SN0107]
  at sinter.toml:8:12
  next: let one of a, b inherit from a built-in profile
`,
});

refuses("several mistakes are told in one run, in the order of their places", {
  files: { "sinter.toml": step("one", { run: [], timeuot: "1s" }) + step("two", { run: ["true"], retries: 99 }) },
  code: 2,
  text: `
error: \`run\` in [step.one] names no program  [SN0107]
  at sinter.toml:4:7
  next: write \`run = ["npm", "run", "build"]\`
error: unknown key \`timeuot\` in [step.one]  [SN0104]
  at sinter.toml:5:1
  next: did you mean \`timeout\`?
error: \`retries\` in [step.two] is 99  [SN0107]
  at sinter.toml:8:11
  next: write a number from 0 to 10
`,
});

refuses("a step's program that is not installed is the machine's fault: exit 3", {
  files: { "sinter.toml": step("site", { run: ["sinter-no-such-tool"] }) },
  code: 3,
  text: `
error: the step \`site\` needs \`sinter-no-such-tool\`, which is not installed  [SN0501]
  at sinter.toml:3:7
  because no such program in PATH
  next: install it, or correct \`run\`
`,
});

test("a missing compiler is named with the package that has it, and so is everything else missing", async () => {
  const project = new Project({ "a.cc": "", "sinter.toml": module_shapes() });
  const empty = scratchFolder();
  const run = await project.run(["build"], { env: { PATH: empty } });
  assert.equal(run.code, 3, String(run));
  for (const [tool, where] of [["clang-22", "clang-22"], ["clang++-22", "clang-22"], ["wasm-ld-22", "lld-22"], ["wasm-opt", "binaryen"]]) {
    const message = `error: \`${tool}\` is not installed  [SN0501]\n  because no such program in PATH\n  next: install it with \`apt-get install ${where}\`\n`;
    assert.ok(run.stderr.includes(message), `${message}is not in\n${run.stderr}`);
  }
});

refuses("text that is not TOML is told with its place", {
  files: { "sinter.toml": "[project\n" },
  code: 2,
  text: `
error: \`sinter.toml\` is not TOML  [SN0103]
  at sinter.toml:3:9
  because table header: expected ']', saw '\\n'
  next: correct that line; strings need quotes, lists need \`[ ]\`, tables look like \`[module.name]\`
`,
});

test("a folder without sinter.toml says where it looked and what to do", async () => {
  const folder = scratchFolder();
  const run = await execute(sinter, ["build"], { cwd: folder, env: { PATH: process.env.PATH } });
  assert.equal(run.code, 2);
  assert.equal(run.stderr, `error: there is no sinter.toml here  [SN0102]
  at .
  because neither in that folder nor in one above it
  next: go to a project's folder, name one with -C, or begin one with \`sinter init\`
`);
});

refuses("an unknown goal comes with the nearest one", {
  files: { "sinter.toml": step("site", { run: ["true"] }) },
  args: ["build", "sit"],
  code: 2,
  text: `
error: there is no goal \`sit\`  [SN0204]
  next: did you mean \`site\`?
`,
});

refuses("an unknown profile comes with the known ones", {
  files: { "sinter.toml": step("site", { run: ["true"] }) },
  env: { SINTER_PROFILE: "prod" },
  code: 2,
  text: `
error: there is no profile \`prod\`  [SN0112]
  next: use one of: development, production, test
`,
});

// ---- a source that does not compile

const broken = { "a.cc": "int broken = ;\n", "sinter.toml": `[module.shapes]\nsources = ["a.cc"]\nvariants = ["baseline"]\n` };

test("a source that does not compile shows the compiler's own words and the command", async () => {
  const project = new Project(broken);
  const run = await project.run(["build", "-j", "1"]);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /\nshapes\/(baseline|native): compile a\.cc(\nshapes.*  \(the same output\))?\n\$ cd .* PATH="\$PATH" clang\+\+-22 .* -c a\.cc -o /);
  assert.ok(run.stderr.includes("a.cc:1:14: error: expected expression\n"), run.stderr);
  assert.ok(run.stderr.includes("    1 | int broken = ;\n"), "with the line and the caret");
  assert.match(run.stderr, /compile a\.cc` failed with exit code 1 {2}\[SN0401\]\n {2}next: mend what its output shows/);
  assert.ok(!run.stderr.includes("\x1b"), "no colours where no terminal is");
});

test("on a terminal the compiler's message keeps its colours, and NO_COLOR takes them away", async (t) => {
  if (spawnSync("script", ["--version"]).status !== 0) return t.skip("`script` is not installed");
  const project = new Project(broken);
  const terminal = (env) => execute("script", ["-qec", `'${sinter}' build`, "/dev/null"], {
    cwd: project.folder,
    env: { ...project.environment, SHELL: "/bin/sh", TERM: "xterm", ...env },
  });
  const coloured = await terminal({});
  assert.match(coloured.stdout, /\x1b\[0;1;31merror: \x1b\[0m.*expected expression/);
  assert.match(coloured.stdout, /\x1b\[1m\x1b\[31merror:\x1b\[0m `shapes/);
  const plain = await terminal({ NO_COLOR: "1" });
  assert.match(plain.stdout, /error: expected expression/);
  assert.doesNotMatch(plain.stdout, /\x1b\[[0-9;]*m/);
});

// ---- names nobody expects

const odd_names = ["two words.txt", "it's.txt", 'quo"te.txt', "$HOME.txt", "back\\slash.txt", "semi;colon & more.txt", "größe.txt", "-dash.txt", "数.txt"];

test("steps read and write files with any name", async () => {
  const toml = odd_names.map((name, i) =>
    step(`odd${i}`, { run: ["cp", "--", name, `out/${name}`], inputs: [name], outputs: [`out/${name}`] })).join("");
  const files = Object.fromEntries(odd_names.map((name) => [name, `content of ${name}\n`]));
  const project = new Project({ ...files, "sinter.toml": toml });
  const first = await project.build();
  assert.equal(first.code, 0, String(first));
  for (const name of odd_names) assert.equal(project.read(`out/${name}`), `content of ${name}\n`);
  assert.equal((await project.build()).events.at(-1).unchanged, odd_names.length);
  project.remove("out");
  assert.equal((await project.build()).events.at(-1).restored, odd_names.length);
  project.write(odd_names[5], "other\n");
  assert.deepEqual((await project.build()).outcomes, { odd5: "ran" });
});

refuses("a name with a line end is refused: no line of a report could show it", {
  files: { "sinter.toml": step("a", { run: ["true"], inputs: ["new\nline.txt"] }) },
  code: 2,
  text: `
error: a path holds a control character  [SN0107]
  at sinter.toml:5:11
  next: rename the file
`,
});

test("sources compile whatever they and the project's folder are called, and their headers count", async () => {
  const folder = `${scratchFolder()}/my $project's "größe"`;
  mkdirSync(folder);
  const names = ["two words", "it's", "$dollar", "größe", "hash#"];
  const files = Object.fromEntries(names.flatMap((name, i) => [
    [`src/${name}.cc`, `#include "${name}.h"\nint f${i}() { return value; }\n`],
    [`src/${name}.h`, "constexpr int value = 1;\n"],
  ]));
  const project = new Project({ ...files, "sinter.toml": '[profile.production]\noptimize = "none"\nlto = false\n[module.odd]\nsources = ["src/*.cc"]\nvariants = ["baseline"]\n' }, { folder });
  // Nothing is exported, so `bind` would fail: the archives are far enough.
  const compiled = (run) => run.named("ran").filter((name) => name.startsWith("odd/baseline: compile"));
  const first = await project.build(["--keep-going"]);
  assert.equal(compiled(first).length, names.length, String(first));
  for (const name of names) {
    project.write(`src/${name}.h`, "constexpr int value = 2;\n");
    assert.deepEqual(compiled(await project.build(["--keep-going"])), [`odd/baseline: compile src/${name}.cc`]);
  }
});

test("a folder that another program uses is not taken for a cache", async () => {
  const project = new Project({ "sinter.toml": step("a", { run: ["touch", "a"], outputs: ["a"] }) });
  writeFileSync(`${project.cache}/thesis.txt`, "years of work");
  const run = await project.run(["build"]);
  assert.equal(run.code, 0, "a build goes on without a cache");
  assert.equal(settled(run.stderr, project.cache), `note: \`PROJECT\` is not a sinter cache  [SN0301]
  at PROJECT
  because it holds thesis.txt, which sinter did not write
  next: choose an empty folder with SINTER_CACHE or [cache] dir
ran a in TIME  first build
done in TIME: 1 ran
`);
});
