// A step may keep a folder for itself, `scratch = ["target/**"]`: what build tools leave there
// to be faster next time. It is kept from run to run and is in no key and no cache; --strict
// does not ask about it, nobody else may use it, and `clean` takes it back.
//
//   node --test tests/e2e/scratch.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Project, scratchFolder, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

/** As cargo does: it counts its runs in a folder of its own, and its output lies there too. */
const counter = "mkdir -p target/deep; echo run >> target/deep/runs; cp in.txt target/out.txt";
const keys = (more = {}) => ({ run: shell(counter), inputs: ["in.txt"], outputs: ["target/out.txt"], scratch: ["target/**"], ...more });
const files = (more = {}) => ({ "in.txt": "one", "sinter.toml": step("it", keys(more)) });
const runs = (project) => project.read("target/deep/runs").split("\n").length - 1;
const errors = (run) => run.finished.flatMap((event) => event.errors ?? []);

async function refused(toml, texts = {}) {
  const run = await new Project({ "in.txt": "one", ...texts, "sinter.toml": toml }).run(["build"]);
  assert.equal(run.code, 2, String(run));
  return run.stderr;
}

test("it is kept from run to run, and what lies in it runs nothing and is not cached", async () => {
  const project = new Project(files());
  assert.deepEqual((await project.build()).outcomes, { it: "ran" });
  project.write("target/deep/runs", "changed\n");
  project.write("target/more", "new");
  assert.deepEqual((await project.build()).outcomes, {});
  project.write("in.txt", "two");
  assert.deepEqual((await project.build()).outcomes, { it: "ran" });
  assert.equal(project.read("target/deep/runs"), "changed\nrun\n");
  const elsewhere = project.copy({ with_state: false });
  elsewhere.remove("target");
  assert.deepEqual((await elsewhere.build()).outcomes, { it: "restored" });
  assert.deepEqual(readdirSync(elsewhere.at("target")), ["out.txt"]);
});

test("--strict does not ask about it, but about what lies beside it and about that of others", async () => {
  const project = new Project(files());
  for (let turn = 0; turn < 2; ++turn) {
    const run = await project.build(["--strict"]);
    assert.equal(run.code, 0, String(run));
    project.write("in.txt", "two");
  }
  project.write("sinter.toml", step("it", keys({ run: shell(`${counter}; echo > targets`) })));
  assert.deepEqual(errors(await project.build(["--strict"])).map((error) => error.what), ["`it` makes `targets` without declaring it"]);
  project.write("sinter.toml", step("it", keys()) + step("other", { run: ["cat", "target/deep/runs"], inputs: ["in.txt"], needs: ["it"] }));
  assert.deepEqual(errors(await project.build(["--strict"])).map((error) => error.what), ["`other` reads `target/deep/runs` without declaring it"]);
});

test("what passed with scratch is watched again without it", async () => {
  const project = new Project(files());
  assert.equal((await project.build(["--strict"])).code, 0);
  project.write("sinter.toml", step("it", keys({ scratch: [] })));
  assert.equal((await project.build(["--strict"])).code, 1);
});

test("a step that makes many files is told the line to write", async () => {
  const project = new Project({ "in.txt": "one", "sinter.toml":
    step("it", { run: shell("mkdir -p o/a; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo > o/a/$i; done"), inputs: ["in.txt"] }) });
  assert.equal(errors(await project.build(["--strict"]))[0].next,
    'if only this step needs them, write in [step.it]: scratch = [..., "o/a/**"]; if others do, outputs = [..., "o/a/**"]');
});

test("wildcards pass it by; an output in it is still found", async () => {
  const project = new Project({ "in.txt": "one", "sinter.toml":
    step("it", keys()) + step("all", { run: shell("cat target/out.txt > all.txt"), inputs: ["*.txt", "target/*.txt"], outputs: ["all.txt"] }) });
  assert.equal((await project.build(["--strict"])).code, 0);
  project.write("target/strange.txt", "");
  assert.deepEqual((await project.build()).outcomes, {});
});

test("a failed or killed run leaves it; --check-determinism begins without it", async () => {
  const project = new Project(files({ run: shell(`${counter}; test $(cat in.txt) != bad`) }));
  project.write("in.txt", "bad");
  assert.equal((await project.build()).code, 1);
  assert.equal(runs(project), 1);
  project.write("in.txt", "good");
  assert.equal((await project.build()).code, 0);
  assert.equal(runs(project), 2);
  project.write("sinter.toml", step("it", keys({ run: shell(`${counter}; cat target/deep/runs >> target/out.txt`) })));
  const twice = await project.build(["--check-determinism"]);
  assert.deepEqual(errors(twice).map((error) => error.what), ["`it` makes another `target/out.txt` when it runs again"], String(twice));
});

test("one file is scratch, too", async () => {
  const project = new Project({ "in.txt": "one", "sinter.toml":
    step("it", { run: shell("echo >> my.tsbuildinfo; cp in.txt out.txt"), inputs: ["in.txt"], outputs: ["out.txt"], scratch: ["my.tsbuildinfo"] }) });
  assert.equal((await project.build(["--strict"])).code, 0);
  project.write("in.txt", "two");
  assert.equal((await project.build(["--strict"])).code, 0);
  assert.equal(project.read("my.tsbuildinfo"), "\n\n");
  assert.equal((await project.run(["clean"])).code, 0);
  assert.deepEqual(readdirSync(project.folder).sort(), ["in.txt", "sinter.toml"]);
});

