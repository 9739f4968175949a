// Classes of a real module, used as people use them and as they must not: an object that is
// gone, of another class or of another instance is refused before its address is used.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-classes-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const wasm = compile("classes", [path.join(repository, "tests/e2e/bind/classes.cc")], folder, "baseline");
const file = bind("classes", [wasm], path.join(folder, "out"));
const { load, SinterError } = await import(pathToFileURL(file));

const fails = (code) => (error) => {
  assert.equal(error.code, code, `${error}`);
  assert.ok(error instanceof (code === "invalid_argument" ? TypeError : SinterError));
  return true;
};

test("an object is made, read, changed and disposed of, and C++ sees each of it", async () => {
  const bank = await load();
  const account = new bank.Account("ann", 10);
  assert.ok(account instanceof bank.Account);
  account.deposit(5);
  account.depositMoney({ amount: 1, currency: "EUR" });
  assert.equal(account.balance, 16);
  account.limit = 4;
  assert.equal(account.limit, 4);
  account.note += 1;
  assert.equal(account.note, 8);
  assert.equal(account.withdraw(20), -4);
  assert.throws(() => account.withdraw(1), fails("overdrawn"));
  assert.equal(account.describe("by "), "by ann");
  assert.equal(account.describe(), "ann");
  assert.equal(account.summary(), "somebody's");
  assert.equal(bank.aliveCount(), 2);
  account.dispose();
  assert.equal(bank.aliveCount(), 0);
});

test("properties without a setter cannot be written", async () => {
  const bank = await load();
  const account = new bank.Account("ann", 10);
  assert.throws(() => (account.balance = 3), TypeError);
  assert.throws(() => (account.note = 1.5), fails("invalid_argument"));
  assert.throws(() => (account.limit = "3"), fails("invalid_argument"));
  assert.equal(account.balance, 10);
});

test("static methods, other constructors and operators make objects that JavaScript owns", async () => {
  const bank = await load();
  const parsed = bank.Account.parse("7");
  const sum = parsed.plus(bank.Account.anonymous(2.5));
  assert.equal(sum.balance, 9.5);
  assert.equal(sum.ownership, "owned");
  assert.equal(bank.Account.empty().balance, 0);
  assert.equal(bank.openIf(true).balance, 5);
  assert.equal(bank.openIf(false), undefined);
  assert.throws(() => bank.Account.parse("x"), fails("no_number"));
  assert.throws(() => new bank.Owner(), fails("no_constructor"));
  assert.deepEqual(bank.liveObjects(), { Account: 5 });
});

test("functions take objects by reference, by pointer and by value", async () => {
  const bank = await load();
  const account = new bank.Account("ann", 3);
  assert.equal(bank.balanceOf(account), 3);
  assert.equal(bank.balanceOr(account, 1), 3);
  assert.equal(bank.balanceOr(null, 1), 1);
  assert.equal(bank.balanceOr(undefined, 1), 1);
  assert.equal(bank.balanceOfCopy(account), 3);
  bank.rename(account, "bob");
  assert.equal(account.describe(), "bob");
  assert.equal(bank.aliveCount(), 2);
});

test("a class that extends another has its methods, is taken in its place, and is more than it", async () => {
  const bank = await load();
  const savings = new bank.Savings("sue", 0.5);
  assert.ok(savings instanceof bank.Account);
  assert.equal(savings.interest(), 50);
  assert.equal(savings.rate, 0.5);
  savings.deposit(100);
  assert.equal(savings.balance, 200);
  assert.equal(savings.balanceTwice(), 400);
  assert.equal(bank.balanceOf(savings), 200);
  const account = new bank.Account("ann", 1);
  assert.equal(account.richer(savings).balance, 200);
  assert.throws(() => bank.Savings.prototype.interest.call(account), fails("invalid_argument"));
  savings.dispose();
  account.dispose();
  assert.equal(bank.aliveCount(), 0);
});

test("what was borrowed is gone with what it was borrowed from", async () => {
  const bank = await load();
  const account = new bank.Account("ann", 10);
  const owner = account.owner();
  assert.equal(owner.ownership, "borrowed");
  owner.name = "anna";
  assert.equal(account.describe(), "anna");
  assert.equal(account.ownerIf("bob"), undefined);
  assert.equal(account.ownerIf("anna").length, 4);
  account.dispose();
  assert.throws(() => owner.name, fails("disposed"));

  const rich = new bank.Account("rich", 20);
  const poor = new bank.Account("poor", 1);
  const richer = poor.richer(rich);
  assert.equal(richer.balance, 20);
  rich.dispose();
  assert.throws(() => richer.balance, fails("disposed"), "the argument may be what was lent");
  assert.equal(bank.bankItself().balance, 1e6);
  assert.deepEqual(bank.liveObjects(), { Account: 1 });
});

