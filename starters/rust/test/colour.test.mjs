// The package as its users load it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "../dist/npm/starter-name/colour/colour.mjs";

const colour = await load();

test("contrast is that of WCAG", () => {
  assert.equal(colour.contrast(0x000000, 0xffffff), 21);
  assert.equal(colour.contrast(0x767676, 0xffffff).toFixed(2), "4.54");
});

test("colours are mixed", () => {
  assert.equal(colour.mix(0xff0000, 0x0000ff, 0.5), 0x800080);
});
