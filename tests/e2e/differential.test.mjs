// `sinter test --differential`: what a twin that is wrong on purpose shows, from the first
// difference to the case among the vectors that keeps failing until the twin is mended.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { Project, repository, warmCache } from "./project.mjs";

const source = `#include "sinter/bind.h"

namespace letters {

enum class LettersFault { too_many };
SINTER_ENUM(LettersFault, too_many)

/// How many letters z there are, in pairs and alone; more than eight are a fault.
sinter::Fallible<std::uint32_t, LettersFault> count_z(std::string_view text, bool in_pairs) {
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    count += text[at] == 'z' ? 1 : 0;
    if (count > 8) return std::unexpected(sinter::Fault{LettersFault::too_many, at});
  }
  return in_pairs ? count / 2 : count;
}
SINTER_EXPORT(count_z, "Counts.", "text", "in_pairs")

}  // namespace letters
`;
const twin = `export function countZ(text: string, inPairs: boolean): number {
  let count = 0, offset = 0;
  for (const character of text.replace(/\\p{Surrogate}/gu, "\\ufffd")) {
    if (character === "z" && ++count > 8) throw Object.assign(new Error("too many"), { code: "too_many", offset });
    offset += new TextEncoder().encode(character).length;
  }
  return inPairs ? Math.floor(count / 2) : count;
}
`;
const config = `
[module.letters]
sources = ["letters/*.cc"]
vectors = "letters/vectors"
twin = "letters/twin.ts"
features = ["simd128"]
`;

const project = new Project({
  "sinter.toml": config,
  "letters/letters.cc": source,
  "letters/twin.ts": twin,
  "letters/vectors/count_z.json": '{"operation": "count_z", "source": "by hand", "cases": [{"arguments": ["zebra", false], "result": 1}]}\n',
  "node_modules/typescript/package.json": '{"name": "typescript", "version": "0.0.0"}\n',
  "node_modules/typescript/bin/tsc": `require(${JSON.stringify(join(repository, "node_modules/typescript/lib/tsc.js"))});\n`,
}, { cache: warmCache });
const found = "letters/vectors/differential_count_z.json";
const compare = (seconds) => project.run(["test", "--differential", "letters", "--seconds", String(seconds), "--seed", "7"]);
const patience_s = 120;  // the search ends at the first difference: on a busy machine it may come late

test("implementations that agree are counted, native, both variants and the twin", async () => {
  const run = await compare(1);
  assert.equal(run.code, 0, `${run}`);
  assert.match(run.stdout, /^seed 7: 1 functions$/m);
  const counted = Object.fromEntries([...run.stdout.matchAll(/^ {2}(\w+) +(\d+) cases$/gm)].map(([, name, count]) => [name, Number(count)]));
  assert.deepEqual(Object.keys(counted).sort(), ["baseline", "native", "simd", "twin"]);
  for (const [name, count] of Object.entries(counted)) assert.ok(count >= 12, `${name}: ${count} cases`);
  assert.ok(!project.has(found));
});

test("the first difference is made small, told, and kept among the vectors until it is mended", async () => {
  project.edit("letters/twin.ts", "count / 2", "(count + (count === 3 ? 1 : 0)) / 2");
  const run = await compare(patience_s);
  assert.notEqual(run.code, 0, `${run}`);
  assert.match(run.stdout, /letters\.countZ: implementations differ\n {2}called with 'zzz', true\n/);
  assert.match(run.stdout, /\n {2}native, .*: 1\n {2}twin: 2\n/);
  assert.match(run.stderr + run.stdout, /the implementations of `letters` are not one function/);
  const { operation, cases } = JSON.parse(project.read(found));
  assert.equal(operation, "count_z");
  assert.deepEqual(cases, [{ arguments: ["zzz", true], result: 1 }]);

  const again = await project.run(["test", "letters"]);
  assert.notEqual(again.code, 0, `${again}`);
  assert.match(again.stdout + again.stderr, /differential_count_z\.json: case 0: the result differs/);
  project.write("letters/twin.ts", twin);
  assert.equal((await project.run(["test", "letters"])).code, 0);
});

test("a fault at another place is a difference, too", async () => {
  project.edit("letters/twin.ts", "offset });", "offset: offset + 1 });");
  const run = await compare(patience_s);
  assert.notEqual(run.code, 0, `${run}`);
  assert.match(run.stdout, /called with 'zzzzzzzzz', false\n.*: fault too_many at offset 8\n {2}twin: fault too_many at offset 9\n/);
});

test("native code that is alone in being wrong is found as well", async () => {
  project.write("letters/twin.ts", twin);
  project.remove(found);
  project.edit("letters/letters.cc", "std::uint32_t count = 0;", "std::uint32_t count = sizeof(void*) == 8 && text.size() == 3 ? 1 : 0;");
  const run = await compare(patience_s);
  assert.notEqual(run.code, 0, `${run}`);
  assert.match(run.stdout, /called with 'aaa', false\n {2}baseline, simd, twin: 0\n {2}native: 1\n/);
});

test("what there is nothing to compare of is told", async () => {
  const run = await project.run(["test", "--seconds", "1"]);
  assert.equal(run.code, 2, `${run}`);
  assert.match(run.stderr, /--differential/);
});
