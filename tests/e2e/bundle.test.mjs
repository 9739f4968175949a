// A bundle is several modules in one wasm file: one load gives all their functions, over one
// memory, and what both use is in it once.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { Project, warmCache } from "./project.mjs";

const exporting = (name, body) => `#include <string>
#include <string_view>
#include <vector>
#include "sinter/bind.h"
namespace ${name} {
${body}
}
`;
const lines = (name) =>
  exporting(name, `
std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> found(1);
  for (char c : text) {
    if (c == '\\n') found.emplace_back();
    else found.back() += c;
  }
  return found;
}
SINTER_EXPORT(lines, "The lines of a text.", "text")`);
const words = exporting("words", `
std::string capitals(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return result;
}
SINTER_EXPORT(capitals, "In capitals.", "text")
std::vector<std::string> pair(std::string_view text) { return {std::string(text), capitals(text)}; }
SINTER_EXPORT(pair, "Both.", "text")
class Tally {
 public:
  explicit Tally(int start) : sum_(start) {}
  int add(int more) { return sum_ += more; }
  int sum_;
};
SINTER_CLASS(Tally, "Adds up.")
SINTER_CONSTRUCTOR(Tally, (int), "", "start")
SINTER_METHOD(Tally, add, "", "more")`);

const toml = `
[project]
name = "both"
license = "MIT"
[module.lines]
sources = ["lines.cc"]
[module.words]
sources = ["words.cc"]
features = ["simd128"]
[bundle.unified]
modules = ["lines", "words"]
[package.both]
contains = ["lines", "words", "unified"]
`;
const begin = () => new Project({ "sinter.toml": toml, "lines.cc": lines("lines"), "words.cc": words }, { cache: warmCache });

/** A module whose objects are never borrowed or shared has less glue, but no fewer checks. */
async function classIsSafe(module, other) {
  const tally = new module.Tally(2);
  assert.deepEqual([tally.add(3), tally.ownership, module.liveObjects()], [5, "owned", { Tally: 1 }]);
  const add = (value) => module.Tally.prototype.add.call(value, 1);
  for (const value of [undefined, null, 0, 1n, "x", Symbol("s"), {}, [], () => 1, new Proxy(tally, {}), Object.create(module.Tally.prototype), module.Tally]) {
    assert.throws(() => add(value), { name: "TypeError", code: "invalid_argument" });
  }
  assert.throws(() => add(new other.Tally(1)), { code: "other_instance" });
  assert.throws(() => new module.Tally("2"), { code: "invalid_argument" });
  tally.dispose();
  for (const use of [() => tally.add(1), () => tally.dispose(), () => tally.ownership]) assert.throws(use, { code: "disposed" });
  assert.deepEqual(module.liveObjects(), {});
}

test("a bundle offers the functions of its modules, in every variant that one of them has", async () => {
  const project = begin();
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  const { load } = await import(pathToFileURL(project.at("dist/npm/both/unified/unified.mjs")));
  for (const variant of ["simd", "baseline"]) {
    const both = await load({ variant });
    assert.deepEqual([both.variant, both.lines("a\nb"), both.capitals("ab"), both.pair("x")], [variant, ["a", "b"], "AB", ["x", "X"]]);
  }
  const size = (name) =>
    [`${name}.baseline.wasm`, `${name}.mjs`].reduce((sum, file) => sum + brotliCompressSync(readFileSync(project.at(`dist/npm/both/${name}/${file}`))).length, 0);
  assert.ok(size("unified") <= 0.85 * (size("lines") + size("words")), `${size("unified")} of ${size("lines")} and ${size("words")}`);

  const inline = await import(pathToFileURL(project.at("dist/npm/both/unified/unified.inline.mjs")));
  for (const make of [load, inline.load]) await classIsSafe(await make(), await make());

  project.edit("lines.cc", "found(1)", "found(2)");
  const again = await project.build();
  assert.match(again.outcomes["unified/baseline: link"], /^(ran|restored)$/, String(again)); // of the warm cache
});

test("two modules that export one name cannot be in one bundle, and both lines are named", async () => {
  const project = begin();
  project.write("words.cc", lines("words").replace("The lines of", "Lines in"));
  const run = await project.run(["build", "unified"]);
  assert.equal(run.code, 1, String(run));
  assert.match(run.stdout + run.stderr, /two exports have one name/);
  assert.match(run.stdout + run.stderr, /because `lines` is exported at lines\.cc:15 and at words\.cc:15\n/);
  assert.match(run.stdout + run.stderr, /export one of the two under another name/);
});
