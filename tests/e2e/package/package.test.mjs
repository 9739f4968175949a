// The npm package that the main job leaves in dist/ is what npm, Node and TypeScript take:
// installed from its folder into a project of its own, imported, required, packed, and
// compiled against by `tsc --strict` in the three ways to resolve modules.
//
//   node --test tests/e2e/package/      after `sinter build`
//   SINTER_PACKAGE=<folder>             another package than dist/npm/@sinter/modules
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

const root = resolve(import.meta.dirname, "../../..");
const folder = resolve(process.env.SINTER_PACKAGE ?? join(root, "dist/npm/@sinter/modules"));
const tsc = join(root, "node_modules/typescript/bin/tsc");

let user; // the project of someone who uses the package
let description; // its package.json
let modules; // ["memory", "text"]

/** Runs a program in the user's project; its output, or an error that shows it. */
function run(program, args, cwd = user) {
  try {
    return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")} failed\n${error.stdout}\n${error.stderr}`);
  }
}

function runModule(source, ...options) {
  return run(process.execPath, [...options, "--input-type=module", "--eval", source]).trim();
}

/** The files that a member of `exports` leads to, under whatever condition. */
function targets(entry) {
  return typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targets);
}

const loaderName = (name) => "load" + name.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("");

before(() => {
  assert.ok(existsSync(join(folder, "package.json")), `there is no package in ${folder}: build it first`);
  description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  modules = Object.keys(description.exports)
    .filter((key) => key.endsWith("/inline"))
    .map((key) => key.slice("./".length, -"/inline".length));
  user = mkdtempSync(join(tmpdir(), "sinter-package-"));
  writeFileSync(join(user, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  // A copy as registries deliver it, not a link: a file missing from `files` must show.
  run("npm", ["install", "--install-links", "--offline", "--no-audit", "--no-fund", folder]);
});

after(() => rmSync(user, { recursive: true, force: true }));

test("npm installs the folder, with every file that the exports name", () => {
  const installed = join(user, "node_modules", description.name);
  for (const target of targets(description.exports).filter((path) => !path.includes("*"))) assert.ok(existsSync(join(installed, target)), target);
  for (const file of ["LICENSE", "README.md"]) assert.ok(existsSync(join(installed, file)), file);
});

test("npm packs the folder with exactly its files", () => {
  const [packed] = JSON.parse(run("npm", ["pack", "--dry-run", "--json", "--offline"], folder));
  const names = packed.files.map((file) => file.path).sort();
  const expected = ["LICENSE", "README.md", "package.json"];
  for (const ending of ["cjs", "d.cts", "d.ts", "edge-light.mjs", "mjs", "workerd.mjs"]) expected.push(`index.${ending}`);
  for (const name of modules) {
    const manifest = JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8"));
    expected.push(`${name}/manifest.json`);
    for (const ending of ["cjs", "d.cts", "d.ts", "edge-light.mjs", "glue.mjs", "inline.mjs", "mjs", "plugin.cjs", "plugin.d.cts", "plugin.d.ts", "plugin.mjs", "workerd.mjs"]) {
      expected.push(`${name}/${name}.${ending}`);
    }
    if (manifest.scripts.length > 0) expected.push(`${name}/${name}.javascript.mjs`);
    for (const script of manifest.scripts) expected.push(`${name}/${script.file}`);
    for (const variant of manifest.variants) expected.push(`${name}/${variant.file}`);
  }
  assert.deepEqual(names, expected.sort());
  assert.equal(packed.version, description.version);
});

test("every module loads from its subpath and offers the functions of its manifest", () => {
  for (const name of modules) {
    const printed = runModule(`
      import { load } from ${JSON.stringify(`${description.name}/${name}`)};
      import manifest from ${JSON.stringify(`${description.name}/${name}/manifest.json`)} with { type: "json" };
      const module = await load();
      console.log(JSON.stringify(manifest.functions.filter(({ name }) => typeof module[name] !== "function")));`);
    assert.equal(printed, "[]", name);
  }
});

test("the inline entry reads no file", () => {
  for (const name of modules) {
    const printed = runModule(`
      import { load } from ${JSON.stringify(`${description.name}/${name}/inline`)};
      import fs from "node:fs/promises";
      import { syncBuiltinESMExports } from "node:module";
      fs.readFile = () => { throw new Error("a file was read"); };
      syncBuiltinESMExports();
      console.log((await load()).variant);`);
    assert.equal(printed, "simd", name);
  }
});

// With require() of ES modules the code is the same as import's; without, it is text.cjs.
for (const [what, options, file] of [["", [], process.features.require_module ? ".mjs" : ".cjs"], [" without ES modules", ["--no-experimental-require-module"], ".cjs"]]) {
  test(`require()${what} gives what import gives`, () => {
    for (const name of modules) {
      const source = `
        const specifier = ${JSON.stringify(`${description.name}/${name}`)};
        const { load, SinterError } = require(specifier);
        const index = require(${JSON.stringify(description.name)});
        const failed = load({ variant: "threads" }).catch((error) => error instanceof SinterError && error.code);
        Promise.all([load(), index.${loaderName(name)}(), failed]).then(([direct, indexed, code]) => {
          console.log(require.resolve(specifier).endsWith("${name}${file}"), direct.variant, indexed.variant, code);
        });`;
      assert.equal(run(process.execPath, [...options, "--eval", source]).trim(), "true simd simd unknown_variant", name);
    }
  });
}

test("importing the index loads nothing; its loaders load their module", () => {
  const loaders = modules.map(loaderName);
  const printed = runModule(`
    let compiled = 0;
    for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming"]) {
      const original = WebAssembly[name];
      WebAssembly[name] = (...args) => { compiled += 1; return original.apply(WebAssembly, args); };
    }
    const index = await import(${JSON.stringify(description.name)});
    const before = compiled;
    const loaded = [];
    for (const name of Object.keys(index)) loaded.push(typeof await index[name]());
    console.log(JSON.stringify({ before, names: Object.keys(index), loaded }));`);
  assert.deepEqual(JSON.parse(printed), {
    before: 0,
    names: [...loaders].sort(),
    loaded: loaders.map(() => "object"),
  });
});

test("the wasm files are named by the exports, and nothing else is", () => {
  const [name] = modules;
  const manifest = JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8"));
  const specifier = `${description.name}/${name}/${manifest.variants[0].file}`;
  assert.match(runModule(`console.log(import.meta.resolve(${JSON.stringify(specifier)}))`), /\.wasm$/);
  const hidden = `${description.name}/${name}/${name}.mjs`;
  assert.equal(
    runModule(`try { import.meta.resolve(${JSON.stringify(hidden)}) } catch (error) { console.log(error.code) }`),
    "ERR_PACKAGE_PATH_NOT_EXPORTED",
  );
});

// A .mts file imports, a .cts file requires; bundlers know no difference.
for (const [module, resolution, endings] of [
  ["node16", "node16", ["mts", "cts"]],
  ["nodenext", "nodenext", ["mts", "cts"]],
  ["esnext", "bundler", ["mts"]],
]) {
  test(`tsc --strict finds the types with ${resolution} resolution`, () => {
    const files = endings.map((ending) => {
      const lines = [`import { ${modules.map(loaderName).join(", ")} } from ${JSON.stringify(description.name)};`];
      for (const name of modules) {
        lines.push(`import { load as load_${name}, SinterError as Error_${name} } from ${JSON.stringify(`${description.name}/${name}`)};`);
        lines.push(`import { load as inline_${name} } from ${JSON.stringify(`${description.name}/${name}/inline`)};`);
      }
      lines.push("export async function run() {");
      for (const name of modules) {
        lines.push(`  const ${name}: Awaited<ReturnType<typeof load_${name}>> = await ${loaderName(name)}();`);
        lines.push(`  const again: typeof ${name} = await inline_${name}();`.replace("again", `${name}_again`));
        lines.push(`  const failed: string = new Error_${name}("a", "b").code;`.replace("failed", `${name}_failed`));
        // Were the types not found, or any, this would be no error, and the directive would be one.
        lines.push("  // @ts-expect-error there is no such function", `  ${name}.thereIsNoSuchFunction();`);
      }
      // An ES module is no file for require() under node16, and the inline entry has only that form.
      const text = `${lines.join("\n")}\n}\n`;
      const file = `user.${ending}`;
      writeFileSync(join(user, file), ending === "cts" ? text.replace(/.*inline_.*\n/g, "") : text);
      return file;
    });
    const options = ["--strict", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", resolution];
    run(process.execPath, [tsc, ...options, "--types", "", ...files]);
  });
}
