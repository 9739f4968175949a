// The npm package that the main job leaves in dist/ is what npm, Node and TypeScript take:
// installed from its folder into a project of its own, imported, packed, and compiled
// against by `tsc --strict` in both ways to resolve modules.
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

function runModule(source) {
  return run(process.execPath, ["--input-type=module", "--eval", source]).trim();
}

const loaderName = (name) => "load" + name.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("");

before(() => {
  assert.ok(existsSync(join(folder, "package.json")), `there is no package in ${folder}: build it first`);
  description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  modules = Object.keys(description.exports)
    .filter((key) => typeof description.exports[key] === "object" && key !== ".")
    .map((key) => key.slice(2));
  user = mkdtempSync(join(tmpdir(), "sinter-package-"));
  writeFileSync(join(user, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  // A copy as registries deliver it, not a link: a file missing from `files` must show.
  run("npm", ["install", "--install-links", "--offline", "--no-audit", "--no-fund", folder]);
});

after(() => rmSync(user, { recursive: true, force: true }));

test("npm installs the folder, with every file that the exports name", () => {
  const installed = join(user, "node_modules", description.name);
  const targets = Object.values(description.exports).flatMap((entry) => (typeof entry === "object" ? Object.values(entry) : entry));
  for (const target of targets.filter((path) => !path.includes("*"))) assert.ok(existsSync(join(installed, target)), target);
  for (const file of ["LICENSE", "README.md"]) assert.ok(existsSync(join(installed, file)), file);
});

test("npm packs the folder with exactly its files", () => {
  const [packed] = JSON.parse(run("npm", ["pack", "--dry-run", "--json", "--offline"], folder));
  const names = packed.files.map((file) => file.path).sort();
  const expected = ["LICENSE", "README.md", "index.d.ts", "index.mjs", "package.json"];
  for (const name of modules) {
    const manifest = JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8"));
    expected.push(`${name}/manifest.json`, `${name}/${name}.d.ts`, `${name}/${name}.mjs`);
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

for (const [module, moduleResolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
  test(`tsc --strict finds the types with ${moduleResolution} resolution`, () => {
    const lines = [];
    for (const name of modules) {
      lines.push(`import { load as load_${name} } from ${JSON.stringify(`${description.name}/${name}`)};`);
      lines.push(`import { ${loaderName(name)} } from ${JSON.stringify(description.name)};`);
      lines.push(`const ${name}_one: Awaited<ReturnType<typeof load_${name}>> = await ${loaderName(name)}();`);
      // Were the types not found, or any, this would be no error, and the directive would be one.
      lines.push("// @ts-expect-error there is no such function", `${name}_one.thereIsNoSuchFunction();`);
    }
    writeFileSync(join(user, "user.mts"), `${lines.join("\n")}\nexport {};\n`);
    const options = ["--strict", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", moduleResolution];
    run(process.execPath, [tsc, ...options, "--types", "", "user.mts"]);
  });
}
