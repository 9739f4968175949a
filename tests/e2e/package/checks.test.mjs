// The checks of `checks = [...]` find what npm would not say: a file that exports names and
// the tarball lacks, sections that are not for users, code that does not run. What they find
// right is in sinter.toml: the main job's package is tried in all of it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { repository, scratchFolder } from "../project.mjs";

/** Runs the checks on a copy of the package that `change` has spoiled. */
function check(names, change) {
  const folder = join(scratchFolder(), "package");
  cpSync(join(repository, "dist/npm/@sinter/modules"), folder, { recursive: true });
  change(folder);
  const script = join(repository, "sdk/testing/package.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--package", folder, "--check", names, "--tools", folder], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("a file that exports names and that is not there fails npm, and what needs it", () => {
  const { status, stdout } = check("npm,node", (folder) => rmSync(join(folder, "text/text.cjs")));
  assert.match(stdout, /^npm: FAILED: exports names \.\/text\/text\.cjs, which is not in the tarball$/m);
  assert.match(stdout, /^node: FAILED: /m);
  assert.match(stdout, /\n0 passed, 2 failed\n$/);
  assert.equal(status, 1);
});

test("a wasm file with names in it is told by its section", () => {
  const { status, stdout } = check("npm", (folder) => {
    const file = join(folder, "text/text.simd.wasm");
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from([0, 5, 4]), Buffer.from("name")]));
  });
  assert.match(stdout, /^npm: FAILED: text\/text\.simd\.wasm ships the sections name, which are not for users$/m);
  assert.equal(status, 1);
});

test("a tool that is not installed is named with the place to install it", () => {
  const { status, stdout } = check("vite,types", () => {});
  assert.match(stdout, /^vite: FAILED: it needs vite; install it in .*package, or leave this check out$/m);
  assert.match(stdout, /^types: FAILED: it needs typescript; /m);
  assert.equal(status, 1);
});

test("a check that does not exist is an error in how it was called", () => {
  const { status, stderr } = check("npm,nodes", () => {});
  assert.equal(status, 2);
  assert.match(stderr, /^usage: /);
});
