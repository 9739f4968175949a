// Paths that are odd and still mean what they say: every sign that a name may have, bytes
// that are no UTF-8, names and paths as long as they get, links in circles, folders where
// files should be. What works gives the right result; what cannot is an error of ours.
//
//   node --test tests/e2e/names.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { digests, execute, moduleFiles, Project, scratchFolder, sinter, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const copies = (...names) => names.map((name, i) => step(`s${i}`, { run: ["cp", "--", `in/${name}`, `out/${name}`], inputs: [`in/${name}`], outputs: [`out/${name}`] })).join("");
const inputs = (...names) => Object.fromEntries(names.map((name) => [`in/${name}`, `of ${JSON.stringify(name)}\n`]));

const odd = [
  " led by a space", "space", "trailing space ", 'quo"te', "apo'strophe", "dollar$HOME", "`cmd`", "$(cmd)", "#hash", "-rf", "~", "a=b",
  "%41", ";semi", "&", "|", "!", "(round)", "naïve", "日本語", "😀", "e\u0301 in two", "..two dots", "...", "a:b", "a,b", "<a>", "@", "^", "+",
];

test("names with spaces, quotes and any sign there is are built, edited, restored, verified and cleaned", async () => {
  const project = new Project({ "sinter.toml": copies(...odd), ...inputs(...odd) });
  const first = await project.build();
  assert.equal(first.code, 0, String(first));
  assert.equal(first.named("ran").length, odd.length);
  assert.deepEqual(digests(project.at("out")), digests(project.at("in")));
  assert.deepEqual((await project.build()).outcomes, {});
  for (const [i, name] of odd.entries()) {
    project.write(`in/${name}`, "edited");
    assert.deepEqual((await project.build()).outcomes, { [`s${i}`]: "ran" }, name);
    assert.equal(project.read(`out/${name}`), "edited", name);
  }
  for (const [path, text] of Object.entries(inputs(...odd))) project.write(path, text);
  project.remove("out");
  assert.equal((await project.build()).named("restored").length, odd.length);
  assert.deepEqual(digests(project.at("out")), digests(project.at("in")));
  assert.equal((await project.run(["verify"])).code, 0);
  assert.equal((await project.run(["clean"])).code, 0);
  assert.ok(!project.has("out") && !project.has(".sinter"));
  assert.equal(Object.keys(digests(project.at("in"))).length, odd.length);
});

test("what sinter.toml cannot name on one line, or names as a pattern, is refused with its place", async () => {
  for (const [name, what] of [["new\nline", /a path holds a control character/], ["tab\tbed", /a path holds a control character/], ["star*", /is a pattern, but `outputs` names files/]]) {
    const run = await new Project({ "sinter.toml": step("it", { run: ["true"], outputs: [`out/${name}`] }) }).run(["build"]);
    assert.equal(run.code, 2, String(run));
    assert.match(run.stderr, what);
    assert.match(run.stderr, /at sinter\.toml:\d+:\d+\n/);
  }
});

test("a pattern meets names with newlines and bytes that are no UTF-8: they are inputs as any other", async () => {
  const project = new Project({ "sinter.toml": step("all", { run: shell("cat in/* > all"), inputs: ["in/*"], outputs: ["all"] }), ...inputs("new\nline") });
  const bytes = Buffer.concat([Buffer.from(project.at("in/z")), Buffer.from([0xff, 0xfe])]);
  writeFileSync(bytes, "one");
  assert.equal((await project.build()).code, 0);
  assert.equal(project.read("all"), 'of "new\\nline"\none');
  assert.deepEqual((await project.build()).outcomes, {});
  writeFileSync(bytes, "two");
  const again = await project.build();
  assert.deepEqual(again.outcomes, { all: "ran" });
  assert.match(again.finished[0].cause, /^`in\/z\ufffd\ufffd` changed$/, "told in letters that every reader takes");
  project.write("in/new\nline", "three ");
  assert.deepEqual((await project.build()).outcomes, { all: "ran" });
  assert.equal(project.read("all"), "three two");
});

test("a module is compiled in a folder, and from files, whose names a depfile has to escape", async () => {
  const folder = join(scratchFolder(), `it's a "project" #1 $HOME`);
  const name = "src/it's $HOME #1 (b)";  // no backslash: clang writes a slash for it
  const project = new Project({
    ...moduleFiles,
    [`${name}.h`]: "#pragma once\nconstexpr int odd = 1;\n",
    "src/sum.cc": `#include "${name}.h"\n#include "src/shapes.h"\nint shapes::sum(int left, int right) { return left + right + odd; }\n`,
    [`${name}.cc`]: `#include "${name}.h"\nint nothing() { return odd; }\n`,
  }, { folder });
  const first = await project.build();
  assert.equal(first.code, 0, String(first));
  assert.deepEqual((await project.build()).outcomes, {});
  project.edit(`${name}.h`, "odd = 1", "odd = 2");
  assert.deepEqual((await project.build()).named("ran").filter((action) => action.includes("compile")), [
    `shapes/baseline: compile ${name}.cc`, "shapes/baseline: compile src/sum.cc",
  ]);
});

