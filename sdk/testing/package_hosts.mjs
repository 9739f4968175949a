// The checks of package.mjs in hosts without pages: Node, TypeScript, Deno, Bun, workerd,
// and a registry.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** A program of a package in node_modules of the tools. */
function tool(subject, ...path) {
  const program = join(subject.tools, "node_modules", ...path);
  if (!existsSync(program)) throw new Error(`it needs ${path[0]}; install it in ${subject.tools}, or leave this check out`);
  return program;
}

/** A program that loads every module in every way that `import` has, and says the variants. */
function importing({ name, modules, loader }) {
  const lines = modules.flatMap((module) => [
    `import { load as load_${module}, SinterError as Error_${module} } from "${name}/${module}";`,
    `import { load as inline_${module} } from "${name}/${module}/inline";`,
    `import { ${loader(module)} } from "${name}";`,
  ]);
  lines.push("const variants = [];");
  for (const module of modules) {
    lines.push(`for (const load of [load_${module}, inline_${module}, ${loader(module)}]) variants.push((await load()).variant);`);
    lines.push(`await load_${module}({ variant: "none" }).then(() => { throw new Error("loaded"); }, (error) => { if (!(error instanceof Error_${module})) throw error; });`);
  }
  return [...lines, 'console.log(variants.join(" "));', ""].join("\n");
}

function requiring({ name, modules, loader }) {
  const lines = [`const index = require("${name}");`, "(async () => {", "const variants = [];"];
  for (const module of modules) {
    lines.push(`const ${module}_entry = require("${name}/${module}");`);
    lines.push(`for (const load of [${module}_entry.load, index.${loader(module)}]) variants.push((await load()).variant);`);
    lines.push(`await ${module}_entry.load({ variant: "none" }).then(() => { throw new Error("loaded"); }, (error) => { if (!(error instanceof ${module}_entry.SinterError)) throw error; });`);
  }
  return [...lines, 'console.log(variants.join(" "));', "})();", ""].join("\n");
}

/** The variants that every host of today chooses: the best but those that few have. */
export function expectedVariants({ modules, manifest }, ways) {
  return modules.flatMap((module) => {
    const names = manifest(module).variants.map((variant) => variant.name);
    return Array(ways).fill(names.includes("simd") ? "simd" : names.at(-1));
  }).join(" ");
}

/** Relaxed SIMD is chosen where a host has it: that is as right as what others choose. */
export function withoutRelaxed(variants, expected) {
  return variants.trim().split(" ").map((name, index) => (name === "relaxed-simd" ? expected.split(" ")[index] : name)).join(" ");
}

function expectVariants(subject, output, ways) {
  const expected = expectedVariants(subject, ways);
  const found = withoutRelaxed(output, expected);
  if (found !== expected) throw new Error(`it loaded ${found}, not ${expected}`);
}

function runIn(subject, command, args = []) {
  const { user, run } = subject;
  writeFileSync(join(user, "imports.mjs"), importing(subject));
  writeFileSync(join(user, "requires.cjs"), requiring(subject));
  expectVariants(subject, run(command, [...args, "imports.mjs"], { cwd: user }), 3);
  expectVariants(subject, run(command, [...args, "requires.cjs"], { cwd: user }), 2);
}

/** Further versions of Node among the tools, the oldest first. */
function otherNodes({ tools }) {
  const folder = join(tools, "node_modules");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^node\d+$/.test(name)) : [];
  return names.sort().map((name) => join(folder, name, "bin/node"));
}

/** import and require(), with and without require() of ES modules, in every Node there is. */
function checkNode(subject) {
  return [process.execPath, ...otherNodes(subject)].map((node) => {
    runIn(subject, node);
    runIn(subject, node, ["--no-experimental-require-module"]);
    return subject.run(node, ["--version"]).trim();
  }).join(", ");
}

// A .mts file imports, a .cts file requires; bundlers know no difference.
const resolutions = [["node16", "node16", ["mts", "cts"]], ["nodenext", "nodenext", ["mts", "cts"]], ["esnext", "bundler", ["mts"]]];

