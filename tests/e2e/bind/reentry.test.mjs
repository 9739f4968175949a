// JavaScript that runs in the middle of a call, in a getter or a callback, and calls the
// module again, disposes of what the call is about, gives it away, or throws: what C++ gets
// is there for as long as it uses it, and what was refused still belongs to its owner.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-reentry-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
// Without optimisation C++ begins a result where it is kept, which shows who writes over it.
const wasm = compile("reentry", [path.join(repository, "tests/e2e/bind/reentry.cc")], folder, "baseline", ["-O0"]);
const files = [bind("reentry", [wasm], path.join(folder, "out")), bind("reentry", [wasm], path.join(folder, "watched"), ["--watch-views"])];
const [{ load }, watched] = [await import(pathToFileURL(files[0])), await import(pathToFileURL(files[1]))];
const module = await load();
const { Item } = module;

const code = (code) => ({ code });
/** An array whose second element is read by `read`. */
const lazy = (values, read) => Object.defineProperty(values, 1, { get: read });

/** What `use` refuses is as before, and goes with its owners. */
function isKept(use, expected, ...values) {
  const items = values.map((value) => new Item(value));
  const before = module.aliveCount();
  assert.throws(() => use(...items), expected);
  assert.deepEqual([items.map(({ value }) => value), module.aliveCount()], [values, before]);
  assert.deepEqual(module.liveObjects(), { Item: values.length });
  for (const item of items) item.dispose();
}

test("a getter that lets memory grow does not lose what was read and what follows", async () => {
  const fresh = await load();
  const values = lazy([1, 2, 3], () => (fresh.grow(9_000_000), 2));
  assert.equal(fresh.sum(values), 6);
});

test("nothing is called in an instance that trapped while the arguments were read, although nobody was told", async () => {
  const calls = {
    numbers: (doomed, trap) => doomed.sum(lazy([1, 2, 3], () => (trap(), 2))),
    "many numbers": (doomed, trap) => doomed.sum(lazy(Array(20_000).fill(1), () => (trap(), 2))),
    "the last number": (doomed, trap) => doomed.sum(lazy([1, 2], () => (trap(), 2))),
    "how many numbers": (doomed, trap) => doomed.sum(new Proxy([], { get: (target, key) => (trap(), target[key]) })),
    struct: (doomed, trap) => doomed.sumPoint({ x: 1, get y() { return trap(), 2; } }),
    tuple: (doomed, trap) => doomed.sumPair(lazy([1, 2], () => (trap(), 2))),
    structs: (doomed, trap) => doomed.sumPoints([{ x: 1, get y() { return trap(), 2; } }]),
    texts: (doomed, trap) => doomed.countTexts(lazy(["a", "b"], () => (trap(), "b"))),
    "an object and a struct": (doomed, trap) => doomed.sumBoxed(new doomed.Item(1), { item: new doomed.Item(2), get weight() { return trap(), 1; } }),
  };
  for (const [name, call] of Object.entries(calls)) {
    const doomed = await load();
    const trap = () => {
      try {
        doomed.trap();
      } catch {
        // As somebody writes it who wants no errors.
      }
    };
    assert.throws(() => call(doomed, trap), code("instance_dead"), name);
  }
});

test("an object is not given away by a call that is refused", () => {
  isKept((a) => module.sumMixed(a, {}), code("invalid_argument"), 1);
  isKept((a, b) => module.sumListed([a, b], "x"), code("invalid_argument"), 1, 2);
  isKept((a) => module.sumListed([a, 1], 1), code("invalid_argument"), 1);
  isKept((a, b) => module.sumBoxed(a, { item: b, weight: "x" }), code("invalid_argument"), 1, 2);
  isKept((a) => module.sumMade(() => ({ item: a, weight: "x" })), code("invalid_argument"), 1);
});

test("an object cannot be given away and used in one call", () => {
  isKept((a) => module.sumTwo(a, a), code("in_use"), 1);
  isKept((a) => module.sumMixed(a, a), code("in_use"), 1);
  isKept((a) => module.sumListed([a, a], 1), code("in_use"), 1);
  isKept((a) => module.sumBoxed(a, { item: a, weight: 1 }), code("in_use"), 1);
  isKept((a) => a.absorb(a), code("in_use"), 1);
  isKept((a) => a.ask(() => module.eat(a)), code("in_use"), 1);
  const [left, right] = [new Item(1), new Item(2)];
  assert.equal(left.ask(() => module.eat(right)), 1);
  assert.equal(module.sumListed([left], 1), 2);
  assert.equal(module.sumMade(() => ({ item: new Item(7), weight: 1 })), 7);
  assert.equal(module.aliveCount(), 0);
});

