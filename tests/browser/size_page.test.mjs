// The page of `sinter size --format html` in Chromium, driven as people do: with keys, the
// mouse and the search field, in both themes, with very many functions, with names that
// try to leave their place.
//
//   node --test tests/browser/size_page.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { scratchFolder } from "../e2e/project.mjs";
import { DrivenPage } from "./driven_page.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sinter = process.env.SINTER ?? join(root, ".sinter/tool/sinter");
const folder = scratchFolder();

/** A number as the format writes it. */
function leb(value) {
  const bytes = [];
  do bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
  while ((value >>>= 7) !== 0);
  return bytes;
}
const section = (id, content) => [Buffer.from([id, ...leb(content.length)]), content];
const text = (string) => Buffer.concat([Buffer.from(leb(Buffer.byteLength(string))), Buffer.from(string)]);

/** A module of functions { name, size, calls? }: the first is exported, each has `size` bytes and may call one other. */
function moduleOf(functions) {
  const bodies = functions.map(({ size, calls }) => {
    const call = calls === undefined ? [] : [0x10, ...leb(calls)];
    const code = Buffer.from([0, ...call, ...new Array(Math.max(0, size - call.length - 3)).fill(0x01), 0x0b]);
    return Buffer.concat([Buffer.from(leb(code.length)), code]);
  });
  const names = Buffer.concat([Buffer.from(leb(functions.length)), ...functions.map(({ name }, index) => Buffer.concat([Buffer.from(leb(index)), text(name)]))]);
  return Buffer.concat([
    Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    ...section(1, Buffer.from([1, 0x60, 0, 0])),
    ...section(3, Buffer.from([...leb(functions.length), ...functions.map(() => 0)])),
    ...section(7, Buffer.concat([Buffer.from([1]), text("run"), Buffer.from([0, 0])])),
    ...section(10, Buffer.concat([Buffer.from(leb(bodies.length)), ...bodies])),
    ...section(0, Buffer.concat([text("name"), Buffer.from([1, ...leb(names.length)]), names])),
  ]);
}

const hostile = "</script><img src=x onerror=alert(1)>\u202e<!--";
const functions = [
  { name: "app::run()", size: 900, calls: 1 },
  { name: "app::parse(int)", size: 700, calls: 2 },
  { name: "std::vector<int>::push_back(int const&)", size: 500 },
  { name: "std::vector<long>::push_back(long const&)", size: 300 },
  { name: hostile, size: 200 },
];

function pageOf(name, list, ...args) {
  const wasm = join(folder, `${name}.wasm`);
  writeFileSync(wasm, moduleOf(list));
  execFileSync(sinter, ["size", wasm, "--format", "html", "-o", `${wasm}.html`, ...args]);
  return `${wasm}.html`;
}

const opened = [];
after(async () => {
  for (const page of opened) await page.close();
});

async function open(file, options) {
  const page = await DrivenPage.open(file, options);
  opened.push(page);
  await page.until("document.querySelectorAll('.row').length > 0");
  return page;
}
const textOf = (page, selector) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
const rowsOf = (page) => page.evaluate("[...document.querySelectorAll('.row')].map((row) => row.firstChild.textContent)");
/** The colour of a point of the picture. */
const colourAt = (page, x, y) => page.evaluate(`[...document.getElementById("canvas").getContext("2d").getImageData(${x}, ${y}, 1, 1).data].join()`);
/** Where the canvas begins on the page. */
const corner = (page) => page.evaluate("(({ left, top, width, height }) => ({ left, top, width, height }))(document.getElementById('canvas').getBoundingClientRect())");

const small = pageOf("small", functions);

test("keys lead through the boxes, in and out, and the panel says what is selected", async () => {
  const page = await open(small);
  assert.match(await textOf(page, "#summary"), /^wasm · 2\.\d KiB.* · 5 functions$/);
  await page.key("ArrowDown");
  assert.equal(await textOf(page, "#panel h2"), "app");
  await page.key("Enter");
  assert.equal(await textOf(page, "#trail"), "the whole fileapp");
  assert.deepEqual((await rowsOf(page)).slice(0, 2), ["app::run()", "app::parse(int)"]);
  await page.key("ArrowDown");
  assert.equal(await textOf(page, "#panel h2"), "app::run()");
  assert.match(await textOf(page, "#panel"), /901 B, .*not there withoutexport run.*keeps 1 otherapp::parse\(int\)/);
  await page.key("ArrowRight");
  assert.equal(await textOf(page, "#panel h2"), "app::parse(int)");
  await page.key("Escape");
  assert.equal(await textOf(page, "#trail"), "the whole file");
  assert.deepEqual(page.messages, []);
});

test("a search dims the rest, sums up what it found, and Escape gives it up", async () => {
  const page = await open(small);
  const before = await rowsOf(page);
  await page.key("/");
  await page.type("push_back");
  assert.match(await textOf(page, "#hits"), /^2 hits, 8\d\d B$/);
  assert.deepEqual(await rowsOf(page), [functions[2].name, functions[3].name]);
  await page.key("Enter");
  assert.equal(await textOf(page, "#panel h2"), functions[2].name);
  await page.key("Enter");
  assert.equal(await textOf(page, "#panel h2"), functions[3].name);
  await page.key("Escape");
  assert.equal(await textOf(page, "#hits"), "");
  assert.deepEqual(await rowsOf(page), before);
});

