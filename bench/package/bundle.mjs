// What a bundle of `memory` and `text` weighs against the two of them, with brotli 11: the
// wasm files, the JavaScript, and what a page downloads, which is one of each.
//
//   node bench/package/bundle.mjs            builds with .sinter/tool/sinter
//
// Both export `compare`, so in this copy the one of `memory` is called `compare_bytes_here`.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";

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
features = ["simd128"]
`;
writeFileSync(join(folder, "sinter.toml"), `[project]
name = "bundle"
${module("memory")}${module("text")}
[bundle.unified]
modules = ["memory", "text"]
`);
execFileSync(join(repository, ".sinter/tool/sinter"), ["build"], { cwd: folder, stdio: "pipe" });

const weight = (name, ending) => brotliCompressSync(readFileSync(join(folder, `.sinter/build/production/${name}/module/${name}.${ending}`))).length;
const say = (what, unified, separate) => console.log(`${what}: ${unified} bytes as one, ${separate} as two, ${(unified / separate).toFixed(2)}`);
for (const variant of ["simd", "baseline"]) {
  const wasm = ["unified", "memory", "text"].map((name) => weight(name, `${variant}.wasm`));
  const all = ["unified", "memory", "text"].map((name, index) => wasm[index] + weight(name, "mjs"));
  say(`${variant}, wasm`, wasm[0], wasm[1] + wasm[2]);
  say(`${variant}, wasm and JavaScript`, all[0], all[1] + all[2]);
}
