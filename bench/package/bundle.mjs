// What a bundle of modules weighs against each of them alone, with brotli 11: the wasm files,
// and what a page downloads, which is those and the JavaScript.
//
//   node bench/package/bundle.mjs [MODULE...]   memory and text if none is named; builds with .sinter/tool/sinter
//
// Both export `compare`, so in this copy the one of `memory` is called `compare_bytes_here`.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";

const names = process.argv.length > 2 ? process.argv.slice(2) : ["memory", "text"];
const repository = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "sinter-bundle-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
cpSync(join(repository, "modules"), join(folder, "modules"), { recursive: true });

const exportsFile = join(folder, "modules/memory/exports.cc");
const renamed = readFileSync(exportsFile, "utf8").replace("SINTER_EXPORT(compare,", `static std::int32_t compare_bytes_here(std::span<const std::uint8_t> left, std::span<const std::uint8_t> right) {
  return compare(left, right);
}
SINTER_EXPORT(compare_bytes_here,`);
writeFileSync(exportsFile, renamed);
const module = (name) => `[module.${name}]
sources = ["modules/${name}/*.cc"]
exclude = ["modules/${name}/*_fuzz.cc", "modules/${name}/*_test.cc"]
precompile = "modules/vocabulary.h"
features = ["simd128"]
${["json", "unicode"].includes(name) ? 'uses = ["text"]\n' : ""}`;
writeFileSync(join(folder, "sinter.toml"), `[project]
name = "bundle"
${[...new Set(["text", ...names])].map(module).join("")}
[bundle.unified]
modules = ${JSON.stringify(names)}
`);
execFileSync(join(repository, ".sinter/tool/sinter"), ["build"], { cwd: folder, stdio: "pipe" });

const weight = (name, ending) => brotliCompressSync(readFileSync(join(folder, `.sinter/build/production/${name}/module/${name}.${ending}`))).length;
const sum = (sizes) => sizes.reduce((left, right) => left + right);
const say = (what, unified, separate) => console.log(`${what}: ${unified} bytes as one, ${separate} as ${names.length}, ${(unified / separate).toFixed(2)}`);
for (const variant of ["simd", "baseline"]) {
  const [unified, ...alone] = ["unified", ...names].map((name) => ({ wasm: weight(name, `${variant}.wasm`), glue: weight(name, "mjs") }));
  say(`${variant}, wasm`, unified.wasm, sum(alone.map(({ wasm }) => wasm)));
  say(`${variant}, wasm and JavaScript`, unified.wasm + unified.glue, sum(alone.map(({ wasm, glue }) => wasm + glue)));
}
