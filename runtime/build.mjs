// Makes the package @sinter/runtime:
//
//   node runtime/build.mjs OUT       after `npm ci`; `sinter build` runs it as the step `runtime`
//
// Hosts load one file faster than twelve, so what the compiler made of the sources is put
// end to end, without the lines that import one from another. Names are therefore unique
// in the whole folder; the engine refuses the result if they are not. What not everybody needs
// is imported when it is needed: for pages it stays a file of its own, for Node, where files
// are what costs, it is in the one file, too.
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
  execFileSync(process.execPath, [join(here, "../node_modules/typescript/bin/tsc"), "-p", scratch, "--singleThreaded"], { encoding: "utf8", stdio: "pipe" });
} catch (error) {
  console.error(error.stdout.replaceAll(sources.slice(1), "runtime").replaceAll(/\S*\/runtime\//g, "runtime/"));
  process.exit(1);
}

/** What the compiler made of a file. Comments on lines of their own are for readers of the sources and of the types: nobody has to load them. */
const madeOf = (name) => readFileSync(join(made, `${name}.js`), "utf8").replaceAll(/^ *(?:\/\/.*|\/\*\*[^]*?\*\/)\n/gm, "");
const imports = /^import (?:.* from )?"\.\/([a-z-]+)\.js";\n/gm;

/** The files that `entry` needs, each after what it needs itself. */
function inOrder(entry, found = []) {
  const text = madeOf(entry);
  for (const [, name] of text.matchAll(/ from "\.\/([a-z-]+)\.js";$/gm)) if (!found.includes(name)) inOrder(name, found);
  if (!found.includes(entry)) found.push(entry);
  return found;
}

const plain = (name) => madeOf(name).replaceAll(imports, "").replaceAll(/^export (?=(?:async )?(?:function|class|const|let)\b)/gm, "").trim();

const index = madeOf("index");
const names = [...index.matchAll(/^export \{ (.*) \} from/gm)].flatMap(([, list]) => list.split(", ")).join(", ");

// What is imported when it is needed; these files import nothing but what everybody may.
const eager = inOrder("index").filter((name) => name !== "index");
const lazy = eager.flatMap((name) => [...madeOf(name).matchAll(/\bimport\("\.\/([a-z-]+)\.js"\)/g)].map(([, found]) => found));
const exportsOf = (name) => [...madeOf(name).matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)].map(([, found]) => found).join(", ");
const code = eager.map(plain).join("\n\n");
// By names of their own: where one is asked for, the names that it has may mean something else.
const whole = [...eager.map(plain), ...lazy.map((name) => `${plain(name)}\n\nconst $${name} = { ${exportsOf(name)} };`)]
  .join("\n\n").replaceAll(/\bimport\("\.\/([a-z-]+)\.js"\)/g, "$$$1");

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "types/common"), { recursive: true });
const head = `// @sinter/runtime ${version}. Made from runtime/ by runtime/build.mjs.\n`;
writeFileSync(join(out, "index.mjs"), `${head}${code.replaceAll(/\b(import\("\.\/[a-z-]+)\.js"\)/g, '$1.mjs")')}\n\nexport { ${names} };\n`);
writeFileSync(join(out, "node.mjs"), `${head}${whole}\n\nexport { ${names} };\n`);
writeFileSync(join(out, "index.cjs"), `"use strict";\n${head}${whole}\n\nmodule.exports = { ${names} };\n`);
for (const name of lazy) writeFileSync(join(out, `${name}.mjs`), `${head}${madeOf(name).replaceAll(/ from "\.\/[a-z-]+\.js";$/gm, ' from "./index.mjs";')}`);
writeFileSync(join(out, "development.mjs"), `${head}${madeOf("development")}`);
for (const file of readdirSync(made).filter((name) => name.endsWith(".d.ts"))) {
  cpSync(join(made, file), join(out, "types", file));
  cpSync(join(made, file), join(out, "types/common", file));
}
writeFileSync(join(out, "types/common/package.json"), '{ "type": "commonjs" }\n');
cpSync(join(here, "README.md"), join(out, "README.md"));
cpSync(join(here, "../LICENSE"), join(out, "LICENSE"));

const types = "./types/index.d.ts";
const module = { types, default: "./index.mjs" };
const node = { types, default: "./node.mjs" };
const common = { types: "./types/common/index.d.ts", default: "./index.cjs" };
writeFileSync(join(out, "package.json"), `${JSON.stringify({
  name: "@sinter/runtime", version, description: "Modules that Sinter built, always by the fastest implementation that works", license: "Apache-2.0",
  type: "module", sideEffects: false, engines: { node: ">=20" },
  exports: {
    ".": { node: { "module-sync": node, require: common, default: node }, module, require: common, default: module },
    "./development": { types: "./types/development.d.ts", default: "./development.mjs" },
    "./package.json": "./package.json",
  },
  files: [...lazy.map((name) => `${name}.mjs`), "development.mjs", "index.cjs", "index.mjs", "node.mjs", "types/"],
}, undefined, 2)}\n`);
