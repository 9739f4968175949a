// What an action told of only after it ran: it is remembered with the content that was read,
// under the name that every checkout has for it, and never before its maker is done.
//
//   node --test tests/e2e/discovered.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { test } from "node:test";

import { Project, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

/** A step that reads `header` as well, and tells of it as `told`. */
const compiled = (header, { told = header, meanwhile = "true", ...keys } = {}) =>
  step("compile", {
    run: shell(`cat main.c ${header} > out.txt; echo "out.txt: main.c ${told}" > out.d; ${meanwhile}`),
    inputs: ["main.c"],
    outputs: ["out.txt"],
    depfile: "out.d",
    ...keys,
  });

test("a header of this checkout counts in every other one, also when it was told of by its absolute path", async () => {
  for (const told of ["$PWD/a.h", "../$(basename $PWD)/a.h"]) {
    const project = new Project({ "sinter.toml": compiled("a.h", { told }), "main.c": "main ", "a.h": "old" });
    await project.build();
    const other = project.copy({ with_state: false });
    assert.deepEqual((await other.build()).outcomes, { compile: "restored" });
    const changed = project.copy({ with_state: false });
    changed.write("a.h", "new");
    assert.deepEqual((await changed.build()).outcomes, { compile: "ran" });
    assert.equal(changed.read("out.txt"), "main new");
  }
});

test("a header that changed after the build had looked and before its reader began is not taken for the old one", async () => {
  const project = new Project({
    "sinter.toml":
      step("first", { run: shell("cp edit a.h; sleep 0.05; touch first.txt"), inputs: ["edit"], outputs: ["first.txt"] }) +
      step("after", { run: shell("cat first.txt"), inputs: ["first.txt"] }) +  // so that `first` is first
      compiled("a.h"),
    "main.c": "main ",
    "a.h": "old",
    edit: "old",
  });
  await project.build(["-j1"]);
  project.write("main.c", "other ");
  project.write("edit", "new");
  const overtaken = await project.build(["-j1"]);
  assert.equal(project.read("out.txt"), "other new");
  assert.deepEqual(overtaken.notices.map((notice) => notice.what), ["`a.h` changed while `compile` ran"]);
  project.write("a.h", "old");
  await project.build(["-j1"]);
  assert.equal(project.read("out.txt"), "other old");
});

test("a link or a folder that is exchanged for another one while its reader runs is noticed", async () => {
  for (const meanwhile of ["ln -sfn second now", "rm now && mv third now"]) {
    const files = { "main.c": "main ", "first/a.h": "old", "second/a.h": "new", "third/a.h": "new" };
    const project = new Project({ "sinter.toml": compiled("now/a.h", { meanwhile: `test ! -e flip || { rm flip; ${meanwhile}; }` }), ...files });
    symlinkSync("first", project.at("now"));
    project.write("flip", "");
    const first = await project.build();
    assert.deepEqual(first.notices.map((notice) => notice.what), ["`now/a.h` changed while `compile` ran"]);
    await project.build();
    assert.equal(project.read("out.txt"), "main new", meanwhile);
    assert.deepEqual((await project.build()).outcomes, {});
  }
});

test("a header that becomes an output is not read before it was made, and whoever does not wait for it is told", async () => {
  const project = new Project({ "sinter.toml": compiled("a.h"), "main.c": "main ", "a.h": "old" });
  await project.build();
  const made = step("header", { run: shell("echo new > a.h"), outputs: ["a.h"] });
  project.write("sinter.toml", compiled("a.h") + made);
  const run = await project.build();
  assert.equal(run.code, 1, "what it made of the old header does not count");
  assert.match(String(run), /`compile` reads `a.h` without waiting for it/);
  project.write("sinter.toml", compiled("a.h", { needs: ["header"] }) + made);
  assert.equal((await project.build()).code, 0);
  assert.equal(project.read("out.txt"), "main new\n");
  assert.deepEqual((await project.build()).outcomes, {});
});

test("a header with a back-slash in its name counts, although clang tells of it with a slash", async () => {
  const project = new Project({
    "sinter.toml": step("compile", {
      run: ["clang-22", "-E", "-MD", "-MF", "out.d", "-MT", "out.txt", "main.c", "-o", "out.txt"],
      inputs: ["main.c"],
      outputs: ["out.txt"],
      depfile: "out.d",
    }),
    "main.c": '#include "c\\d.h"\n',
    "c\\d.h": "old\n",
  });
  await project.build();
  assert.deepEqual((await project.build()).outcomes, {});
  project.write("c\\d.h", "new\n");
  assert.deepEqual((await project.build()).outcomes, { compile: "ran" });
  assert.match(project.read("out.txt"), /new/);
});