test("clean takes it back, also of one goal, and without a readable sinter.toml", async () => {
  const project = new Project(files());
  const foretold = async (args) => JSON.parse((await project.run(["clean", "--json", ...args])).stdout);
  await project.build();
  project.write("target/debug/more", "12345678");
  const plan = await foretold(["--dry-run"]);
  assert.ok(plan.removed.includes("target/**"), JSON.stringify(plan));
  assert.ok(project.has("target/debug/more"));
  assert.ok((await foretold(["it"])).removed.includes("target/**"));
  assert.ok(!project.has("target"));
  await project.build();
  project.write("in.txt", "two");
  await project.build();
  project.write("sinter.toml", "broken");
  assert.equal((await project.run(["clean"])).code, 0);
  assert.deepEqual(readdirSync(project.folder).sort(), ["in.txt", "sinter.toml"]);
});

test("clean keeps a folder that was there before, one with sources or kept files in it, and what a link leads to", async () => {
  const cleaned = async (project) => JSON.parse((await project.run(["clean", "--json"])).stdout).kept;
  const mine = new Project({ ...files(), "target/mine": "precious" });
  await mine.build();
  assert.deepEqual(await cleaned(mine), [{ path: "target", why: "it was there before a build kept its scratch in it" }]);
  assert.equal(mine.read("target/mine"), "precious");

  const edited = new Project(files());
  await edited.build();
  edited.write("target/out.txt", "edited");
  assert.deepEqual((await cleaned(edited)).map((kept) => kept.path), ["target/out.txt", "target"]);
  assert.equal(edited.read("target/out.txt"), "edited");

  const source = new Project(files());
  await source.build();
  source.write("sinter.toml", step("it", { run: ["cat", "target/deep/runs"], inputs: ["target/deep/runs"] }));
  assert.deepEqual(await cleaned(source), [{ path: "target", why: "sinter.toml names sources in it now" }]);

  const linked = new Project(files());
  await linked.build();
  linked.remove("target");
  const outside = scratchFolder();
  writeFileSync(join(outside, "precious"), "");
  symlinkSync(outside, linked.at("target"));
  assert.deepEqual((await cleaned(linked)).map((kept) => kept.path), ["target"]);
  assert.deepEqual(readdirSync(outside), ["precious"]);
});

test("what lies in it is no input, though a depfile names it; that of another is an error", async () => {
  const script = "mkdir -p target; echo $$ > target/generated.h; cp in.txt out.txt; echo 'out.txt: target/generated.h in.txt' > out.d";
  const own = new Project({ "in.txt": "one", "sinter.toml": step("it", { run: shell(script), outputs: ["out.txt"], depfile: "out.d", scratch: ["target/**"] }) });
  assert.equal((await own.build()).code, 0);
  own.write("target/generated.h", "other");
  assert.deepEqual((await own.build()).outcomes, {});
  own.write("in.txt", "two");
  assert.deepEqual((await own.build()).outcomes, { it: "ran" });

  const other = new Project({ "in.txt": "one", "sinter.toml": step("it", keys()) +
    step("other", { run: shell("echo 'a.txt: target/deep/runs' > a.d; echo > a.txt"), needs: ["it"], outputs: ["a.txt"], depfile: "a.d" }) });
  const run = await other.build();
  assert.equal(run.code, 2, String(run));
  assert.equal(errors(run)[0].what, "`other` reads `target/deep/runs` in the scratch of `it`");
});

test("it is refused when others write or read there, or it is made as a whole", async () => {
  const two = step("it", keys());
  const cases = {
    "`target/other.txt` in the scratch of `it`": two + step("b", { run: ["true"], outputs: ["target/other.txt"] }),
    "`b` cannot read `target/deep/runs` in the scratch of `it`": two + step("b", { run: ["true"], inputs: ["target/deep/runs"] }),
    "`target/deep/runs` is scratch and an input of `it`": step("it", keys({ inputs: ["target/deep/runs"] })),
    "`target/deep` is scratch of two actions": two + step("b", { run: ["true"], scratch: ["target/deep/**"] }),
    "`target/**` is scratch of two actions": two + step("b", { run: ["true"], scratch: ["target/**"] }),
    "the scratch `out/keep` lies in `out/**`": step("it", { run: ["true"], outputs: ["out/**"], scratch: ["out/keep/**"] }),
    "`target/out.txt` is scratch and an output of `it`": step("it", keys({ scratch: ["target/out.txt"] })),
    "`it` cannot make `.sinter/build/**`": step("it", keys({ scratch: [".sinter/build/**"], outputs: [] })),
    "so that each has a folder of its own": step("it", { for: undefined, run: ["true"], scratch: ["t/**"] }).replace("for = undefined", 'for = { x = ["1", "2"] }'),
    "names no folder that a step could have for itself": step("it", { run: ["true"], scratch: ["*/target/**"] }),
    "`../target/**` leaves the project": step("it", { run: ["true"], scratch: ["../target/**"] }),
    "means nothing beside `interactive`": step("it", { run: ["true"], interactive: true, scratch: ["target/**"] }),
  };
  for (const [text, toml] of Object.entries(cases)) {
    const said = await refused(toml, { "target/deep/runs": "" });
    assert.ok(said.includes(text), `${text}\n${said}`);
  }
});
