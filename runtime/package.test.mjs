// The package as its users have it: installed beside the modules, imported and required,
// compiled against by `tsc --strict`, small when bundled; and plug-ins that fit or do not.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { createRuntime, packages, pluginOf, repository, SinterError, withMembers } from "./testing.mjs";

const user = mkdtempSync(join(tmpdir(), "sinter-user-"));
after(() => rmSync(user, { recursive: true, force: true }));
mkdirSync(join(user, "node_modules"));
symlinkSync(packages, join(user, "node_modules/@sinter"), "dir");
writeFileSync(join(user, "package.json"), '{ "name": "user", "private": true, "type": "module" }');

function run(args, env = {}) {
  try {
    return execFileSync(process.execPath, args, { cwd: user, encoding: "utf8", stdio: "pipe", env: { ...process.env, ...env } }).trim();
  } catch (error) {
    throw new Error(`${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  }
}

const program = `const runtime = await createRuntime({ modules: [plugin] });
  const { findFirst } = await runtime.load("text");
  const { method } = await runtime.execute("text", "fnv1a64", "the cat"); // wasm is the fastest for all sizes
  console.log(findFirst("the cat", "cat"), method);`;

test("import and require() both work, with and without wasm", () => {
  writeFileSync(join(user, "a.mjs"), `import { createRuntime } from "@sinter/runtime";\nimport { plugin } from "@sinter/modules/text/plugin";\n${program}`);
  writeFileSync(join(user, "b.cjs"), `const { createRuntime } = require("@sinter/runtime");\nconst { plugin } = require("@sinter/modules/text/plugin");\n(async () => { ${program} })();`);
  for (const options of [["a.mjs"], ["b.cjs"], ["--no-experimental-require-module", "b.cjs"]]) {
    assert.equal(run(options), "4 simd");
    assert.equal(run(options, { SINTER_WASM: "off" }), "4 twin");
    assert.equal(run([...options, "--no-wasm"]), "4 twin");
  }
});

test("worker threads have a runtime of their own, which does not keep them alive", () => {
  writeFileSync(join(user, "answer.mjs"), `import { createRuntime } from "@sinter/runtime";\nimport { plugin } from "@sinter/modules/text/plugin";\n${program}`);
  writeFileSync(join(user, "threads.cjs"), `const { Worker } = require("node:worker_threads");
    const common = 'const { createRuntime } = require("@sinter/runtime"); const { plugin } = require("@sinter/modules/text/plugin"); (async () => {' + ${JSON.stringify(program)} + "})();";
    const workers = [new Worker("./answer.mjs"), new Worker(common, { eval: true }), new Worker("./answer.mjs", { env: { SINTER_WASM: "off" } })];
    for (const [index, worker] of workers.entries()) worker.on("exit", (code) => console.log(index, code));`);
  const lines = run(["threads.cjs"]).split("\n").sort();
  assert.deepEqual(lines, ["0 0", "1 0", "2 0", "4 simd", "4 simd", "4 twin"]);
});

test("modules of @sinter/modules are found by name where names can be imported", () => {
  writeFileSync(join(user, "c.mjs"), `import { createRuntime } from "@sinter/runtime";\nconst runtime = await createRuntime();
    console.log((await runtime.execute("text", "findFirst", "the cat", "cat")).result);
    await runtime.load("nothing").catch(({ code, message }) => console.log(code, message.includes("createRuntime({ modules: [plugin] })")));`);
  // The package is looked for from where the runtime really is.
  assert.equal(run(["--preserve-symlinks", "c.mjs"]), "4\nunknown_module true");
});

test("types hold the caller to the module's own functions", () => {
  const text = `import { createRuntime, type Answer, type Report } from "@sinter/runtime";
import { plugin as text } from "@sinter/modules/text/plugin";
import { plugin as memory } from "@sinter/modules/memory/plugin";
export async function use(): Promise<[number | undefined, Report, Answer]> {
  const runtime = await createRuntime({ modules: [text, memory], pin: { text: "twin" } });
  const functions = await runtime.load("text");
  const found: number | undefined = functions.findFirst("a", "b");
  // @ts-expect-error there is no such function
  functions.thereIsNoSuchFunction();
  // @ts-expect-error a number is no text
  functions.findFirst("a", 1);
  // @ts-expect-error a function of the other module
  functions.aggregate([1]);
  const { mean } = (await runtime.load("memory")).aggregate([1, 2]);
  runtime.on("incident", ({ what }) => what.length + mean);
  return [found, runtime.report(), await runtime.execute("text", "findFirst", "a", "b")];
}
`;
  writeFileSync(join(user, "use.mts"), text);
  writeFileSync(join(user, "use.cts"), text);
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  for (const [module, resolution, files] of [["node16", "node16", ["use.mts", "use.cts"]], ["nodenext", "nodenext", ["use.mts", "use.cts"]], ["esnext", "bundler", ["use.mts"]]]) {
    run([tsc, "--strict", "--exactOptionalPropertyTypes", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", resolution, "--types", "", ...files]);
  }
});

test("importing does no work, and says so to bundlers", () => {
  assert.equal(JSON.parse(readFileSync(join(packages, "runtime/package.json"), "utf8")).sideEffects, false);
  const spy = `const seen = []; globalThis.WebAssembly = new Proxy(WebAssembly, { get: (of, name) => (seen.push(name), of[name]) });
    globalThis.fetch = () => seen.push("fetch"); await import("@sinter/runtime"); await import("@sinter/modules/text/plugin"); console.log(seen.length);`;
  assert.equal(run(["--input-type=module", "--eval", spy]), "0");
});

test("what importing brings stays small: bench/runtime/download.mjs says what bundlers make of it", () => {
  const files = ["runtime/index.mjs", "modules/text/text.plugin.mjs"].map((file) => readFileSync(join(packages, file), "utf8"));
  const { length } = brotliCompressSync(files.join("\n"));
  assert.ok(length < 10_000, `${length} bytes as they ship, brotli`);
  assert.ok(!files[0].includes("BigInt64Array"), "arguments of JavaScript are checked by a file of its own");
});

test("a plug-in of another contract is refused with both versions and what to install", async () => {
  const text = await pluginOf("text");
  const runtime = await createRuntime();
  const newer = withMembers(text, { contract: 2, version: "9.0.0" });
  assert.throws(() => runtime.register(newer), (error) => {
    assert.ok(error instanceof SinterError);
    assert.equal(error.code, "incompatible");
    assert.match(error.message, /^@sinter\/modules 9\.0\.0 was made for contract 2, and @sinter\/runtime [\d.]+ reads contract 1; npm install @sinter\/runtime@latest$/);
    return true;
  });
  assert.throws(() => runtime.register(withMembers(text, { contract: 0 })), /npm install @sinter\/modules@latest$/);
});

test("two packages with one module, or two versions of one, are refused by name", async () => {
  const text = await pluginOf("text");
  const runtime = await createRuntime({ modules: [text] });
  runtime.register(text);
  assert.throws(() => runtime.register(withMembers(text, { version: "9.0.0" })), { code: "incompatible", message: /9\.0\.0 and @sinter\/modules \S+ both have the module text/ });
  assert.throws(() => runtime.register(withMembers(text, { package: "@acme/text" })), { code: "incompatible" });
});

test("a package of the user's own registers under its name", async () => {
  const text = await pluginOf("text");
  const runtime = await createRuntime({ modules: [withMembers(text, { name: "words", package: "@acme/words" })] });
  assert.equal((await runtime.execute("words", "findFirst", "the cat", "cat")).result, 4);
  await assert.rejects(runtime.execute("words", "none"), { code: "unknown_operation" });
});
