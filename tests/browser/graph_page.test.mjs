// The page of `sinter graph --format html` in Chromium, driven as people do: the times of the last build and the
// critical path stand in it, a search finds actions and files, the wheel zooms, a click and the arrow keys select.
//
//   node --test tests/browser/graph_page.test.mjs
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { Project, step } from "../e2e/project.mjs";
import { DrivenPage } from "./driven_page.mjs";

const hostile = "</script><img src=x onerror=alert(1)>";
const copy = (from, to, more = "") => ({ run: ["sh", "-c", `${more} cp ${from} ${to}`], inputs: [from], outputs: [to] });
const project = new Project({
  "sinter.toml":
    step("top", copy("source.txt", "top.txt")) +
    step("left", copy("top.txt", "left.txt")) +
    step("right", copy("top.txt", "right.txt", "sleep 0.1;")) +
    step("end", { run: ["sh", "-c", `: '${hostile}'; cat left.txt right.txt > end.txt`], inputs: ["left.txt", "right.txt"], outputs: ["end.txt"] }),
  "source.txt": "one\n",
});
let page;
/** Names: the critical path as `graph --format json` has it, and the one that is not on it. */
let critical, other;
before(async () => {
  const built = await project.build();
  assert.equal(built.code, 0, String(built));
  const graph = await project.run(["graph", "--format", "html"]);
  writeFileSync(project.at("graph.html"), graph.stdout);
  const json = JSON.parse((await project.run(["graph", "--format", "json"])).stdout);
  critical = json.critical_path.map((action) => json.actions[action].name);
  other = critical.includes("left") ? "right" : "left";
  page = await DrivenPage.open(project.at("graph.html"));
  await page.until("document.querySelector('#panel h2') !== null");
});
after(async () => {
  assert.deepEqual(page.messages, []);
  await page.close();
});

const textOf = (selector) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);
const listed = () => page.evaluate("[...document.querySelectorAll('#panel ul:first-of-type button')].map((button) => button.textContent)");
/** Middles of the boxes in the picture: what is filled for eight points in each direction is no edge. */
const boxes = () => page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const canvas = document.getElementById("canvas");
  const { left, top } = canvas.getBoundingClientRect();
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const isFilled = (x, y) => [-8, 0, 8].every((dx) => [-8, 0, 8].every((dy) => data[4 * ((y + dy) * width + x + dx) + 3] === 255));
  const found = [];
  for (let y = 8; y < height - 8; y += 4) for (let x = 8; x < width - 8; x += 4) {
    if (!isFilled(x, y)) continue;
    const near = found.find((box) => x >= box.left - 8 && x <= box.right + 8 && y >= box.top && y <= box.bottom + 8);
    if (near === undefined) found.push({ left: x, right: x, top: y, bottom: y });
    else Object.assign(near, { left: Math.min(near.left, x), right: Math.max(near.right, x), bottom: y });
  }
  done(found.map((box) => [left + (box.left + box.right) / 2, top + (box.top + box.bottom) / 2]));
})))`);
/** Clicks each box: where which action is. */
async function places() {
  const places = {};
  await page.key("f");
  for (const place of await boxes()) {
    await page.click(...place);
    places[await textOf("#panel h2")] = place;
    await page.key("Escape");
    await page.key("f");
  }
  return places;
}
const picture = () => page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.getElementById('canvas').toDataURL()))))");

test("it says how long all of it takes and which chain decides that, and shows that chain alone", async () => {
  assert.match(await textOf("#summary"), /^production · 4 actions of 4 goals · \d+.* of work, at least \d+/);
  assert.match(await textOf("#panel h2"), /^critical path: [\d.]+ m?s$/);
  assert.equal(critical.length, 3);
  assert.deepEqual(await listed(), critical);
  await page.key("c");
  assert.equal(await page.evaluate("document.getElementById('critical').getAttribute('aria-pressed')"), "true");
  assert.deepEqual(Object.keys(await places()).sort(), critical.toSorted());
  await page.key("c");
  assert.deepEqual(Object.keys(await places()).sort(), ["end", "left", "right", "top"]);
});

test("a search finds names and files, Enter goes from one to the next, Escape gives it up", async () => {
  await page.key("/");
  await page.type(other);
  assert.equal(await textOf("#hits"), "2 found", "the action, and the one that reads what it makes");
  await page.key("Enter");
  assert.deepEqual([await textOf("#panel h2"), await textOf("#hits")], [other, "1 of 2 found"]);
  assert.match(await textOf("#panel"), /when it last ran.*could take .* longer without a longer build.*needs 1 actiontop.*needed by 1 actionend/);
  await page.key("Enter");
  assert.equal(await textOf("#panel h2"), "end");
  assert.ok((await textOf("#panel pre")).includes(hostile), "as text");
  assert.equal(await page.evaluate("document.images.length"), 0);
  await page.key("Escape");
  assert.equal(await textOf("#hits"), "");
});

test("the wheel zooms where it is, a click selects what is under it, arrow keys go along the edges", async () => {
  const place = (await places())[other];
  const whole = await picture();
  await page.wheel(...place, -400);
  await page.click(...place);
  assert.equal(await textOf("#panel h2"), other, "what is under the wheel stays there");
  await page.key("ArrowLeft");
  assert.equal(await textOf("#panel h2"), "top");
  await page.key("ArrowRight");
  assert.equal(await textOf("#panel h2"), critical[1], "the one on the critical path first");
  await page.key("Escape");
  const near = await picture();
  await page.key("f");
  assert.equal(await picture(), whole);
  assert.notEqual(near, whole);
});