test("a shared object lives until both sides let go of it", async () => {
  const bank = await load();
  const keeper = new bank.Bank();
  const joint = bank.Account.joint("joe");
  assert.equal(joint.ownership, "shared");
  keeper.join(joint);
  joint.dispose();
  assert.throws(() => joint.balance, fails("disposed"));
  assert.equal(bank.aliveCount(), 2);
  const again = keeper.account();
  again.deposit(4);
  keeper.dispose();
  assert.equal(again.balance, 5);
  again.dispose();
  assert.equal(bank.aliveCount(), 0);
  assert.deepEqual(bank.liveObjects(), {});
});

test("an object that was given away is gone here and lives there", async () => {
  const bank = await load();
  const keeper = new bank.Bank();
  const account = new bank.Account("ann", 10);
  keeper.take(account);
  assert.throws(() => account.balance, fails("disposed"));
  assert.throws(() => keeper.take(account), fails("disposed"));
  assert.ok(keeper.hasAccount);
  assert.equal(keeper.account().balance, 10);
  assert.throws(() => keeper.take(keeper.account()), fails("not_owned"));
  assert.throws(() => keeper.take(bank.bankItself()), fails("not_owned"));
  assert.throws(() => keeper.join(new bank.Account("bob", 1)), fails("not_shared"));
});

test("use after disposal and disposing twice are refused, by name", async () => {
  const bank = await load();
  const account = new bank.Account("ann", 10);
  const other = new bank.Account("bob", 10);
  account.dispose();
  for (const use of [
    () => account.balance,
    () => (account.limit = 1),
    () => account.deposit(1),
    () => account.dispose(),
    () => account[Symbol.dispose ?? Symbol.for("Symbol.dispose")](),
    () => account.ownership,
  ])
    assert.throws(use, fails("disposed"));
  assert.throws(() => bank.balanceOf(account), /`account` was disposed of/);
  assert.throws(() => other.plus(account), /`other` was disposed of/);
  assert.equal(bank.aliveCount(), 2);
});

test("an object of another instance is refused", async () => {
  const [here, there] = [await load(), await load()];
  const account = new there.Account("ann", 10);
  assert.ok(!(account instanceof here.Account));
  assert.throws(() => here.balanceOf(account), fails("other_instance"));
  assert.throws(() => here.Account.prototype.deposit.call(account, 1), fails("other_instance"));
  assert.equal(account.balance, 10);
});

test("nothing else passes for an object, whatever it pretends", async () => {
  const bank = await load();
  const account = new bank.Account("ann", 10);
  const keeper = new bank.Bank();
  const forged = Object.create(bank.Account.prototype);
  const turned = Object.setPrototypeOf(new bank.Bank(), bank.Account.prototype);
  const values = [undefined, null, 0, 1, 1n, "", "x", true, Symbol("s"), {}, [], () => 1, new Proxy(account, {}), new Uint8Array(8), keeper, forged, turned, bank.Account, Reflect.construct(Object.getPrototypeOf(bank.Account), [], bank.Account)];
  for (const value of values) {
    assert.throws(() => bank.balanceOf(value), fails("invalid_argument"));
    assert.throws(() => account.plus(value), fails("invalid_argument"));
    assert.throws(() => keeper.take(value), fails("invalid_argument"));
    assert.throws(() => keeper.join(value), fails("invalid_argument"));
    assert.throws(() => bank.Account.prototype.deposit.call(value, 1), fails("invalid_argument"));
    if (value != null) assert.throws(() => bank.balanceOr(value, 1), fails("invalid_argument"));
  }
  assert.throws(() => bank.Account("ann", 1), TypeError);
  assert.equal(account.balance, 10);
  assert.equal(bank.aliveCount(), 2);
});

test("a getter of an argument that disposes of the object cannot make the call use it", async () => {
  const bank = await load();
  const account = new bank.Account("ann", 10);
  const money = {
    get amount() {
      account.dispose();
      return 1;
    },
    currency: "EUR",
  };
  assert.throws(() => account.depositMoney(money), fails("disposed"));
});

