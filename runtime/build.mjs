// Makes the package @sinter/runtime:
//
//   node runtime/build.mjs OUT       after `npm ci`; `sinter build` runs it as the step `runtime`
//
// Hosts load one file faster than twelve, so what the compiler made of the sources is put
// end to end, without the lines that import one from another. Names are therefore unique
// in the whole folder; the engine refuses the result if they are not. What only JavaScript
// implementations need, arguments.ts, is imported when it is needed, and stays a file.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const here = import.meta.dirname;
const out = resolve(process.argv[2]);
const scratch = mkdtempSync(join(tmpdir(), "sinter-runtime-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const version = readFileSync(join(here, "../VERSION"), "utf8").trim();

const sources = join(scratch, "runtime");
mkdirSync(sources);
for (const file of readdirSync(here).filter((name) => name.endsWith(".ts"))) {
  const text = readFileSync(join(here, file), "utf8");
  writeFileSync(join(sources, file), text.replace('"0.0.0-development"', JSON.stringify(version)));
}
writeFileSync(join(scratch, "package.json"), '{ "type": "module" }\n');

const made = join(scratch, "made");
const settings = {
  strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: true, noUnusedParameters: true,
  noPropertyAccessFromIndexSignature: true, target: "es2022", lib: ["es2022", "esnext.disposable", "dom", "dom.iterable"], module: "nodenext",
  declaration: true, noEmitOnError: true, types: ["node"], skipLibCheck: true, typeRoots: [join(here, "../node_modules/@types")], outDir: made, rootDir: sources,
};
writeFileSync(join(scratch, "tsconfig.json"), JSON.stringify({ compilerOptions: settings, include: [`${sources}/*.ts`] }));
try {
  execFileSync(process.execPath, [join(here, "../node_modules/typescript/bin/tsc"), "-p", scratch], { encoding: "utf8", stdio: "pipe" });
} catch (error) {
  console.error(error.stdout.replaceAll(sources.slice(1), "runtime").replaceAll(/\S*\/runtime\//g, "runtime/"));
  process.exit(1);
}

const imports = /^import (?:.* from )?"\.\/([a-z-]+)\.js";\n/gm;

/** The files that `entry` needs, each after what it needs itself. */
function inOrder(entry, found = []) {
  const text = readFileSync(join(made, `${entry}.js`), "utf8");
  for (const [, name] of text.matchAll(/ from "\.\/([a-z-]+)\.js";$/gm)) if (!found.includes(name)) inOrder(name, found);
  if (!found.includes(entry)) found.push(entry);
  return found;
}

const plain = (name) => readFileSync(join(made, `${name}.js`), "utf8").replaceAll(imports, "").replaceAll(/^export (?=(?:async )?(?:function|class|const|let)\b)/gm, "").trim();

/** One file of everything that index.js exports, and the names. */
function bundle() {
  const index = readFileSync(join(made, "index.js"), "utf8");
  const names = [...index.matchAll(/^export \{ (.*) \} from/gm)].flatMap(([, list]) => list.split(", "));
  const files = inOrder("index").filter((name) => name !== "index");
  return { names, code: files.map(plain).join("\n\n").replace('import("./arguments.js")', 'import("./arguments.mjs")') };
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "types/common"), { recursive: true });
const { names, code } = bundle();
const head = `// @sinter/runtime ${version}. Made from runtime/ by runtime/build.mjs.\n`;
writeFileSync(join(out, "index.mjs"), `${head}${code}\n\nexport { ${names.join(", ")} };\n`);
writeFileSync(join(out, "arguments.mjs"), `${head}${readFileSync(join(made, "arguments.js"), "utf8")}`);
writeFileSync(join(out, "development.mjs"), `${head}${readFileSync(join(made, "development.js"), "utf8")}`);
writeFileSync(join(out, "index.cjs"), `"use strict";\n${head}${code}\n\nmodule.exports = { ${names.join(", ")} };\n`);
for (const file of readdirSync(made).filter((name) => name.endsWith(".d.ts"))) {
  cpSync(join(made, file), join(out, "types", file));
  cpSync(join(made, file), join(out, "types/common", file));
}
writeFileSync(join(out, "types/common/package.json"), '{ "type": "commonjs" }\n');
cpSync(join(here, "README.md"), join(out, "README.md"));
cpSync(join(here, "../LICENSE"), join(out, "LICENSE"));

const module = { types: "./types/index.d.ts", default: "./index.mjs" };
writeFileSync(join(out, "package.json"), `${JSON.stringify({
  name: "@sinter/runtime", version, description: "Modules that Sinter built, always by the fastest implementation that works", license: "Apache-2.0",
  type: "module", sideEffects: false, engines: { node: ">=20" },
  exports: {
    ".": { "module-sync": module, module, require: { types: "./types/common/index.d.ts", default: "./index.cjs" }, types: module.types, default: module.default },
    "./development": { types: "./types/development.d.ts", default: "./development.mjs" },
    "./package.json": "./package.json",
  },
  files: ["arguments.mjs", "development.mjs", "index.cjs", "index.mjs", "types/"],
}, undefined, 2)}\n`);
