// `verify` says whether what is there is what the last build made, and good; it finds what
// was done to it afterwards, and changes nothing.
//
//   node --test tests/e2e/verify.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { digests, moduleFiles, Project, step, warmCache } from "./project.mjs";

const wasm = ".sinter/build/production/shapes/module/shapes.baseline.wasm";

async function verify(project, args = []) {
  const run = await project.run(["verify", "--json", ...args]);
  return { code: run.code, ...JSON.parse(run.stdout) };
}
const problems = (found) => found.problems.map((problem) => [problem.code, problem.what]);

test("a fresh build is all as built; each thing done to it afterwards is named", async () => {
  const project = new Project(moduleFiles, { cache: warmCache });
  const unbuilt = await verify(project);
  assert.equal(unbuilt.code, 1);
  assert.match(unbuilt.problems[0].what, /has not been built in this profile/);
  assert.ok(!project.has(".sinter/state"), "looking makes nothing");
  await project.build();
  const before = digests(project.folder);
  const good = await project.run(["verify"]);
  assert.equal(good.code, 0, String(good));
  assert.match(good.stdout, /^\d+ files and 1 wasm module: all as built\n$/);
  assert.deepEqual(digests(project.folder), before);

  const whole = readFileSync(project.at(wasm));
  project.remove("dist/npm/@demo/shapes/package.json");
  project.write("dist/npm/@demo/shapes/README.md", "edited");
  writeFileSync(project.at(wasm), whole.subarray(0, whole.length - 3));
  const bad = await project.run(["verify"]);
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /error: `dist\/npm\/@demo\/shapes\/package\.json` is missing {2}\[SN0805\]/);
  assert.match(bad.stderr, /error: `dist\/npm\/@demo\/shapes\/README\.md` is not what was built {2}\[SN0805\]/);
  assert.match(bad.stderr, /SN0601/, "the cut module does not load");
  assert.match(bad.stdout, /: 4 problems\n$/);
  await project.build();
  assert.equal((await verify(project)).ok, true, "a build puts it right");
});

test("a module that does not export what its manifest says, or is over its budget, is found", async () => {
  const project = new Project({ ...moduleFiles, "sinter.toml": moduleFiles["sinter.toml"].replace('variants = ["baseline"]', 'variants = ["baseline"]\nbudget = { wasm = "64 KB" }') }, { cache: warmCache });
  await project.build();
  const whole = readFileSync(project.at(wasm), "latin1");
  writeFileSync(project.at(wasm), whole.replace("\x04area", "\x04aree"), "latin1");
  assert.deepEqual(problems(await verify(project)), [
    ["SN0805", `\`${wasm}\` is not what was built`],
    ["SN0805", `\`${wasm}\` does not export the function \`area\``],
  ]);
  // A custom section (id 0) of 70,000 bytes with an empty name.
  const section = Buffer.concat([Buffer.from([0, 0xf0, 0xa2, 0x04, 0]), Buffer.alloc(69_999)]);
  writeFileSync(project.at(wasm), Buffer.concat([Buffer.from(whole, "latin1"), section]));
  assert.deepEqual(problems(await verify(project)).map(([code]) => code), ["SN0805", "SN0803"]);
});

test("goals narrow what is verified, and permissions count", async () => {
  const project = new Project({
    "sinter.toml":
      step("one", { run: ["cp", "source", "one"], inputs: ["source"], outputs: ["one"] }) +
      step("two", { run: ["cp", "source", "two"], inputs: ["source"], outputs: ["two"] }),
    source: "text",
  });
  await project.build();
  chmodSync(project.at("two"), 0o755);
  assert.equal((await verify(project, ["one"])).code, 0);
  assert.deepEqual(problems(await verify(project)), [["SN0805", "`two` is not what was built"]]);
  assert.equal((await project.run(["verify", "three"])).code, 2);
});