function checkTypes(subject) {
  const { name, modules, loader, user, run } = subject;
  const tsc = tool(subject, "typescript", "bin/tsc");
  const lines = [`import { ${modules.map(loader).join(", ")} } from "${name}";`];
  for (const module of modules) lines.push(`import { load as load_${module}, SinterError as Error_${module} } from "${name}/${module}";`);
  lines.push("export async function use() {");
  for (const module of modules) {
    lines.push(`  const ${module}_one: Awaited<ReturnType<typeof load_${module}>> = await ${loader(module)}();`);
    lines.push(`  const ${module}_code: string = new Error_${module}("a", "b").code;`);
    // Were the types not found, or any, this would be no error, and the directive would be one.
    lines.push("  // @ts-expect-error there is no such function", `  ${module}_one.thereIsNoSuchFunction();`);
  }
  lines.push("}", "");
  const inline = modules.map((module) => `export { load as inline_${module} } from "${name}/${module}/inline";\n`).join("");
  writeFileSync(join(user, "use.mts"), lines.join("\n") + inline);
  writeFileSync(join(user, "use.cts"), lines.join("\n"));
  for (const [module, resolution, endings] of resolutions) {
    const settings = ["--strict", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", resolution, "--types", ""];
    run(process.execPath, [tsc, ...settings, ...endings.map((ending) => `use.${ending}`)], { cwd: user });
  }
  return resolutions.map(([, resolution]) => resolution).join(", ");
}

function checkDeno(subject) {
  const deno = tool(subject, ".bin", "deno");
  runIn(subject, deno, ["run", "--allow-all", "--quiet"]);
  return subject.run(deno, ["--version"]).split("\n")[0];
}

function checkBun(subject) {
  const bun = tool(subject, ".bin", "bun");
  runIn(subject, bun, ["run"]);
  return subject.run(bun, ["--version"]).trim();
}

const freePort = () =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** Starts a server, asks `use(address)` until it answers, and ends it. */
async function withServer(command, args, { cwd, port }, use) {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said = (said + part).slice(-4000)));
  const ended = new Promise((done) => child.once("exit", done));
  const address = `http://127.0.0.1:${port}`;
  try {
    for (const began = Date.now(); ; ) {
      const answer = await fetch(address).catch(() => undefined);
      if (answer !== undefined) return await use(address, answer);
      if (child.exitCode !== null || Date.now() - began > 60_000) throw new Error(`${command} did not start\n${said}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

/** The entries of workerd in a real one: it allows no code to be made at run time. */
async function checkWorkerd(subject) {
  const { name, modules, user, run } = subject;
  const workerd = tool(subject, ".bin", "workerd");
  const installed = `node_modules/${name}`;
  const embedded = modules.flatMap((module) => {
    const text = (ending) => `(name = "${module}/${module}.${ending}", esModule = embed "${installed}/${module}/${module}.${ending}")`;
    const names = subject.manifest(module).variants.map((variant) => variant.name);
    const file = `${module}/${module}.${names.includes("simd") ? "simd" : names.at(-1)}.wasm`;
    return [text("workerd.mjs"), text("glue.mjs"), `(name = "${file}", wasm = embed "${installed}/${file}")`];
  });
  const port = await freePort();
  writeFileSync(join(user, "worker.mjs"), [
    `import * as index from "./index.workerd.mjs";`,
    "export default { async fetch() {",
    "  const variants = [];",
    `  for (const load of [${modules.map(subject.loader).map((load) => `index.${load}`).join(", ")}]) variants.push((await load()).variant);`,
    '  return new Response(variants.join(" "));',
    "} };",
  ].join("\n"));
  writeFileSync(join(user, "workerd.capnp"), `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs"), (name = "index.workerd.mjs", esModule = embed "${installed}/index.workerd.mjs"),
    ${embedded.join(",\n    ")}],
  compatibilityDate = "2026-01-01",
);
`);
  await withServer(workerd, ["serve", "workerd.capnp"], { cwd: user, port }, async (address, answer) => expectVariants(subject, await answer.text(), 1));
  return run(workerd, ["--version"]).trim();
}

/** Publishes to a registry on this machine, and installs from it. */
async function checkRegistry(subject) {
  const { name, tarball, scratch, env, run } = subject;
  const verdaccio = realpathSync(tool(subject, ".bin", "verdaccio"));
  const node = otherNodes(subject).at(-1) ?? process.execPath; // it needs 22
  const home = join(scratch, "registry");
  mkdirSync(home);
  const port = await freePort();
  writeFileSync(join(home, "config.yaml"), [
    "storage: ./storage", "auth:", "  htpasswd:", "    file: ./htpasswd", "uplinks: {}", "packages:", "  '**':", "    access: $all", "    publish: $authenticated",
    "log: { type: stdout, format: pretty, level: warn }", "",
  ].join("\n"));
  return withServer(node, [verdaccio, "--config", join(home, "config.yaml"), "--listen", `127.0.0.1:${port}`], { cwd: home, port }, async (registry) => {
    const user = { name: "tester", password: "only-on-this-machine" };
    const made = await fetch(`${registry}/-/user/org.couchdb.user:tester`, {
      method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(user),
    });
    const { token } = await made.json();
    const place = join(home, "user");
    mkdirSync(place);
    writeFileSync(join(place, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
    writeFileSync(join(place, ".npmrc"), `registry=${registry}\n//127.0.0.1:${port}/:_authToken=${token}\n`);
    const registryEnv = { ...env, npm_config_registry: registry };
    run("npm", ["publish", tarball, "--access", "public"], { cwd: place, env: registryEnv });
    run("npm", ["install", name], { cwd: place, env: registryEnv });
    runIn({ ...subject, user: place }, process.execPath);
    return "published to Verdaccio and installed from it";
  });
}

export const hosts = { node: checkNode, types: checkTypes, deno: checkDeno, bun: checkBun, workerd: checkWorkerd, registry: checkRegistry };
