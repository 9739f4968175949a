// Starts the built application and asks it for all it offers, as the site does. Fails when
// one of its four parts is missing or does not fit the others.
//
//   node build/app/main/smoke.js NOTES
import assert from "node:assert/strict";

import { builtApp, startApp } from "./app.js";

const answer = await startApp({ app: builtApp, notes: process.argv[2] ?? "notes" });
const get = async (path: string): Promise<Response> => answer(new Request(`notebook://app${path}`));
const titles = async (query: string): Promise<string[]> => {
  const notes = (await (await get(`/api/notes?query=${query}`)).json()) as { title: string }[];
  return notes.map((note) => note.title);
};

const page = await (await get("/")).text();
const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? "");
assert.ok(assets.some((asset) => asset.endsWith(".js")), "the page loads no script");
for (const asset of assets) assert.equal((await get(asset)).status, 200, asset);

assert.deepEqual(await titles(""), ["Bread", "Onion soup", "Kitchen timers"]);
assert.deepEqual(await titles("os"), ["Onion soup"], "letters in order, where words begin");
assert.deepEqual(await titles("ti"), ["Kitchen timers"]);
assert.match(await (await get("/api/note?file=bread.md")).text(), /^# Bread/);
assert.equal((await get("/api/note?file=../package.json")).status, 404);
assert.equal((await get("/..%2fmain/app.js")).status, 404, "the site's folder is never left");
console.log(`smoke: ${assets.length} assets, ${(await titles("")).length} notes, all there`);
