// `measure`: several ways to optimise are tried, the smallest by that measure ships with its
// side files, and the report says what all of them came to.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Project, warmCache } from "./project.mjs";

const source = `#include "sinter/bind.h"
#include <string>
std::string shout(std::string text) {
  for (char& c : text) if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  for (int i = 0; i < static_cast<int>(text.size()) % 9; ++i) text += text[static_cast<unsigned>(i)] == 'A' ? "aa" : "b";
  return text + std::to_string(text.size());
}
SINTER_EXPORT(shout, "", "text")
`;
const table = (keys) => `[project]\nname = "demo"\n[module.m]\nsources = ["m.cc"]\n${keys}\n`;
const folder = ".sinter/build/production/m/baseline";
const shipped = ".sinter/build/production/m/module/m.baseline.wasm";

test("the smallest by its measure ships, with its own names and lines, and all that was tried is reported", async () => {
  const project = new Project({ "sinter.toml": table(""), "m.cc": source }, { cache: warmCache });
  assert.equal((await project.build()).code, 0);
  const alone = readFileSync(project.at(shipped));
  const sizes = (bytes) => ({ raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length });
  assert.equal(JSON.parse(project.read("dist/build-report.json")).wasm[0].choice, undefined);
  for (const measure of ["raw", "gzip", "brotli"]) {
    project.write("sinter.toml", table(`measure = "${measure}"`));
    const run = await project.build();
    assert.equal(run.code, 0, String(run));
    const [{ choice, after }] = JSON.parse(project.read("dist/build-report.json")).wasm;
    assert.deepEqual(choice.candidates.map(({ pipeline }) => pipeline), ["Oz", "Oz+Oz", "Os", "O2", "O3", "linked"]);
    assert.equal(choice.measure, measure);
    const least = Math.min(...choice.candidates.map(({ measured_bytes }) => measured_bytes));
    assert.equal(after[`${measure}_bytes`], least);
    assert.equal(choice.candidates.find(({ pipeline }) => pipeline === choice.chosen).measured_bytes, least);
    for (const ending of ["", ".map", ".names"]) {
      const tried = readFileSync(project.at(`${folder}/tried/${choice.chosen}.wasm${ending}`));
      assert.deepEqual(readFileSync(project.at(ending === "" ? shipped : `${folder}/m.baseline.wasm${ending}`)), tried, ending);
    }
    const now = sizes(readFileSync(project.at(shipped)));
    if (measure !== "brotli") assert.ok(now[measure] <= sizes(alone)[measure]);
    assert.ok(choice.candidates.find(({ pipeline }) => pipeline === "linked").raw_bytes >= now.raw);
    // Nothing is tried again.
    assert.deepEqual((await project.build()).outcomes, {});
  }
  // And back: what was tried is gone, and so is its report.
  project.write("sinter.toml", table(""));
  assert.equal((await project.build()).code, 0);
  assert.deepEqual(readFileSync(project.at(shipped)), alone);
  assert.ok(!project.has(`${folder}/tried`));
  assert.equal(JSON.parse(project.read("dist/build-report.json")).wasm[0].choice, undefined);
});

test("a profile may say what is measured; one that does not optimise tries nothing", async () => {
  const project = new Project({
    "sinter.toml": table(`optimize = "speed"\n[profile.production]\nmeasure = "brotli"\n[profile.development]\nmeasure = "brotli"`), "m.cc": source,
  }, { cache: warmCache });
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  const { choice } = JSON.parse(project.read("dist/build-report.json")).wasm[0];
  assert.deepEqual(choice.candidates.map(({ pipeline }) => pipeline), ["O3", "O3+O3", "O4"]);
  assert.equal((await project.build(["--profile", "development"])).code, 0);
  assert.equal(JSON.parse(project.read("dist/build-report.json")).wasm[0].choice, undefined);
  project.write("sinter.toml", table(`measure = "weight"`));
  assert.match(String(await project.build()), /`measure` in \[module\.m\] cannot be `weight`[^]*use one of: brotli, gzip, raw/);
});
