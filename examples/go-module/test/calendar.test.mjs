import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import { load } from "../dist/npm/@example/calendar/dates/dates.mjs";

const dates = await load();

test("Easter moves as the church's tables say", () => {
  const day = (year) => new Date(Date.UTC(year, 0, dates.easterDay(year))).toISOString().slice(5, 10);
  assert.deepEqual([1961, 2000, 2024, 2038].map(day), ["04-02", "04-23", "03-31", "04-25"]);
});

test("the last days of a year may belong to the next one's first week", () => {
  const week = (date) => dates.isoWeek(BigInt(Date.parse(date) / 1000));
  assert.equal(week("2024-12-30"), 202501);
  assert.equal(week("2027-01-01"), 202653);
});

test("what Go prints is on the console", () => {
  const program = `import { load } from "${new URL("../dist/npm/@example/calendar/dates/dates.mjs", import.meta.url)}";
    (await load()).printYear(2025);`;
  const printed = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  assert.equal(printed.stderr, "Easter is on 20 April 2025\nPentecost is on 8 June 2025\n");
});