test("an object that a getter disposes of, or gives away, is not passed", () => {
  const [a, b, c] = [new Item(1), new Item(2), new Item(3)];
  for (const [lose, expected] of [[() => module.eat(a), code("in_use")], [() => a.dispose(), code("disposed")]]) {
    assert.throws(() => module.sumBoxed(a, { get item() { lose(); return b; }, weight: 1 }), expected);
  }
  assert.throws(() => module.sumListed(lazy([c, b], () => (c.dispose(), b)), 1), code("disposed"));
  assert.equal(module.sumListed([b], 0), 2);
  const [d, e] = [module.sharedItem(4), module.sharedItem(5)];
  assert.throws(() => module.sumShared(lazy([d, e], () => (d.dispose(), e))), code("disposed"));
  assert.equal(module.sumShared([e, e]), 10);
  e.dispose();
  assert.equal(module.aliveCount(), 0);
});

test("what a getter disposes of is freed at once, although a callback was given before", () => {
  for (const last of [2, "no number"]) {
    const item = new Item(1);
    let alive;
    const values = lazy([1, 1], () => {
      item.dispose();
      alive = module.aliveCount();
      return last;
    });
    if (last === 2) assert.equal(module.sumThen(() => {}, values), 3);
    else assert.throws(() => module.sumThen(() => {}, values), code("invalid_argument"));
    assert.deepEqual([alive, module.liveObjects()], [0, {}]);
  }
});

test("objects in a result are freed when nobody gets it, because a callback threw", () => {
  const mine = new Error("mine");
  const mean = () => { throw mine; };
  const { twoAfter, maybeAfter, sharedAfter, boxedAfter, fallibleAfter } = module;
  for (const call of [twoAfter, maybeAfter, sharedAfter, boxedAfter, (before) => fallibleAfter(false, before), (before) => fallibleAfter(true, before)]) {
    assert.throws(() => call(mean), mine);
    assert.deepEqual([module.aliveCount(), module.liveObjects()], [0, {}], call.name);
  }
  for (const item of [...twoAfter(() => {}), maybeAfter(() => {}), sharedAfter(() => {}), boxedAfter(() => {}).item, fallibleAfter(false, () => {}).item]) item.dispose();
  assert.equal(module.aliveCount(), 0);
});

test("an array that a callback disposes of stays until C++ is done with it", () => {
  const array = module.newFloat64Array(20);
  array.values.fill(1);
  const sum = module.sumAfter(array, () => {
    array.dispose();
    module.newFloat64Array(20).values.fill(100);
  });
  assert.equal(sum, 20);
  assert.throws(() => array.values, code("disposed"));
});

test("a short view is changed in place, also when memory moves meanwhile", async () => {
  for (const from of [load, watched.load]) {
    const fresh = await from();
    fresh.growAndDouble(fresh.shown());
    assert.deepEqual([...fresh.shown()], [2, 4, 6]);
  }
});

test("what a callback throws in a sequence is thrown by it, and ends it", () => {
  const mine = new Error("mine");
  const texts = module.changed(3, () => {
    throw mine;
  });
  assert.throws(() => texts.next(), mine);
  assert.equal(module.sum([1]), 1);
  assert.deepEqual([texts.next(), module.liveObjects()], [{ done: true, value: undefined }, {}]);
});

test("a sequence may be asked, and left, while it is making a value", () => {
  const begin = "a text that is long enough for the heap, ";
  const inner = module.changed(9, (count) => `inner ${count}`);
  assert.deepEqual([...module.changed(2, () => inner.next().value)], [9, 8].map((count) => `${begin}${begin}inner ${count}`));
  inner.dispose();
  const left = module.changed(3, (count) => (left.return(), count));
  assert.deepEqual([left.next(), left.next()], [{ done: false, value: `${begin}3` }, { done: true, value: undefined }]);
  assert.deepEqual(module.liveObjects(), {});
});