test("a class of JavaScript can extend one of C++", async () => {
  const bank = await load();
  class Shouting extends bank.Account {
    shout() {
      return this.describe().toUpperCase();
    }
  }
  const account = new Shouting("ann", 2);
  assert.equal(account.shout(), "ANN");
  assert.equal(bank.balanceOf(account), 2);
  account.dispose();
  assert.equal(bank.aliveCount(), 0);
});

test("only a class that asked for it is disposed of by the collector", () => {
  const script = `
    const { load } = await import(${JSON.stringify(pathToFileURL(file).href)});
    const bank = await load();
    const after = async (make) => {
      const before = bank.aliveCount();
      for (let index = 0; index < 1000; index++) make();
      for (let turn = 0; turn < 20; turn++) { gc(); await new Promise((done) => setTimeout(done)); }
      return bank.aliveCount() - before;
    };
    console.log(await after(() => new bank.Savings("sue", 1)) < 200, await after(() => new bank.Account("ann", 1)), Object.keys(bank.liveObjects()).includes("Account"));`;
  const output = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], { encoding: "utf8" });
  assert.equal(output, "true 2000 true\n");
});

test("the example of docs/classes.md does what its comments say", async () => {
  const page = readFileSync(path.join(repository, "docs/classes.md"), "utf8");
  const [, code] = page.match(/```cpp\n([^]*?)```/);
  const [, script] = page.match(/```js\n([^]*?)```/);
  writeFileSync(path.join(folder, "library.cc"), code);
  const { load } = await import(pathToFileURL(bind("library", [compile("library", [path.join(folder, "library.cc")], folder, "baseline")], path.join(folder, "library"))));
  const checked = script.split("\n").map((line) => {
    const [, expression, comment] = line.match(/^(.*?);? *\/\/ (.*)$/) ?? [];
    if (comment?.startsWith("throws")) return `assert.throws(() => ${expression}, { code: ${comment.match(/code ("\w+")/)[1]} });`;
    return comment === undefined || expression.includes("const ") ? line : `assert.deepEqual(${expression}, ${comment});`;
  });
  assert.equal(checked.filter((line) => line.startsWith("assert.")).length, 5);
  const Asynchronous = (async () => {}).constructor;
  await new Asynchronous("load", "assert", checked.join("\n"))(load, assert);
});

test("TypeScript tells owned, borrowed and shared objects apart, and classes of one shape", () => {
  const declarations = file.replace(/\.mjs$/, ".d.ts");
  assert.match(readFileSync(declarations, "utf8"), /@deprecated Use `deposit`\./);
  copyFileSync(declarations, file.replace(/\.mjs$/, ".d.mts"));
  writeFileSync(path.join(folder, "out/use.mts"), `
import { load, type Owned, type Borrowed, type Shared, type Account, type Savings } from "./classes.mjs";
const bank = await load();
using account: Owned<Account> = new bank.Account("ann", 1);
const owner: string = account.owner().name;
const joint: Shared<Account> = bank.Account.joint("joe");
const savings: Owned<Savings> = new bank.Savings("sue", 0.5);
const base: Account = savings;
bank.balanceOf(savings);
new bank.Bank().join(joint);
class Mine extends bank.Account {}
new Mine("x", 1).deposit(1);
if (base instanceof bank.Savings) base.interest();
const live: number | undefined = bank.liveObjects().Account;
// @ts-expect-error nothing to dispose of
account.owner().dispose();
// @ts-expect-error nothing to dispose of
using wrong = account.owner();
// @ts-expect-error not shared
new bank.Bank().join(account);
// @ts-expect-error not owned
new bank.Bank().take(joint);
// @ts-expect-error another class
bank.balanceOf(account.owner());
// @ts-expect-error a base is not what extends it
const more: Savings = account;
// @ts-expect-error no constructor
new bank.Owner();
// @ts-expect-error read only
account.balance = 1;
const gone: Borrowed<Account> = bank.bankItself();
export { owner, live, wrong, more, gone };
`);
  const tsc = path.join(repository, "node_modules/typescript/bin/tsc");
  const flags = "--noEmit --strict --target es2022 --module nodenext --lib es2022,esnext.disposable --types".split(" ");
  execFileSync(process.execPath, [tsc, ...flags, "", path.join(folder, "out/use.mts")], { stdio: "pipe", encoding: "utf8" });
  writeFileSync(path.join(folder, "out/old.mts"), `import { load } from "./classes.mjs";\nnew (await load()).Account("ann", 1).dispose();\n`);
  execFileSync(process.execPath, [tsc, "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022", "--types", "", path.join(folder, "out/old.mts")], { stdio: "pipe", encoding: "utf8" });
});
