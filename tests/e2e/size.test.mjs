// `sinter size` on files that others made: what every view says of them agrees with the
// file, and with each other.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sinter = process.env.SINTER ?? join(root, ".sinter/tool/sinter");
const size = (...args) => execFileSync(sinter, ["size", ...args], { encoding: "utf8", cwd: root });
const report = (...args) => JSON.parse(size(...args, "--json"));
const sum = (list, field = "size_bytes") => list.reduce((total, row) => total + row[field], 0);

/** Every wasm file among the packages that the other tests read. */
const modules = readdirSync(join(root, "node_modules"), { recursive: true })
  .filter((name) => name.endsWith(".wasm"))
  .map((name) => join("node_modules", name))
  .filter((path) => WebAssembly.validate(readFileSync(join(root, path))));
const clang = "src/wasm/module_corpus/clang.wasm";

test("every view of real modules adds up to the file, and garbage and what is needed share it", () => {
  assert.ok(modules.length > 3, "are the packages installed?");
  for (const path of modules) {
    const bytes = readFileSync(join(root, path)).length;
    for (const by of ["function", "section", "data", "import", "export", "namespace", "template", "producer"]) {
      assert.equal(sum(report(path, "--by", by, "--top", "all").views[0].rows), bytes, `${path} by ${by}`);
    }
    const { dominators, garbage } = report(path, "--dominators", "--garbage", "--top", "all");
    const top = dominators.filter(({ depth }) => depth === 0);
    assert.equal(sum(top, "retained_bytes") + garbage.size_bytes, bytes, path);
    assert.equal(sum(dominators) + sum(garbage.parts), bytes, path);
  }
});

test("a path says through which call something is reached from an export", () => {
  assert.match(size(clang, "--paths", "one()"), /\none\(\): 5 B, retains 5 B\n {2}export call -> call -> functions \(\) -> i32 of table 0 -> one\(\)\n$/);
  const { paths } = report(clang, "--paths", "sum");
  assert.deepEqual(paths.map(({ name, ways }) => [name, ways]), [["sum", [["export sum", "sum"]]]]);
});

test("a name that nothing has, and a number that is none, are told apart from damage", () => {
  const missing = spawnSync(sinter, ["size", clang, "--paths", "nobody"], { encoding: "utf8", cwd: root });
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /nothing in `.*clang\.wasm` is called `nobody`/);
  const number = spawnSync(sinter, ["size", clang, "--top", "many"], { encoding: "utf8", cwd: root });
  assert.equal(number.status, 2);
  assert.match(number.stderr, /`many` is not a number of rows/);
});

test("of a native binary, too, the rows of every view add up to the file", () => {
  const bytes = readFileSync(sinter).length;
  for (const by of ["section", "function", "data", "namespace", "template", "producer"]) {
    const { format, views } = report(sinter, "--by", by, "--top", "99");
    assert.equal(format, "ELF");
    assert.equal(sum(views[0].rows), bytes, by);
  }
});

