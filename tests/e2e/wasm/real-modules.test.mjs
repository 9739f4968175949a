// Reads every wasm module in a few npm packages, made by five different compilers, and
// holds what `sinter size` says against what the engine says about the same bytes.
// README.md lists the packages and why each is there.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const sinter = join(root, ".sinter/tool/sinter");
const packages = [
  "xxhash-wasm",
  "hash-wasm",
  "es-module-lexer",
  "@chainsafe/as-sha256",
  "brotli-wasm/pkg.node",
  "source-map",
  "vscode-oniguruma",
  "web-tree-sitter",
];

const scratch = mkdtempSync(join(tmpdir(), "sinter-modules-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The modules in a file: the file itself, or those inside JavaScript as base64. */
function modulesIn(path) {
  if (path.endsWith(".wasm")) return [readFileSync(path)];
  if (!/\.[cm]?js$/.test(path)) return [];
  const embedded = readFileSync(path, "utf8").match(/AGFzbQEAAA[A-Za-z0-9+/]+={0,2}/g) ?? [];
  return embedded.map((text) => Buffer.from(text, "base64"));
}

/** Every different module of a package that the engine accepts, by digest. */
function modulesOf(name) {
  const found = new Map();
  for (const path of filesBelow(join(root, "node_modules", name))) {
    for (const bytes of modulesIn(path)) {
      if (WebAssembly.validate(bytes)) found.set(createHash("sha256").update(bytes).digest("hex"), bytes);
    }
  }
  return [...found.values()];
}

function summarize(bytes) {
  const path = join(scratch, "module.wasm");
  writeFileSync(path, bytes);
  return JSON.parse(execFileSync(sinter, ["size", path, "--compressed", "--format", "json"], { encoding: "utf8" }));
}

const withoutSignature = ({ signature, ...rest }) => rest;

for (const name of packages) {
  test(`${name}: exports, imports and sections are those the engine sees`, () => {
    const modules = modulesOf(name);
    assert.ok(modules.length > 0, `${name} holds no module: is it installed?`);
    for (const bytes of modules) {
      const summary = summarize(bytes);
      const module = new WebAssembly.Module(bytes);
      assert.deepEqual(summary.exports.map(withoutSignature), WebAssembly.Module.exports(module));
      assert.deepEqual(
        summary.imports.map(({ module = "", name, kind }) => ({ module, name, kind })),
        WebAssembly.Module.imports(module),
      );
      for (const { name: section } of summary.sections.filter(({ kind }) => kind === "custom")) {
        assert.ok(WebAssembly.Module.customSections(module, section).length > 0, section);
      }
      const total = summary.sections.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
      assert.equal(total, bytes.length);
      assert.equal(summary.sizes.raw_bytes, bytes.length);
    }
  });
}

test("the compressed sizes are those of Node's own gzip and brotli, within one percent", () => {
  const [bytes] = modulesOf("source-map");
  const { sizes } = summarize(bytes);
  const near = (actual, expected) => assert.ok(Math.abs(actual - expected) <= expected / 100, `${actual} ${expected}`);
  near(sizes.gzip_bytes, gzipSync(bytes, { level: 9 }).length);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  near(sizes.brotli_bytes, brotliCompressSync(bytes, { params }).length);
});

test("a module cut off anywhere is refused with exit code 1 and the byte", () => {
  const [bytes] = modulesOf("xxhash-wasm");
  for (let size = 1; size < bytes.length; size += 97) {
    const cut = bytes.subarray(0, size);
    if (WebAssembly.validate(cut)) continue;
    const path = join(scratch, "cut.wasm");
    writeFileSync(path, cut);
    const { status, stderr } = spawnSync(sinter, ["size", path], { encoding: "utf8" });
    assert.equal(status, 1, `${size} bytes`);
    assert.match(stderr, /SN0601[\s\S]*at byte \d+/);
  }
});
