// What importing the runtime and one module brings a page, and what comes later: minified by
// esbuild, compressed by brotli, one line for each file.
//
//   npm ci --prefix bench; node bench/runtime/download.mjs [MODULE]      after `sinter build`
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";

import { build } from "esbuild";

const module = process.argv[2] ?? "text";
const dist = resolve(import.meta.dirname, "../../dist/npm/@sinter");
const folder = mkdtempSync(join(tmpdir(), "sinter-download-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const page = join(folder, "page.mjs");
writeFileSync(page, `export { createRuntime } from ${JSON.stringify(join(dist, "runtime/index.mjs"))};\nexport { plugin } from ${JSON.stringify(join(dist, `modules/${module}/${module}.plugin.mjs`))};\n`);
const { outputFiles } = await build({ entryPoints: [page], bundle: true, minify: true, splitting: true, format: "esm", outdir: join(folder, "out"), write: false, logLevel: "error" });
for (const { path, contents } of outputFiles) {
  const name = relative(join(folder, "out"), path).replace(/-[0-9A-Z]+\.js$/, "");
  console.log(`${name === "page.js" ? `imported: runtime and plug-in of ${module}` : `when it is needed: ${name}`}: ${contents.length} bytes, brotli ${brotliCompressSync(contents).length}`);
}
