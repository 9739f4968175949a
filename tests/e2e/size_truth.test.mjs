// What `sinter size` says of functions, held against those who placed them: the maps that
// linkers write. The same program without names has the same functions.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sinter = process.env.SINTER ?? join(root, ".sinter/tool/sinter");
const folder = mkdtempSync(join(tmpdir(), "sinter-truth-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const run = (program, ...args) => execFileSync(program, args, { encoding: "utf8", cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
const make = (source, ...args) => execFileSync("clang++-22", ["-O1", "-ffunction-sections", "-w", ...args, "-x", "c++", "-c", "-"], { input: source, cwd: folder });

/** Templates, virtual functions, functions that only this file sees, of one name in two scopes, and the library's. */
const program = `
#include <map>
#include <string>
#include <vector>
namespace shape {
struct Base { virtual ~Base() = default; virtual std::string name() const = 0; };
template <class T> struct Box : Base {
  explicit Box(T v) : value(v) {}
  std::string name() const override { return std::to_string(value) + "!"; }
  T value;
};
static __attribute__((noinline)) int count(int v) { return v * v + 1; }
}
static __attribute__((noinline)) int count(int v) { return v * 3 + 1; }
int main(int argument_count, char** arguments) {
  std::map<std::string, std::vector<int>> found;
  for (int i = 0; i < argument_count; ++i) found[arguments[i]].push_back(shape::count(i) + count(i));
  shape::Box<int> whole(argument_count);
  shape::Box<long long> large(argument_count);
  const shape::Base* volatile either = argument_count > 2 ? static_cast<shape::Base*>(&whole) : &large;
  return static_cast<int>(found[either->name()].size());
}`;

function functionsOf(file) {
  const { views, size_bytes: bytes } = JSON.parse(run(sinter, "size", file, "--by", "function", "--top", "all", "--json"));
  assert.equal(bytes, statSync(join(folder, file)).size);
  return views[0].rows.filter(({ kind }) => kind === "function").map(({ name, symbol, size_bytes: size }) => [symbol ?? name, size]);
}

const text = (list) => list.map(([name, size]) => `${size} ${name}`).sort();
const sizes = (list) => list.map(([, size]) => size).sort((left, right) => left - right);

test("each function of a wasm file is as large as wasm-ld says, with names and without", () => {
  make(program, "--target=wasm32-wasi", "-stdlib=libc++", "-fno-exceptions", "-o", "wasm.o");
  const library = "/usr/lib/wasm32-wasi";
  const runtime = run("clang++-22", "-w", "--target=wasm32-wasi", "-print-libgcc-file-name").trim();
  const link = (output, ...flags) =>
    run("wasm-ld-22", "--no-demangle", `-L${library}`, `${library}/crt1.o`, "wasm.o", "-lc++", "-lc++abi", "-lc", runtime, "-o", output, ...flags);
  link("named.wasm", "--Map=wasm.map");
  link("stripped.wasm", "--strip-all");
  const map = readFileSync(join(folder, "wasm.map"), "utf8");
  const code = map.slice(map.indexOf(" CODE\n"), map.indexOf(" DATA\n"));
  // "       -       5b        b         p.o:(name)"; what the linker makes itself is "<internal>". In the file it calls `main` so again.
  const placed = [...code.matchAll(/^ +- +[0-9a-f]+ +([0-9a-f]+) {9}\S.*?:\((.*)\)$/gm)].map(([, size, name]) => [name === "__main_argc_argv" ? "main" : name, parseInt(size, 16)]);
  assert.ok(placed.length > 80, `${placed.length} functions are in the map`);
  const named = functionsOf("named.wasm");
  assert.deepEqual(text(named), text(placed));
  assert.deepEqual(sizes(functionsOf("stripped.wasm")), sizes(placed));
});

before(() => make(program, "-o", "native.o"));

test("each function of an ELF program is as large as lld says, with names and without", () => {
  const link = (output, ...flags) => run("clang++-22", "-fuse-ld=lld", "-Wl,--no-demangle", "native.o", "-o", output, ...flags);
  link("named", "-Wl,-Map=lld.map");
  link("stripped", "-s");
  // A symbol stands below its section: "address address size align name", of ours all in sections of their own.
  const placed = [];
  let isOurs = false;
  for (const line of readFileSync(join(folder, "lld.map"), "utf8").split("\n")) {
    const [, size, place] = /^ *[0-9a-f]+ +[0-9a-f]+ +([0-9a-f]+) +\d+ (.*)$/.exec(line) ?? [];
    if (!place) continue;
    if (!place.startsWith(" ".repeat(16))) isOurs = place.includes("native.o:(.text.");
    else if (isOurs && size !== "0") placed.push([place.trim(), parseInt(size, 16)]);
  }
  const named = functionsOf("named");
  const ours = new Set(placed.map(([name]) => name));
  assert.ok(ours.size > 10, `${ours.size} functions are in the map`);
  assert.deepEqual(text(named.filter(([name]) => ours.has(name))), text(placed));
  // Without names, the tables for unwinding tell of each of them.
  const left = sizes(functionsOf("stripped"));
  for (const size of sizes(placed)) {
    const at = left.indexOf(size);
    assert.notEqual(at, -1, `no function of ${size} bytes is left`);
    left.splice(at, 1);
  }
});

test("each function is as large as GNU ld says its section is", () => {
  run("clang++-22", "-fuse-ld=bfd", "-Wl,-Map=gnu.map", "native.o", "-o", "gnu");
  const map = readFileSync(join(folder, "gnu.map"), "utf8");
  const used = map.slice(map.indexOf("Linker script and memory map"));
  const placed = [...used.matchAll(/^ \.text\.(_Z\S+|main)\s+0x0*[1-9a-f]\S* +0x([0-9a-f]+) native\.o$/gm)].map(([, name, size]) => [name, parseInt(size, 16)]);
  const ours = new Set(placed.map(([name]) => name));
  assert.ok(ours.size > 10, `${ours.size} functions are in the map`);
  assert.deepEqual(text(functionsOf("gnu").filter(([name]) => ours.has(name))), text(placed));
});

test("each byte came through the chain of inlined calls that llvm-symbolizer tells, in DWARF 4 and 5", () => {
  const source = `
#include <vector>
namespace shape {
template <class T> struct Box { T value; T area() const { T sum = value; for (int i = 0; i < 9; ++i) sum = sum * value + i; return sum; } };
static int grow(int from) { Box<int> box{from}; return box.area() + 3; }
}
int total(int count) {
  std::vector<int> found;
  for (int i = 0; i < count; ++i) found.push_back(shape::grow(i));
  return found.empty() ? 2 : found[0];
}`;
  for (const version of [4, 5]) {
    const file = `inlined-${version}.so`;
    make(source, "-O2", "-fPIC", "-g", `-gdwarf-${version}`, "-o", "inlined.o");
    run("clang++-22", "-fuse-ld=lld", "-shared", "inlined.o", "-o", file);
    const told = new Map();
    const add = (sums, chain, bytes) => sums.set(chain.join(" < "), (sums.get(chain.join(" < ")) ?? 0) + bytes);
    const { inlined } = JSON.parse(run(sinter, "size", file, "--inlined", "--top", "all", "--json"));
    const above = [];
    for (const { name, symbol, line, depth, own_bytes: bytes } of inlined.rows) {
      above.length = depth;
      above.push(depth === 0 ? (symbol ?? name) : `${symbol ?? name}:${line}`);
      if (bytes !== 0) add(told, above, bytes);
    }
    // Each byte of those functions, one by one: the innermost function first, each with its line in its own source.
    const bytes = [];
    for (const [, at, size, name] of run("llvm-nm-22", "-S", "--defined-only", file).matchAll(/^(\S+) (\S+) [tTwW] (.*)$/gm)) {
      if (!inlined.rows.some((row) => row.depth === 0 && (row.symbol ?? row.name) === name)) continue;
      for (let offset = 0; offset < parseInt(size, 16); ++offset) bytes.push([parseInt(at, 16) + offset, name]);
    }
    const addresses = bytes.map(([address]) => `0x${address.toString(16)}`).join("\n");
    const answers = execFileSync("llvm-symbolizer-22", ["--inlines", "--no-demangle", "--output-style=JSON", "-e", file], { input: addresses, cwd: folder, encoding: "utf8" });
    const truth = new Map();
    answers.trim().split("\n").forEach((line, index) => {
      const frames = JSON.parse(line).Symbol;
      const chain = [bytes[index][1]];
      for (let at = frames.length - 2; at >= 0; --at) chain.push(`${frames[at].FunctionName}:${frames[at + 1].Line}`);
      add(truth, chain, 1);
    });
    assert.ok(truth.size > 15, `${truth.size} chains`);
    assert.deepEqual([...told].sort(), [...truth].sort());
  }
});
