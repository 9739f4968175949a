// The package as its users load it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "../dist/npm/starter-name/statistics/statistics.mjs";

const statistics = await load();

test("a summary is an object", () => {
  assert.deepEqual(statistics.summarize([3, 1, 2]), { mean: 2, deviation: 1, smallest: 1, largest: 3 });
});

test("averages are an array of their own", () => {
  assert.deepEqual(statistics.movingAverage(new Float64Array([1, 3, 5]), 2), new Float64Array([1, 2, 4]));
});