test("a click selects what is under it, the wheel zooms there, a double click goes in", async () => {
  const page = await open(small);
  const { left, top, width, height } = await corner(page);
  await page.click(left + 60, top + 60);
  const selected = await textOf(page, "#panel h2");
  assert.notEqual(selected, "");
  const still = await colourAt(page, Math.round(width / 2), Math.round(height / 3));
  for (let turn = 0; turn < 4; ++turn) await page.wheel(left + 5, top + height - 5, -400);
  await page.until("true");
  assert.notEqual(await colourAt(page, Math.round(width / 2), Math.round(height / 3)) + (await colourAt(page, 30, 8)), still + still, "the picture moved");
  await page.key("Escape");
  await page.click(left + 60, top + 60, 2);
  assert.match(await textOf(page, "#trail"), /^the whole file./);
});

test("every view has the same bytes, and columns sort both ways", async () => {
  const page = await open(small);
  const views = await page.evaluate("[...document.querySelectorAll('#views button')].map((button) => button.textContent)");
  assert.deepEqual(views, ["by namespace", "by section", "by what keeps it"]);
  for (const [index] of views.entries()) {
    await page.key(String(index + 1));
    assert.match(await textOf(page, "#panel"), /100\.0 % of the file/, views[index]);
  }
  await page.evaluate("document.querySelector('#columns button').click()");
  const names = (await rowsOf(page)).filter((name) => name.startsWith("app") || name.startsWith("std"));
  assert.deepEqual(names, functions.slice(0, 4).map(({ name }) => name).sort());
  await page.evaluate("document.querySelector('#columns button').click()");
  assert.equal((await rowsOf(page)).at(-1), [...(await rowsOf(page))].sort().at(0));
});

test("a name stays text: it neither ends the script nor turns the writing round", async () => {
  const page = await open(small);
  assert.ok((await rowsOf(page)).includes(hostile.replace("\u202e", "\\u202e")));
  assert.equal(await page.evaluate("document.images.length"), 0);
  assert.deepEqual(page.messages, []);
});

test("with an older build boxes and rows tell what grew, what is new and what is gone", async () => {
  const older = join(folder, "older.wasm");
  writeFileSync(older, moduleOf([{ ...functions[0], size: 400 }, ...functions.slice(2), { name: "old::thing()", size: 100 }]));
  const page = await open(pageOf("newer", functions, "--diff", older));
  const changes = await page.evaluate("Object.fromEntries([...document.querySelectorAll('.row')].map((row) => [row.firstChild.textContent, row.lastChild.textContent]))");
  assert.equal(changes["app::run()"], "+500 B");
  assert.equal(changes["app::parse(int)"], "new");
  assert.equal(changes["old::thing()"], "gone");
  assert.equal(changes[functions[2].name], "");
  const { width } = await corner(page);
  const coloured = await colourAt(page, Math.round(width / 8), 60);
  await page.key("c");
  assert.notEqual(await colourAt(page, Math.round(width / 8), 60), coloured, "without changes it has the colour of its namespace");
});

test("both themes are drawn, also when they change", async () => {
  const page = await open(small, { dark: true });
  const dark = await colourAt(page, 3, 8);
  await page.setDark(false);
  await page.until(`[...document.getElementById("canvas").getContext("2d").getImageData(3, 8, 1, 1).data].join() !== ${JSON.stringify(dark)}`);
});

test("with sizes of the compressed file, boxes are as large as their share of it", async () => {
  const page = await open(pageOf("compressed", functions, "--compressed"));
  assert.deepEqual(await page.evaluate("[...document.querySelectorAll('#measures button')].map((button) => button.textContent)"), ["raw", "gzip", "brotli"]);
  await page.evaluate("document.querySelectorAll('#measures button')[2].click()");
  const total = Number(/brotli (\d+) B/.exec(await textOf(page, "#summary"))[1]);
  assert.match(await textOf(page, "#panel"), new RegExp(`${total} B brotli in`));
});

test("30,000 functions are less than 3 MB, and all of them are there", async () => {
  const many = Array.from({ length: 30000 }, (_, i) => ({
    name: `space${i % 40}::Class${i % 977}<${["int", "long", "char const*"][i % 3]}, ${i}>::method_${(i * 7919) % 30011}(std::__1::basic_string<char> const&)`,
    size: 20 + ((i * 7919) % 1000),
    calls: i + 1 < 30000 ? i + 1 : undefined,
  }));
  const file = pageOf("many", many);
  assert.ok(statSync(file).size < 3e6, `${statSync(file).size} bytes`);
  const page = await open(file);
  assert.match(await textOf(page, "#panel"), /in 300\d\d parts/);
  assert.ok((await rowsOf(page)).length < 100, "only the rows in sight are in the page");
  await page.evaluate("document.getElementById('scroll').scrollTop = 1e9");
  await page.until("document.querySelector('.row:last-child').getAttribute('aria-rowindex') === document.getElementById('table').getAttribute('aria-rowcount')");
  await page.key("3");
  assert.match(await textOf(page, "#panel"), /100\.0 % of the file/, "a chain of 30,000 that each keep the next");
  assert.deepEqual(page.messages, []);
});
