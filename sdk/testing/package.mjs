// Checks an npm package as its users would meet it: packed, installed from the tarball into
// empty projects, and used there.
//
//   node package.mjs --package FOLDER [--check npm,node,...] [--tools FOLDER] [--debug]
//
// What a check needs beside node and npm is looked for in node_modules of --tools (default:
// here): typescript, vite, webpack, rollup, esbuild, deno, bun, workerd, verdaccio; further
// versions of Node are packages called node20, node22, ... with a bin/node. What bundlers
// made runs in Chromium. Prints a line a check; the exit code is 1 if one failed.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";

import { bundlers } from "./package_bundlers.mjs";
import { hosts } from "./package_hosts.mjs";

const { values: options } = parseArgs({
  options: {
    package: { type: "string" }, check: { type: "string", default: "npm,node" }, tools: { type: "string", default: "." },
    debug: { type: "boolean", default: false },
  },
});

/** Runs a program to its end; its output, or an error that shows it. */
function run(program, args, { cwd, env } = {}) {
  try {
    return execFileSync(program, args, { cwd, env: { ...process.env, ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")} failed\n${error.stdout ?? ""}${error.stderr ?? error.message}`);
  }
}

/** The files that a member of `exports` leads to, under whatever condition. */
const targets = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targets));

function checkTarball({ folder, description, files, allowsDebug }) {
  for (const target of targets(description.exports)) {
    const path = target.slice("./".length);
    const pattern = new RegExp(`^${path.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace("*", ".*")}$`);
    if (!files.some((file) => pattern.test(file))) throw new Error(`exports names ${target}, which is not in the tarball`);
  }
  // Node 20 has relaxed SIMD behind a flag, and newer ones do not know the flag any more.
  if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
  for (const file of files.filter((name) => name.endsWith(".wasm"))) {
    const module = new WebAssembly.Module(readFileSync(join(folder, file)));
    const kept = ["sinter.bind", "name", ".debug_info", "sourceMappingURL"].filter((name) => WebAssembly.Module.customSections(module, name).length > 0);
    if (kept.length > 0 && !allowsDebug) throw new Error(`${file} ships the sections ${kept.join(", ")}, which are not for users`);
  }
  return `${files.length} files`;
}

/** What all checks work with: the package, and a project that has it installed. */
function prepare() {
  const folder = resolve(options.package);
  const description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const scratch = mkdtempSync(join(tmpdir(), "sinter-package-"));
  process.on("exit", () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
  const env = { npm_config_cache: join(scratch, "npm"), npm_config_update_notifier: "false", npm_config_audit: "false", npm_config_fund: "false" };
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", scratch], { cwd: folder, env }));
  const user = join(scratch, "user");
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  const tarball = join(scratch, packed.filename);
  run("npm", ["install", "--prefer-offline", tarball], { cwd: user, env });
  const modules = Object.keys(description.exports)
    .filter((key) => key.endsWith("/inline"))
    .map((key) => key.slice("./".length, -"/inline".length));
  return {
    name: description.name, folder, description, scratch, user, tarball, modules, env, run,
    files: packed.files.map((file) => file.path), tools: resolve(options.tools), allowsDebug: options.debug,
    /** The manifest of a module: its variants and functions. */
    manifest: (module) => JSON.parse(readFileSync(join(folder, module, "manifest.json"), "utf8")),
    loader: (module) => "load" + module.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(""),
  };
}

const checks = { npm: checkTarball, ...hosts, ...bundlers };
const asked = options.check.split(",");
const unknown = asked.filter((name) => !Object.hasOwn(checks, name));
if (options.package === undefined || unknown.length > 0) {
  console.error(`usage: node package.mjs --package FOLDER [--check ${Object.keys(checks).join(",")}] [--tools FOLDER] [--debug]`);
  process.exit(2);
}
let failed = 0;
const subject = prepare();
for (const name of asked) {
  try {
    console.log(`${name}: ${await checks[name](subject)}`);
  } catch (error) {
    failed++;
    console.log(`${name}: FAILED: ${error.message}`);
  }
}
console.log(`${asked.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
