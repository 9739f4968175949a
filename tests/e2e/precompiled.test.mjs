// A module's precompiled header: read once a variant, known to every C++ source, and as
// true as without it: in what runs again, in what a cache gives to others, in what ships.
//
//   node --test tests/e2e/precompiled.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { before, test } from "node:test";

import { digests, distDigests, moduleFiles, Project, scratchFolder } from "./project.mjs";

const header = "src/vocabulary.h";
const precompile = `shapes/baseline: precompile ${header}`;
const compile = (source) => `shapes/baseline: compile src/${source}`;
const without = moduleFiles["sinter.toml"].replace("src/*.cc", "src/*.{c,cc}");
const files = {
  ...moduleFiles,
  "sinter.toml": without.replace('variants = ["baseline"]', `variants = ["baseline"]\nprecompile = "${header}"`),
  [header]: '#pragma once\n#include <span>\n#include "src/scale.h"\n',
  "src/plain.c": "int plain(void) { return 1; }\n",
};

/** Builds and demands success. */
async function built(project, args = []) {
  const run = await project.build(args);
  assert.equal(run.code, 0, String(run));
  return run;
}

let original;

before(async () => {
  original = new Project(files);
  const run = await built(original);
  assert.ok(run.named("ran").includes(precompile), String(run));
});

test("what ships is the same as without, and a source may use what only the header includes", async () => {
  const plain = original.copy();
  plain.write("sinter.toml", without);
  await built(plain);
  assert.deepEqual(distDigests(plain), distDigests(original));
  const project = original.copy();
  project.write("src/sum.cc", `#include "src/shapes.h"
int shapes::sum(int left, int right) {
  int both[] = {left, right};
  int sum = 0;
  for (int one : std::span(both)) sum += one;
  return sum * scale;
}
`);
  await built(project);
  project.write("sinter.toml", without);
  assert.equal((await project.build()).code, 1, "nobody includes <span> now");
});

test("the header and what it includes reach every C++ source; a source reaches itself", async () => {
  const project = original.copy();
  assert.deepEqual((await built(project)).outcomes, {});
  project.edit("src/sum.cc", "left + right; }", "left + right; }  // the plain sum");
  assert.deepEqual((await built(project)).named("ran"), [compile("sum.cc")]);
  project.edit("src/scale.h", "scale = 1", "scale = 1 + 0");
  const all = [precompile, compile("area.cc"), compile("exports.cc"), compile("sum.cc")].sort();
  assert.deepEqual((await built(project)).named("ran"), all);
  project.edit(header, "#pragma once", "#pragma once  // read once");
  assert.deepEqual((await built(project)).named("ran"), all);
});

test("another checkout restores everything, and sees its own headers change", async () => {
  const first = new Project(files, { cache: original.cache });
  await built(first);
  rmSync(first.folder, { recursive: true });
  const second = original.copy({ with_state: false });
  assert.deepEqual((await built(second)).named("ran"), []);
  second.edit("src/sum.cc", "left + right", "right + left");
  assert.ok((await built(second)).named("ran").includes(compile("sum.cc")), "with a header precompiled elsewhere");
  second.edit("src/scale.h", "scale = 1", "scale = 2");
  const run = await built(second);
  assert.ok(run.named("ran").includes(compile("area.cc")), String(run));
  assert.notDeepEqual(distDigests(second), distDigests(original));
});

test("without a common cache, a checkout elsewhere has the same bytes", async () => {
  const other = original.copy({ with_state: false, cache: scratchFolder() });
  const run = await built(other);
  assert.equal(run.named("ran").length, run.events[0].actions);
  assert.deepEqual(distDigests(other), distDigests(original));
  assert.deepEqual(digests(other.at(".sinter/build")), digests(original.at(".sinter/build")));
});

test("modules with the same header and flags share it; others have their own", async () => {
  const project = new Project({ ...files, "more/more.cc": 'extern "C" int more() { return scale; }\n' }, { cache: original.cache });
  const more = `[module.more]\nsources = ["more/*.cc"]\nexports = ["more"]\nprecompile = "${header}"\n`;
  const precompiled = (run) => run.finished.map((event) => event.action).filter((name) => name.includes(": precompile "));
  project.write("sinter.toml", files["sinter.toml"] + more);
  assert.equal(precompiled(await built(project)).length, 1);
  project.write("sinter.toml", files["sinter.toml"] + more + 'defines = ["MORE"]\n');
  assert.equal(precompiled(await built(project)).length, 2);
});

test("a mistake in the header is told once, at its line", async () => {
  const project = original.copy();
  project.edit("src/scale.h", "scale = 1", "scale = one");
  const run = await project.build();
  assert.equal(run.code, 1);
  assert.deepEqual(run.named("failed"), [precompile]);
  const { output } = run.finished.find((event) => event.outcome === "failed");
  assert.ok(output.includes("src/scale.h:2:"), output);
  project.remove(header);
  const missing = await project.build();
  assert.equal(missing.code, 2);
  assert.ok(missing.stderr.includes(header), String(missing));
});

test("a strict build finds everything declared", async () => {
  await built(original.copy({ with_state: false, cache: scratchFolder() }), ["--strict"]);
});

test("a mistake in what the header includes is shown where the project has that file", async () => {
  const project = original.copy();
  project.edit("src/scale.h", "#pragma once", "#pragma once\ntemplate <class T> int twice(T of) { return of.twice(); }");
  project.edit("src/sum.cc", "left + right", "left + twice(right)");
  const run = await project.build();
  assert.equal(run.code, 1, String(run));
  const shown = String(run).replaceAll(/\\u001b\[[0-9;]*[mK]/g, "");
  assert.match(shown, /[^/]src\/scale\.h:2:\d+: error: member reference base type 'int'/);
  assert.doesNotMatch(shown, /proc\/self/);
});