test("a program with symbols and the same one without have functions of the same sizes", () => {
  const folder = mkdtempSync(join(tmpdir(), "sinter-size-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const source = "int add(int a, int b) { return a + b; }\nint twice(int a) { return add(a, a) * 3; }\nvoid _start(void) { twice(2); }\n";
  const functionsOf = (name, ...flags) => {
    const path = join(folder, name);
    execFileSync("clang-22", ["-O0", "-g", "-nostdlib", "-static", "-x", "c", "-", "-o", path, ...flags], { input: source });
    return report(path, "--by", "function", "--top", "all").views[0].rows.filter(({ kind }) => kind === "function");
  };
  const named = functionsOf("named");
  assert.deepEqual(named.map(({ name }) => name).sort(), ["_start", "add", "twice"]);
  assert.deepEqual(functionsOf("stripped", "-s").map((row) => row.size_bytes), named.map((row) => row.size_bytes));

  const sources = report(join(folder, "named"), "--by", "source", "--top", "all").views[0].rows;
  assert.equal(sum(sources.filter(({ kind }) => kind === "source")), sum(named));
  const refused = spawnSync(sinter, ["size", join(folder, "stripped"), "--by", "source"], { encoding: "utf8" });
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /does not say what it was compiled from/);
});

test("shares of the compressed file add up to it, and a file differs from itself in nothing", () => {
  const small = modules.filter((path) => readFileSync(join(root, path)).length < 200_000);
  assert.ok(small.length > 0);
  for (const path of small.slice(0, 3)) {
    const { sizes, views } = report(path, "--compressed", "--by", "function");
    assert.equal(sum(views[0].rows, "gzip_bytes"), sizes.gzip_bytes, path);
    assert.equal(sum(views[0].rows, "brotli_bytes"), sizes.brotli_bytes, path);
    assert.deepEqual(report(path, "--diff", path).diff.rows, [], path);
  }
});

test("a diff adds up to what the file grew by, and several files are read only for duplicates", () => {
  const [old, now] = modules;
  const { size_bytes, diff } = report(now, "--diff", old, "--top", "5");
  const growth = sum(diff.rows, "after_bytes") - sum(diff.rows, "before_bytes") + diff.left_out_growth_bytes;
  assert.equal(growth, size_bytes - diff.size_bytes);
  const { duplicates } = report(now, now, "--duplicates", "--top", "all");
  assert.ok(duplicates.repeated_bytes > 0);
  assert.equal(sum(duplicates.groups, "repeated_bytes"), duplicates.repeated_bytes);
  const several = spawnSync(sinter, ["size", now, old], { encoding: "utf8", cwd: root });
  assert.equal(several.status, 2);
  assert.match(several.stderr, /takes several files only with --duplicates/);
});

test("the page has every view, loads nothing, and no choice of a view is passed over", () => {
  const html = size(clang, "--format", "html");
  assert.match(html, /<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
  assert.doesNotMatch(html, /https?:|\bsrc=|\bhref=|\bimport\(|url\(/);
  const { status, stderr } = spawnSync(sinter, ["size", clang, "--format", "html", "--by", "data"], { encoding: "utf8", cwd: root });
  assert.equal(status, 2);
  assert.match(stderr, /`--format html` shows all there is/);
  assert.ok(size(sinter, "--format", "html").length > 10_000, "of a native binary, too");
});

test("what advice says is saved is what is gone when it is followed", () => {
  const folder = mkdtempSync(join(tmpdir(), "sinter-advice-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const wasm_opt = (path, ...flags) => {
    const output = join(folder, "optimised.wasm");
    execFileSync("wasm-opt", [path, "-o", output, "--all-features", ...flags], { stdio: "ignore" });
    return readFileSync(output);
  };
  const advice_on = (path) => Object.fromEntries(report(path, "--advice").advice.map(({ kind, saved_bytes }) => [kind, saved_bytes]));

  const written = join(folder, "written.wasm");
  writeFileSync(written, wasm_opt(join(root, "node_modules/@chainsafe/as-sha256/build/untouched.wasm")));
  const saved = (pass) => readFileSync(written).length - wasm_opt(written, pass).length;
  const { twins, zeros } = advice_on(written);
  assert.equal(twins, saved("--duplicate-function-elimination"));
  assert.ok(zeros > 100 && zeros <= saved("--memory-packing"), `${zeros}`);

  const debug = "node_modules/web-tree-sitter/debug/web-tree-sitter.wasm";
  const module = new WebAssembly.Module(readFileSync(join(root, debug)));
  assert.ok(WebAssembly.Module.customSections(module, "name").length > 0);
  const stripped = join(folder, "stripped.wasm");
  writeFileSync(stripped, wasm_opt(join(root, debug), "--strip-debug"));
  assert.ok(advice_on(debug).names > 500_000);
  assert.ok((advice_on(stripped).names ?? 0) < 100, "what is stripped is not advised again");
  assert.match(size(debug), /\nwhat would make it smaller\n {2}-501554 B, 59\.6 %: names and lines[^]*\n {2}and 2 more: --advice\n/);
});
