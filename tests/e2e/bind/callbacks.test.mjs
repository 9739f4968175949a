// JavaScript functions that C++ calls, what they throw, and iterators over what C++ makes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-callbacks-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const wasm = compile("callbacks", [path.join(repository, "tests/e2e/bind/callbacks.cc")], folder, "baseline");
const file = bind("callbacks", [wasm], path.join(folder, "out"));
const { load, SinterError } = await import(pathToFileURL(file));
const press = await load();

const fails = (code) => (error) => {
  assert.equal(error.code, code, `${error}`);
  assert.ok(error instanceof (code === "invalid_argument" ? TypeError : SinterError));
  return true;
};
const library = (...texts) => {
  const book = new press.Book();
  for (const text of texts) book.add(text);
  return book;
};

test("arguments and results of callbacks cross like those of functions", () => {
  assert.equal(press.sum([1, 2, 3], (value) => value * 10), 60);
  assert.equal(press.join(["a", "ß", "c"], (part, index) => part.repeat(index + 1)), "aßßccc");
  assert.deepEqual(press.mapPoints([{ x: 1, y: 2 }, { x: 3, y: 4 }], ({ x, y }) => ({ x: y, y: x })), [{ x: 2, y: 1 }, { x: 4, y: 3 }]);
  assert.deepEqual(press.flat(["a b", "c"], (parts) => parts.flatMap((part) => part.split(" "))), ["a", "b", "c"]);
  assert.equal(press.ask((...given) => (assert.deepEqual(given, ["after", -5n, undefined]), "before")), "before");
  assert.equal(press.shorten("a long title", (text) => text.length <= 6), "a long");
  assert.equal(press.has(() => true), true);
  assert.equal(press.has(null), false);
  assert.equal(press.has(), false);
});

test("a large result of a callback, many times in one call, does not fill memory", () => {
  const part = "x".repeat(100_000);
  assert.equal(press.join(new Array(50).fill("a"), () => part).length, 5_000_000);
  let longest = 0;
  for (let turn = 0; turn < 200; turn++) longest = press.join(["a", "b"], () => part).length;
  assert.equal(longest, 200_000);
});

test("what a callback throws reaches the caller as it is, and C++ ends in order", () => {
  for (const thrown of [new Error("mine"), new RangeError("mine"), "text", undefined, null, new WebAssembly.RuntimeError("mine")]) {
    const caught = (call) => {
      try {
        call();
      } catch (error) {
        return [error];
      }
      return [];
    };
    const thrower = () => {
      throw thrown;
    };
    assert.deepEqual(caught(() => press.sum([1], thrower)), [thrown]);
    assert.deepEqual(caught(() => press.join(["a"], thrower)), [thrown]);
    assert.deepEqual(caught(() => press.shorten("a", thrower)), [thrown], "and not the module's own fault");
    assert.deepEqual(caught(() => library("a").visit(thrower)), [thrown]);
  }
  assert.equal(press.runningCount(), 0);
  assert.equal(press.sum([2], (value) => value), 2);
});

test("after a callback threw, C++ that goes on calls nobody", () => {
  let calls = 0;
  assert.throws(
    () =>
      press.countCalls(10, () => {
        if (++calls === 3) throw new Error("third");
      }),
    /third/,
  );
  assert.equal(calls, 3);
  assert.equal(press.countCalls(2, () => calls++), 2);
});

test("a callback may call the module, catch what that throws, and be called by it again", () => {
  const nested = press.sum([1, 2], (value) => {
    assert.throws(() => press.sum([1], () => assert.fail("inner")), /inner/);
    return press.sum([value, value], (inner) => inner * 2) + press.join(["a", "bb"], (part) => part).length;
  });
  assert.equal(nested, 4 + 8 + 6);
  // Both results have the same type, and the inner is made while the outer is.
  assert.equal(press.greeting("ann, who is greeted at length", () => press.greeting("bob, likewise at some length", () => "!")), "hello ann, who is greeted at lengthhello bob, likewise at some length!");
});

