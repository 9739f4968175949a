// A component gives the results that our own glue gives for the same core: to a small host
// that follows the canonical ABI to the letter (canonical.mjs), and to jco's glue.
//
//   SINTER_TEST_ALL=1   in jco, too, which ./sinterw test --all installs in tests/hosts
//   SINTER_UPDATE=1     writes component.wit anew: read the difference
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Project, execute, repository, scratchFolder, sinter, warmCache } from "../project.mjs";
import { bind, compile } from "./build.mjs";
import { host } from "./canonical.mjs";
import { calls, foreign, settled, trapping } from "./component_calls.mjs";

const folder = scratchFolder();
const all = process.env.SINTER_TEST_ALL !== undefined && process.env.SINTER_TEST_ALL !== "";
const label = (name) => name.replaceAll("_", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const file = (name) => path.join(folder, name);
let ours, manifest;

before(async () => {
  const wasm = compile("component", [path.join(import.meta.dirname, "component.cc")], folder, "baseline", ["-Oz"]);
  ours = await (await import(pathToFileURL(bind("component", [wasm], folder)))).load();
  manifest = JSON.parse(readFileSync(file("manifest.json")));
  execFileSync(sinter, ["component", "--module", "component", "--project", "sinter", "--version", "1.0.0", "--linked", wasm, "-o", folder]);
});
const opened = () => host(readFileSync(file("component.component.wasm")), manifest);

test("every call gives a host of components what it gives our own glue", async () => {
  const { name, functions } = await opened();
  assert.equal(name, "sinter:component/component@1.0.0");
  for (const [call, ...values] of calls) {
    assert.deepEqual(settled(() => functions[label(call)](...values.map(foreign))), settled(() => ours[call](...values)), call);
  }
  assert.deepEqual(new Set(calls.map(([call]) => label(call))), new Set(Object.keys(functions)), "some function is not called");
});

test("what the types of a component cannot forbid traps, and is not passed on", async () => {
  for (const [call, ...values] of trapping) {
    const { functions } = await opened();
    assert.throws(() => functions[label(call)](...values), WebAssembly.RuntimeError, call);
  }
});

test("a host that transcodes may ask for more memory, and gets what it wrote", async () => {
  const { functions, exported } = await opened();
  const { reallocate, release } = exported.get("greet");
  const short = reallocate(0, 0, 1, 4);
  assert.notEqual(reallocate(short, 4, 1, 400), short);
  release(0);
  assert.equal(functions.greet("again"), "Hello, again!");
});

test("arguments give their memory back", async () => {
  const { functions, exported } = await opened();
  const { reallocate, release } = exported.get("sum");
  functions.sum(new Float64Array(1000));
  const first = reallocate(0, 0, 8, 8000);
  release(0);
  for (let count = 0; count < 1000; count++) functions.sum(new Float64Array(1000));
  assert.equal(reallocate(0, 0, 8, 8000), first);
});

test("the WIT is as it was reviewed", () => {
  const reviewed = path.join(import.meta.dirname, "component.wit");
  const wit = readFileSync(file("component.wit"), "utf8");
  if (process.env.SINTER_UPDATE !== undefined) writeFileSync(reviewed, wit);
  assert.equal(wit, readFileSync(reviewed, "utf8"));
});

test("jco reads the WIT and runs the component", { skip: !all }, async () => {
  const require = createRequire(path.join(repository, "tests/hosts/package.json"));
  const jco = await import(pathToFileURL(require.resolve("@bytecodealliance/jco-transpile")));
  const tools = await import(pathToFileURL(require.resolve("@bytecodealliance/jco-transpile/wasm-tools")));
  const types = async (component, name) => {
    const { files } = await jco.transpile(component, { name, outDir: file(name) });
    for (const [at, bytes] of Object.entries(files)) {
      mkdirSync(path.dirname(at), { recursive: true });
      writeFileSync(at, bytes);
    }
    return Buffer.from(Object.entries(files).find(([at]) => at.endsWith("sinter-component-component.d.ts"))[1]).toString();
  };
  const declared = await types(file("component.component.wasm"), "jco");
  // The text and the file say the same: a component made of the text alone has the same types.
  const world = "component-component";
  const empty = await tools.componentEmbed({ witSource: readFileSync(file("component.wit"), "utf8"), world, dummy: true });
  writeFileSync(file("empty.wasm"), await tools.componentNew(empty, []));
  const bare = (text) => text.replace(/\/\*\*(?! @module)[^]*?\*\/\n/g, "").replace(/ *\n/g, "\n").split("\n").sort().join("\n");
  assert.equal(bare(declared), bare(await types(file("empty.wasm"), "empty")));

  writeFileSync(file("jco/package.json"), '{"type": "module"}');
  const { component } = await import(pathToFileURL(file("jco/jco.js")));
  for (const [call, ...values] of calls) {
    const theirs = settled(() => component[call.replace("_", "")](...values.map(foreign)));
    assert.deepEqual(theirs, settled(() => ours[call](...values)), call);
  }
});

const shop = (exports) => ({
  "sinter.toml": `[project]\nname = "acme"\nversion = "1.2.0"\nlicense = "MIT"\n[module.shop]\nsources = ["*.cc"]\nfeatures = ["simd128"]\ncomponent = true
[package.acme]\ncontains = ["shop"]\n`,
  "exports.cc": `#include <string>\n#include "sinter/bind.h"\nnamespace shop {\n${exports}\n}\n`,
});

test("`component = true` puts a component and its WIT beside the module and into the package", async () => {
  const project = new Project(shop(`std::string greet(std::string_view name) { return "Hello, " + std::string(name); }\nSINTER_EXPORT(greet, "Greets.", "name")`), { cache: warmCache });
  const run = await project.build();
  assert.equal(run.code, 0, run.toString());
  assert.match(project.read("dist/npm/acme/shop/shop.wit"), /^package acme:shop@1\.2\.0;\n[^]*  greet: func\(name: string\) -> string;\n/);
  const bytes = readFileSync(project.at("dist/npm/acme/shop/shop.component.wasm"));
  // What is inside is what ships: one variant, optimised, without descriptors.
  assert.ok(bytes.includes(readFileSync(project.at("dist/npm/acme/shop/shop.simd.wasm"))));
  const { functions } = await host(bytes, JSON.parse(project.read("dist/npm/acme/shop/manifest.json")));
  assert.equal(functions.greet("Ada"), "Hello, Ada");
  const resolved = await execute(process.execPath, ["-e", 'console.log(require.resolve("acme/shop/shop.wit"), require.resolve("acme/shop/shop.component.wasm"))'],
    { cwd: project.at("dist/npm/acme"), env: project.environment });
  assert.match(resolved.stdout, /shop\.wit .*shop\.component\.wasm/, resolved.toString());

  project.edit("sinter.toml", "component = true", "component = false");
  assert.equal((await project.build()).code, 0);
  assert.ok(!project.has("dist/npm/acme/shop/shop.wit"));
});

test("what a component cannot have fails the build at its line of C++", async () => {
  const project = new Project(shop(`void clear(std::span<float> values) { for (float& value : values) value = 0; }\nSINTER_EXPORT(clear, "", "values")`), { cache: warmCache });
  const run = await project.run(["build"]);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /`clear` cannot be part of a component  \[SN0705\]\n\s+at exports\.cc:5\n\s+because its parameter `values` is changed in place\n/);
});
