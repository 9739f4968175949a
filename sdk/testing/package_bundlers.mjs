// The checks of package.mjs with pages: what bundlers make of a program that uses the
// package, and the package as it is, run in Chromium.
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { openPage } from "./browsers.mjs";
import { expectedVariants, withoutRelaxed } from "./package_hosts.mjs";

/** A package of the tools, as a module. */
async function toolModule({ tools }, name) {
  let path;
  try {
    path = createRequire(resolve(tools, "package.json")).resolve(name);
  } catch {
    throw new Error(`it needs ${name}; install it in ${tools}, or leave this check out`);
  }
  return import(pathToFileURL(path));
}

const reporting = (lines) => `const variants = [];
try {
${lines.join("\n")}
} catch (error) {
  variants.push(String(error));
}
await fetch("/report", { method: "POST", body: JSON.stringify(variants.join(" ")) });
`;

/** A page's program that loads every module by its address, from bytes, and from the index. */
function program({ name, modules, loader }) {
  const imports = modules.map((module) => `import { load as load_${module} } from "${name}/${module}";
import { load as inline_${module} } from "${name}/${module}/inline";
import { ${loader(module)} } from "${name}";
`);
  const loads = modules.map((module) => `for (const load of [load_${module}, inline_${module}, ${loader(module)}]) variants.push((await load()).variant);`);
  return imports.join("") + reporting(loads);
}

async function expectPage(subject, folders, page, ways) {
  const expected = expectedVariants(subject, ways);
  const found = withoutRelaxed(await openPage("chromium", folders, page), expected);
  if (found !== expected) throw new Error(`the page loaded ${found}, not ${expected}`);
}

/** Builds with `build(entry, output)` and opens the page that it made; says what it weighs. */
async function checkBundle(subject, name, source, ways, build) {
  const entry = join(subject.user, `${name}.mjs`);
  const output = join(subject.user, `made-${name}`);
  mkdirSync(output);
  writeFileSync(entry, source);
  const script = await build(entry, output);
  writeFileSync(join(output, "index.html"), `<!doctype html><script type="module" src="./${script}"></script>`);
  await expectPage(subject, { "/": output }, "/index.html", ways);
  const files = readdirSync(output, { recursive: true }).map((file) => join(output, file)).filter((file) => statSync(file).isFile());
  return `${files.length} files, ${files.reduce((sum, file) => sum + statSync(file).size, 0)} bytes, run in a page`;
}

async function checkVite(subject) {
  const { build } = await toolModule(subject, "vite");
  return checkBundle(subject, "vite", program(subject), 3, async (entry, output) => {
    const rollupOptions = { input: entry, output: { entryFileNames: "page.js" } };
    await build({ root: subject.user, configFile: false, logLevel: "error", build: { outDir: output, emptyOutDir: false, target: "esnext", rollupOptions } });
    return "page.js";
  });
}

async function checkWebpack(subject) {
  const { default: webpack } = await toolModule(subject, "webpack");
  return checkBundle(subject, "webpack", program(subject), 3, async (entry, output) => {
    const settings = {
      mode: "production", context: subject.user, entry, performance: false,
      output: { path: output, filename: "page.js", module: true }, experiments: { outputModule: true },
    };
    const stats = await new Promise((done, fail) => webpack(settings, (error, made) => (error ? fail(error) : done(made))));
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
    return "page.js";
  });
}

async function checkRollup(subject) {
  const { rollup } = await toolModule(subject, "rollup");
  const { nodeResolve } = await toolModule(subject, "@rollup/plugin-node-resolve");
  const { importMetaAssets } = await toolModule(subject, "@web/rollup-plugin-import-meta-assets");
  return checkBundle(subject, "rollup", program(subject), 3, async (entry, output) => {
    const bundle = await rollup({ input: entry, plugins: [nodeResolve(), importMetaAssets()] });
    await bundle.write({ dir: output, format: "es", entryFileNames: "page.js" });
    await bundle.close();
    return "page.js";
  });
}

/** esbuild copies no file for an address: bytes, or the file by an import and load({ wasm }). */
async function checkEsbuild(subject) {
  const { build } = await toolModule(subject, "esbuild");
  const { name, modules, manifest } = subject;
  const imports = modules.map((module) => {
    const variants = manifest(module).variants;
    const { file } = variants.find((variant) => variant.name === "simd") ?? variants.at(-1);
    return `import { load as inline_${module} } from "${name}/${module}/inline";
import { load as load_${module} } from "${name}/${module}";
import file_${module} from "${name}/${module}/${file}";
`;
  });
  const loads = modules.map((module) => `variants.push((await inline_${module}()).variant);
variants.push((await load_${module}({ wasm: new URL(file_${module}, import.meta.url) })).variant);`);
  return checkBundle(subject, "esbuild", imports.join("") + reporting(loads), 2, async (entry, output) => {
    await build({ entryPoints: { page: entry }, outdir: output, bundle: true, minify: true, format: "esm", target: "es2022", loader: { ".wasm": "file" }, logLevel: "silent" });
    return "page.js";
  });
}

/** Without a bundler: a page finds the modules by an import map. */
async function checkBrowser(subject) {
  const { name, modules, user } = subject;
  const installed = `/node_modules/${name}`;
  const map = { [name]: `${installed}/index.mjs` };
  for (const module of modules) {
    map[`${name}/${module}`] = `${installed}/${module}/${module}.mjs`;
    map[`${name}/${module}/inline`] = `${installed}/${module}/${module}.inline.mjs`;
  }
  writeFileSync(join(user, "plain.mjs"), program(subject));
  writeFileSync(join(user, "plain.html"), `<!doctype html><script type="importmap">${JSON.stringify({ imports: map })}</script><script type="module" src="./plain.mjs"></script>`);
  await expectPage(subject, { "/": user }, "/plain.html", 3);
  return "run in a page without a bundler";
}

export const bundlers = { browser: checkBrowser, vite: checkVite, webpack: checkWebpack, rollup: checkRollup, esbuild: checkEsbuild };
