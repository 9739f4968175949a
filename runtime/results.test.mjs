// Whoever answers, the result is the same: the shared vectors of the modules, called through
// the runtime with every implementation pinned, and with none.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";

import { camelCase, difference } from "../sdk/testing/cases.mjs";
import { createRuntime, pluginOf, repository } from "./testing.mjs";

const show = (value) => inspect(value, { depth: 5, maxStringLength: 100 });

for (const module of ["json", "memory", "text", "unicode"]) {
  const plugin = await pluginOf(module);
  const folder = join(repository, "modules", module, "vectors");
  const vectors = readdirSync(folder).filter((name) => name.endsWith(".json")).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
  for (const pin of [...plugin.methods, undefined]) {
    test(`${module} answers its vectors with ${pin ?? "whatever is chosen"}`, async () => {
      const runtime = await createRuntime({ modules: [plugin], ...(pin === undefined ? {} : { pin: { [module]: pin } }) });
      const functions = await runtime.load(module);
      let passed = 0;
      for (const { operation, cases } of vectors) {
        for (const [index, entry] of cases.entries()) {
          assert.equal(difference(functions[camelCase(operation)], entry, show), undefined, `${operation} case ${index}`);
          passed++;
        }
      }
      assert.ok(passed > 100, `${passed} cases`);
      const answered = runtime.report().operations.flatMap(({ choices }) => choices.map(({ chosen }) => chosen));
      // The host has only some of the functions; the others are answered by the best that has them.
      const expected = pin === "host" ? ["host", "simd"] : pin === undefined ? answered : [pin];
      assert.deepEqual([...new Set(answered)].sort(), [...new Set(expected)].sort());
      assert.deepEqual(runtime.report().incidents, []);
      runtime.dispose();
    });
  }
}

test("a wrong argument is the same TypeError whoever is asked", async () => {
  const plugin = await pluginOf("text");
  const wrong = [
    ["findFirst", ["text", 5]], ["findFirst", [undefined, "a"]], ["findFirstBytes", [[1, 2, 256], [1]]], ["findFirstBytes", ["abc", [1]]],
    ["levenshteinBounded", ["a", "b", -1]], ["xxh3_64", ["a", 5]], ["messageEnvelope", [{ id: "a", sender: "b", timestamp: "c", payload: "d" }]], ["messageEnvelope", [5]],
  ];
  const said = {};
  for (const pin of ["simd", "twin"]) {
    const runtime = await createRuntime({ modules: [plugin], pin: { text: pin } });
    const functions = await runtime.load("text");
    said[pin] = wrong.map(([name, values]) => {
      try {
        return functions[name](...values);
      } catch (error) {
        assert.ok(error instanceof TypeError, name);
        return `${error.code} ${error.where}: ${error.message}`;
      }
    });
    runtime.dispose();
  }
  assert.deepEqual(said.twin, said.simd);
  assert.ok(said.twin.every((text) => typeof text === "string"), inspect(said.twin));
});
