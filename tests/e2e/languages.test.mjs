// The examples in languages other than C++, built as their users build them: cold, again
// (nothing runs), and after an edit (exactly what depends on it runs). What is packaged is
// loaded in Node by the examples' own tests, which `sinter test` runs.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Project, repository, scratchFolder } from "./project.mjs";

function example(name) {
  const folder = scratchFolder();
  const filter = (path) => !/\/(\.sinter|dist|target)$/.test(path);
  cpSync(join(repository, "examples", name), folder, { recursive: true, filter });
  return new Project({}, { folder });
}

/** Builds and tests the example until nothing is left to do. */
async function settle(project) {
  const cold = await project.run(["test", "--json"]);
  assert.equal(cold.code, 0, String(cold));
  const warm = await project.run(["test", "--json"]);
  assert.deepEqual(warm.outcomes, {}, String(warm));
  return cold;
}

test("c-module: functions that `exports` names are called with pointers into the module's memory", async () => {
  const project = example("c-module");
  const cold = await settle(project);
  assert.ok(cold.named("ran").includes("check"), String(cold));

  // A changed comment compiles again and changes no object, so nothing follows.
  project.edit("src/adler32.c", "// the largest prime below 65536", "// a prime");
  assert.deepEqual((await project.build()).outcomes, { "checksums/baseline: compile src/adler32.c": "ran" });

  project.edit("src/adler32.c", "high << 16 | low", "low << 16 | high");
  const edited = await project.run(["test", "--json", "--keep-going"]);
  assert.equal(edited.code, 1, "its own test must notice swapped sums");
  assert.deepEqual(edited.named("failed"), ["check"]);
  assert.deepEqual(edited.named("ran"), [
    "checksums/baseline: archive", "checksums/baseline: compile src/adler32.c", "checksums/baseline: link",
    "checksums/baseline: optimize", "checksums/baseline: size", "checksums/bind: bind", "npm: package",
  ]);
});

test("a function that `exports` names and no source defines is named by the linker", async () => {
  const project = example("c-module");
  project.edit("sinter.toml", '"adler32"', '"adler31"');
  const run = await project.run(["build"]);
  assert.equal(run.code, 1, String(run));
  assert.match(run.stderr, /symbol exported via --export not found: adler31/);
});