test("a project and a cache in folders whose names hold newlines and bytes that are no UTF-8", async () => {
  // The shell alone can hand such a name on.
  const script = `cd '${scratchFolder()}'; name=$(printf 'new\\nline \\377\\376'); mkdir "$name"; cd "$name"
printf '[project]\\nname = "demo"\\n[step.a]\\nrun = ["cp", "in", "out"]\\ninputs = ["in"]\\noutputs = ["out"]\\n' > sinter.toml; echo text > in
export SINTER_CACHE="$PWD/cache $name"
"$SINTER" build --json; rm out; "$SINTER" build --json; cmp in out; ls "$SINTER_CACHE/objects" >/dev/null; "$SINTER" cache verify >&2`;
  const run = await execute("sh", ["-ec", script], { cwd: "/", env: { PATH: process.env.PATH, HOME: "/nowhere", SINTER: sinter } });
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.finished.map((event) => event.outcome), ["ran", "restored"]);
  assert.match(run.stderr, /: 1 entry and 1 object are right\n$/);
});

test("names of 255 bytes, as long as names get, are built and restored", async () => {
  const longest = "n".repeat(255);
  const project = new Project({ "sinter.toml": copies(longest), ...inputs(longest) });
  assert.equal((await project.build()).code, 0);
  project.remove("out");
  const run = await project.build();
  assert.deepEqual([run.outcomes, run.notices], [{ s0: "restored" }, []]);
});

test("a path of 5,000 characters is an error of ours, as an output, an input, a cache or a folder to work in", async () => {
  const long = `${"d".repeat(200)}/`.repeat(24) + "f".repeat(176);
  assert.equal(long.length, 5000);
  for (const keys of [{ run: ["true"], outputs: [long] }, { run: ["true"], inputs: [long] }]) {
    const run = await new Project({ "sinter.toml": step("long", keys) }).run(["build"]);
    assert.ok(run.code === 2 || run.code === 3, String(run));
    assert.match(run.stderr, /error: .*\[SN\d{4}\]/s);
    assert.match(run.stderr, /next: shorten it/);
  }
  const project = new Project({ "sinter.toml": copies("a"), ...inputs("a") });
  const run = await project.build([], { env: { SINTER_CACHE: `/${long}` } });
  assert.equal(run.code, 0, "a cache that cannot be is a note");
  assert.equal(run.notices[0].code, "SN0301");
  const elsewhere = await project.run(["-C", long, "build"]);
  assert.equal(elsewhere.code, 3, String(elsewhere));
});

test("a project so deep that its path is longer than the system's limit is told so, and nothing is made", async () => {
  const top = scratchFolder();
  const script = `cd '${top}'; for i in $(seq 25); do mkdir ${"d".repeat(200)}; cd ${"d".repeat(200)}; done
printf '[project]\\nname = "demo"\\n' > sinter.toml; "$SINTER" build || echo "exit $?"; ls -A`;
  const environment = { PATH: process.env.PATH, HOME: top };
  const run = await execute("bash", ["-c", script], { cwd: "/", env: { ...environment, SINTER: sinter } });
  await execute("rm", ["-rf", top], { cwd: "/", env: environment });  // Node cannot: it uses whole paths
  assert.equal(run.stdout, "exit 3\nsinter.toml\n", String(run));
  assert.match(run.stderr, /^error: .*\[SN0504\]\n.*because File name too long\n {2}next: use a shorter path/s);
});

test("links that lead in circles: as an input an error, below a pattern and as a cache harmless", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: ["cat", "loop"], inputs: ["loop"] }) });
  symlinkSync("loop", project.at("loop"));
  const run = await project.run(["build"]);
  assert.ok(run.code === 2 || run.code === 3, String(run));
  assert.match(run.stderr, /`loop`/);

  const globbed = new Project({ "sinter.toml": step("all", { run: shell("cat in/a > all"), inputs: ["in/**"], outputs: ["all"] }), "in/a": "text" });
  symlinkSync("..", globbed.at("in/up"));
  symlinkSync("self", globbed.at("in/self"));
  const built = await globbed.build();
  assert.equal(built.code, 0, String(built));
  assert.equal(globbed.read("all"), "text");

  const cache = join(scratchFolder(), "cache");
  symlinkSync("cache", cache);
  globbed.remove("all");
  const noted = await globbed.build([], { env: { SINTER_CACHE: cache } });
  assert.equal(noted.code, 0, String(noted));
  assert.equal(noted.notices[0].code, "SN0301");
  assert.ok(!existsSync(cache));
});

test("an output that is a folder now is never removed, by no build and by no clean", async () => {
  const project = new Project({ "sinter.toml": copies("a"), ...inputs("a") });
  await project.build();
  project.remove("out/a");
  mkdirSync(project.at("out/a"));
  project.write("out/a/mine.txt", "mine");
  const run = await project.build();
  assert.equal(run.code, 1, String(run));
  assert.match(String(run), /a folder of that name is there/);
  assert.equal((await project.run(["verify"])).code, 1);
  const cleaned = await project.run(["clean"]);
  assert.equal(cleaned.code, 0, String(cleaned));
  assert.equal(project.read("out/a/mine.txt"), "mine");
});

test("a step that makes a folder, a pipe or a link to nothing where it declares a file fails and says which", async () => {
  for (const [script, why] of [
    ["mkdir -p out && mkdir out/a && touch out/a/x", /it is a folder; outputs are files/],
    ["mkdir -p out && mkfifo out/a", /a pipe, a socket or a device/],
    ["mkdir -p out && ln -s nowhere out/a", /the command succeeded, but the file is not there/],
  ]) {
    const project = new Project({ "sinter.toml": step("it", { run: shell(script), outputs: ["out/a"] }) });
    const run = await project.run(["build"]);
    assert.equal(run.code, 1, `${script}: ${run}`);
    assert.match(run.stderr, /\$ .*\nerror: `it` did not make `out\/a` {2}\[SN0402\]/);
    assert.match(run.stderr, why);
  }
});