test("what a callback returns must have its type", () => {
  assert.throws(() => press.sum([1], () => "1"), fails("invalid_argument"));
  assert.throws(() => press.sum([1], async () => 1), fails("invalid_argument"));
  assert.throws(() => press.join(["a"], () => undefined), fails("invalid_argument"));
  assert.throws(() => press.mapPoints([{ x: 1, y: 1 }], () => ({ x: 1 })), fails("invalid_argument"));
  for (const wrong of [undefined, null, 1, "f", {}, [], Symbol("s")]) {
    assert.throws(() => press.sum([1], wrong), fails("invalid_argument"));
    assert.throws(() => library().onChange(wrong), fails("invalid_argument"));
  }
  assert.equal(press.runningCount(), 0);
});

test("a callback is let go of when its call is over, and a kept one when C++ drops it", () => {
  const script = `
    const { load } = await import(${JSON.stringify(pathToFileURL(file).href)});
    const press = await load();
    const book = new press.Book();
    book.add("one");
    let freed = 0;
    const registry = new FinalizationRegistry(() => freed++);
    for (let index = 0; index < 100; index++) {
      const visitor = () => index;
      registry.register(visitor);
      book.visit(visitor);
      const weight = (value) => value + index;
      registry.register(weight);
      press.sum([1], weight);
      const listener = () => index;
      registry.register(listener);
      book.onChange(listener);
    }
    book.quiet();
    for (let turn = 0; turn < 20; turn++) { gc(); await new Promise((done) => setTimeout(done)); }
    console.log(freed > 280);`;
  assert.equal(execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], { encoding: "utf8" }), "true\n");
});

test("an object that a callback was shown is gone afterwards", () => {
  const book = library("one", "two");
  const seen = [];
  book.visit((page) => {
    assert.equal(page.ownership, "borrowed");
    seen.push(page.text, page);
  });
  assert.deepEqual([seen[0], seen[2]], ["one", "two"]);
  assert.throws(() => seen[1].text, fails("disposed"));
});

test("an object that a callback disposes of stays until C++ is done with it", () => {
  const book = library("one", "two");
  const texts = [];
  book.visit((page) => {
    texts.push(page.text);
    if (texts.length === 1) {
      book.dispose();
      assert.throws(() => book.add("three"), fails("disposed"));
    }
  });
  assert.deepEqual(texts, ["one", "two"]);
  const other = library("one");
  assert.throws(() =>
    other.visit(() => {
      other.dispose();
      throw new Error("and throws");
    }), /and throws/);
});

test("a kept callback is called until the module lets go of it", async () => {
  const book = library();
  const heard = [];
  book.onChange((what) => heard.push(what));
  book.onChange((what) => heard.push(what.toUpperCase()));
  assert.equal(book.change("a"), 2);
  book.quiet();
  assert.equal(book.change("b"), 0);
  book.onChange((what) => heard.push(`again ${what}`));
  assert.equal(book.change("c"), 1);
  assert.deepEqual(heard, ["a", "A", "again c"]);
  book.onChange(() => {
    throw new Error("listener");
  });
  assert.throws(() => book.change("d"), /listener/);
  book.dispose();
});

test("a kept callback may call what makes a result of the type that is being made", () => {
  const book = library();
  const other = library();
  book.onChange((what) => assert.equal(other.announce(`${what} too`), `it was said at some length that ${what} too`));
  assert.equal(book.announce("a"), "it was said at some length that a");
  book.dispose();
  other.dispose();
});

test("a trap in a call that a callback made ends the instance, and the whole call with it", async () => {
  const doomed = await load();
  let inner;
  assert.throws(() =>
    doomed.sum([1, 2], () => {
      try {
        doomed.divide(1, 0);
      } catch (error) {
        inner = error;
      }
      return 1;
    }), fails("trap"));
  assert.equal(inner.code, "trap");
  assert.throws(() => doomed.divide(1, 1), fails("instance_dead"));
});

test("recursion through a callback that never ends is a RangeError, and the instance is refused or goes on", async () => {
  const deep = await load();
  const again = () => deep.sum([1], again);
  assert.throws(() => deep.sum([1], again));
});

