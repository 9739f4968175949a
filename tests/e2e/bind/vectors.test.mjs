// The two programs that run shared test cases accept what is right in every value and
// refuse what is wrong in any, on the native library and on the generated module alike.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-vectors-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const here = path.join(repository, "tests/e2e/bind");
const source = path.join(here, "every_type.cc");
const module = bind("every_type", [compile("every_type", [source], folder, "baseline", ["-O0"])], path.join(folder, "out"));
const native = path.join(folder, "native");
const flags = "-std=c++23 -stdlib=libc++ -fuse-ld=lld -static -fno-exceptions -fno-rtti -Wall -Wextra -DSINTER_NATIVE_VECTORS".split(" ");
execFileSync("clang++-22", [...flags, "-I", path.join(repository, "sdk/include"), source, path.join(repository, "sdk/testing/vectors_main.cc"), "-ljansson", "-o", native], { stdio: "inherit" });

const javascript = path.join(repository, "sdk/testing/vectors.mjs");
const twin = path.join(here, "twin.mjs");
const runners = {
  native: (vectors) => [native, vectors],
  module: (vectors) => [process.execPath, javascript, "--module", module, "--vectors", vectors],
  twin: (vectors) => [process.execPath, javascript, "--twin", twin, "--vectors", vectors],
};
const run = (name, vectors) => {
  const [program, ...args] = runners[name](vectors);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return { status, stderr, last: stdout.trimEnd().split("\n").at(-1), output: stdout };
};

for (const name of ["native", "module"]) {
  test(`${name}: every right case passes`, () => {
    const { status, last, output } = run(name, path.join(here, "vectors"));
    assert.match(last, /^[1-9]\d* passed, 0 failed$/, output);
    assert.equal(status, 0);
  });

  test(`${name}: every wrong case fails`, () => {
    const { status, last, output } = run(name, path.join(here, "wrong_vectors"));
    assert.match(last, /^0 passed, 11 failed$/, output);
    assert.equal(status, 1);
  });

  test(`${name}: a failing case is shown with its arguments`, () => {
    assert.match(run(name, path.join(here, "wrong_vectors")).output, /parse_digits\.json: case 0: .*\n {2}called with ["'].*["']\n {2}expected .*\n {2}got /);
  });

  test(`${name}: a file that is not JSON is said by name and line`, () => {
    const broken = path.join(folder, `broken-${name}`);
    mkdirSync(broken);
    writeFileSync(path.join(broken, "split.json"), '{\n  "operation": "split",\n  "cases": [}\n');
    const { status, stderr, output } = run(name, broken);
    assert.match(output, /split\.json: line 3: .+\n0 passed, 1 failed\n$/);
    assert.equal(stderr, "");
    assert.equal(status, 1);
  });

  test(`${name}: a folder without cases is a failure, not a success`, () => {
    const empty = path.join(folder, `empty-${name}`);
    mkdirSync(empty);
    assert.equal(run(name, empty).status, 1);
    writeFileSync(path.join(empty, "split.json"), '{"operation": "split", "cases": []}');
    assert.equal(run(name, empty).status, 1);
  });
}

test("a twin is held to the same cases and faults", () => {
  const vectors = path.join(folder, "twin-vectors");
  mkdirSync(vectors);
  const cases = [
    { arguments: ["42"], result: 42 },
    { arguments: ["4x"], fault: { code: "not_a_digit", offset: 1 } },
  ];
  writeFileSync(path.join(vectors, "parse_digits.json"), JSON.stringify({ operation: "parse_digits", cases }));
  assert.deepEqual(run("twin", vectors).last, "2 passed, 0 failed");
  cases[1].fault.offset = 0;
  writeFileSync(path.join(vectors, "parse_digits.json"), JSON.stringify({ operation: "parse_digits", cases }));
  assert.deepEqual(run("twin", vectors).last, "1 passed, 1 failed");
});
