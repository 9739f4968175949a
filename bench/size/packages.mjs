// What `sinter size` is tried on and measured with: wasm files of other people's toolchains,
// from npm, and native binaries of Debian.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files in it, with names and without, and what made them. */
export const packages = [
  { name: "@swc/wasm", version: "1.16.18", by: "Rust", files: ["wasm_bg.wasm"] },
  { name: "@resvg/resvg-wasm", version: "2.6.2", by: "Rust", files: ["index_bg.wasm"] },
  { name: "lightningcss-wasm", version: "1.33.0", by: "Rust", files: ["lightningcss_node.wasm"] },
  { name: "brotli-wasm", version: "3.0.1", by: "Rust", files: ["pkg.node/brotli_wasm_bg.wasm"] },
  { name: "tiktoken", version: "1.0.22", by: "Rust", files: ["tiktoken_bg.wasm"] },
  { name: "source-map", version: "0.7.4", by: "Rust", files: ["lib/mappings.wasm"] },
  { name: "@duckdb/duckdb-wasm", version: "1.32.0", by: "Emscripten", files: ["dist/duckdb-eh.wasm"] },
  { name: "web-tree-sitter", version: "0.26.3", by: "Emscripten", files: ["web-tree-sitter.wasm", "debug/web-tree-sitter.wasm"] },
  { name: "sql.js", version: "1.16.0", by: "Emscripten", files: ["dist/sql-wasm.wasm", "dist/sql-wasm-debug.wasm"] },
  { name: "@jsquash/avif", version: "2.1.1", by: "Emscripten", files: ["codec/enc/avif_enc.wasm"] },
  { name: "vscode-oniguruma", version: "2.0.1", by: "Emscripten", files: ["release/onig.wasm"] },
  { name: "@imagemagick/magick-wasm", version: "0.0.37", by: "Emscripten", files: ["dist/magick.wasm"] },
  { name: "esbuild-wasm", version: "0.28.2", by: "Go", files: ["esbuild.wasm"] },
  { name: "@openim/wasm-client-sdk", version: "3.8.5", by: "Go", files: ["assets/openIM.wasm"] },
  { name: "@chainsafe/as-sha256", version: "1.2.5", by: "AssemblyScript", files: ["build/optimized.simd.wasm", "build/untouched.wasm"] },
  { name: "@chainsafe/as-chacha20poly1305", version: "0.1.0", by: "AssemblyScript", files: ["build/optimized.wasm"] },
  { name: "@fluffylabs/anan-as", version: "1.2.0", by: "AssemblyScript", files: ["dist/build/release.wasm", "dist/build/debug.wasm"] },
  { name: "ghostty-web", version: "0.4.0", by: "Zig", files: ["ghostty-vt.wasm"] },
  { name: "@elsa-workflows/elsa-studio-wasm", version: "3.8.2", by: ".NET", files: ["_framework/dotnet.native.rw4kynp763.wasm", "_framework/System.Private.CoreLib.uf9wea3fgm.wasm"] },
];

/** Of Debian: programs and libraries without names, and those of GCC, which keep them. */
export const natives = ["bin/git", "bin/bash", "bin/perl", "lib/x86_64-linux-gnu/libasan.so.8", "lib/x86_64-linux-gnu/libubsan.so.1"].map((path) => `/usr/${path}`);

/** Installs the packages into `folder` once, without running anything of theirs. */
export function install(folder) {
  mkdirSync(folder, { recursive: true });
  const list = JSON.stringify({ dependencies: Object.fromEntries(packages.map(({ name, version }) => [name, version])) });
  const place = join(folder, "package.json");
  if (existsSync(place) && existsSync(join(folder, "node_modules"))) return;
  writeFileSync(place, list);
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
}