test("a sequence makes its values when they are asked for, and is freed at its end", () => {
  const squares = press.squares(3);
  assert.deepEqual([...squares], [1, 4, 9]);
  assert.deepEqual([...squares], []);
  assert.deepEqual(squares.next(), { done: true, value: undefined });
  assert.deepEqual([...press.diagonal(2)], [{ x: 1, y: 1 }, { x: 2, y: 2 }]);
  assert.deepEqual([...press.rows(["a", "b"])], [["a"], ["a", "b"]]);
  assert.equal(press.runningCount(), 0);
  assert.equal(press.liveObjects().Sequence, undefined);
});

test("leaving early closes a sequence", () => {
  for (const square of press.squares(1_000_000)) if (square > 10) break;
  const [first] = press.squares(5);
  assert.equal(first, 1);
  assert.equal(press.runningCount(), 0);
  const squares = press.squares(5);
  squares.next();
  assert.equal(press.runningCount(), 1);
  assert.deepEqual(press.liveObjects().Sequence, 1);
  assert.deepEqual(squares.return("bye"), { done: true, value: "bye" });
  squares.dispose();
  assert.equal(press.runningCount(), 0);
  assert.deepEqual(squares.next(), { done: true, value: undefined });
});

test("a sequence over an object's parts ends with the object", () => {
  const book = library("one", "two");
  const texts = book.texts();
  assert.equal(texts.next().value, "one");
  book.dispose();
  assert.throws(() => texts.next(), fails("disposed"));
  texts.dispose();
  assert.equal(press.liveObjects().Sequence, undefined);
});

test("an iterable object can be walked through again and again", () => {
  const numbers = new press.Numbers([3, 1, 2]);
  assert.deepEqual([...numbers], [3, 1, 2]);
  assert.equal(Math.max(...numbers), 3);
  assert.deepEqual(Array.from(numbers, (value) => value * 2), [6, 2, 4]);
  numbers.dispose();
  assert.throws(() => [...numbers], fails("disposed"));
});

test("for await walks through a sequence, lets the host have its turn, and closes it", async () => {
  const seen = [];
  for await (const square of press.squares(4)) seen.push(square);
  assert.deepEqual(seen, [1, 4, 9, 16]);
  let turns = 0;
  const ticking = setInterval(() => turns++);
  for await (const square of press.squares(4_000_000)) if (turns > 2) break;
  clearInterval(ticking);
  assert.ok(turns > 2);
  assert.equal(press.runningCount(), 0);
});

test("nothing else passes for a sequence", () => {
  const squares = press.squares(2);
  for (const value of [undefined, null, 1, {}, [], new press.Book()]) assert.throws(() => squares.next.call(value), TypeError);
  assert.equal(squares.next().value, 1);
});

test("TypeScript knows what callbacks take and sequences make", () => {
  copyFileSync(file.replace(/\.mjs$/, ".d.ts"), file.replace(/\.mjs$/, ".d.mts"));
  writeFileSync(path.join(folder, "out/use.mts"), `
import { load, type Sequence } from "./callbacks.mjs";
const press = await load();
const total: number = press.sum([1], (value) => value * 2);
const text: string = press.join(["a"], (part, index) => part + index);
new press.Book().visit((page) => page.text.length);
press.ask((order) => (order === "before" ? "after" : "same"));
const squares: Sequence<number> = press.squares(3);
for (const square of squares) square.toFixed();
for await (const point of press.diagonal(2)) point.x.toFixed();
const largest: number = Math.max(...new press.Numbers([1]));
using rows = press.rows(["a"]);
const first: string[] | undefined = rows.next().value;
const maybe: boolean = press.has(null) || press.has(() => true);
// @ts-expect-error a promise is no number
press.sum([1], async (value) => value);
// @ts-expect-error no such order
press.ask(() => "never");
export { total, text, largest, first, maybe };
`);
  const tsc = path.join(repository, "node_modules/typescript/bin/tsc");
  const flags = "--noEmit --strict --target es2022 --module nodenext --lib es2022,esnext.disposable --types".split(" ");
  execFileSync(process.execPath, [tsc, ...flags, "", path.join(folder, "out/use.mts")], { stdio: "pipe", encoding: "utf8" });
});
