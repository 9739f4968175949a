// A module in three variants: an engine gets the best that it can run, and every one of them
// passes the module's vectors.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { Project, warmCache } from "./project.mjs";

const source = `#include <span>
#ifdef __wasm_relaxed_simd__
#include <wasm_simd128.h>
#endif
#include "sinter/bind.h"
double dot(std::span<const double> left, std::span<const double> right) {
  std::size_t count = left.size() < right.size() ? left.size() : right.size();
  double sum = 0;
  std::size_t index = 0;
#ifdef __wasm_relaxed_simd__
  v128_t sums = wasm_f64x2_splat(0);
  for (; index + 2 <= count; index += 2) {
    sums = wasm_f64x2_relaxed_madd(wasm_v128_load(&left[index]), wasm_v128_load(&right[index]), sums);
  }
  sum = wasm_f64x2_extract_lane(sums, 0) + wasm_f64x2_extract_lane(sums, 1);
#endif
  for (; index < count; ++index) sum += left[index] * right[index];
  return sum;
}
SINTER_EXPORT(dot, "The scalar product.", "left", "right")
`;
const project = new Project({
  "sinter.toml": `
[project]
name = "dot"
license = "MIT"
[module.dot]
sources = ["dot.cc"]
variants = ["baseline", "relaxed-simd", "simd"]
vectors = "vectors"
[package.dots]
name = "dot"
contains = ["dot"]
checks = ["npm", "node"]
`,
  "dot.cc": source,
  "vectors/dot.json": '{"operation": "dot", "source": "by hand", "cases": [{"arguments": [{"$f64": [1, 2, 3]}, {"$f64": [4, 5, 6]}], "result": 32}]}',
}, { cache: warmCache });

const use = (...flags) =>
  execFileSync(process.execPath, ["--input-type=module", "--eval", `
    import { setFlagsFromString } from "node:v8";
    for (const flag of ${JSON.stringify(flags)}) setFlagsFromString(flag);
    const { load } = await import(${JSON.stringify(project.at("dist/npm/dot/dot/dot.mjs"))});
    const { variant, dot } = await load();
    console.log(variant, dot([1, 2, 3], [4, 5, 6]));`], { encoding: "utf8" }).trim();

test("an engine is given the best variant that it can run", async () => {
  const run = await project.run(["test"]);
  assert.equal(run.code, 0, String(run));
  assert.match(run.stdout + run.stderr, /^5 passed, 0 failed$/m); // natively, each variant, the package
  const isOld = Number.parseInt(process.versions.node, 10) < 22;
  assert.equal(use(), isOld ? "simd 32" : "relaxed-simd 32");
  assert.equal(use(...(isOld ? ["--experimental-wasm-relaxed-simd"] : [])), "relaxed-simd 32");
});

test("only C and C++ have relaxed SIMD", async () => {
  const other = new Project({ "sinter.toml": '[module.a]\nrust = "a"\nvariants = ["relaxed-simd"]\n', "a/Cargo.toml": '[package]\nname = "a"\n', "a/src/lib.rs": "" });
  const run = await other.run(["build"]);
  assert.equal(run.code, 2);
  assert.match(run.stderr, /only modules in C and C\+\+ have the variant `relaxed-simd`/);
});
