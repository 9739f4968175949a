// Writes the graph of generate.mjs for the npm orchestrators, below a folder that
// generate.mjs has filled (it uses its program):
//
//   turbo/   a workspace package for every action
//   nx/      a project for every action
//   wireit/  one package with a script for every action
//
// Usage: node npm.mjs FOLDER PACKAGES   (PACKAGES: a node_modules with turbo, nx and wireit, as
// `npm install turbo nx wireit` makes it in an empty folder)
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";

const [folder, packages] = process.argv.slice(2);
if (!folder || !packages) {
  console.error("usage: node npm.mjs FOLDER PACKAGES");
  process.exit(2);
}
const names = readdirSync(join(folder, "source"));
const layerSize = names.filter((name) => name.startsWith("a0-")).length;
const needs = (name) => {
  const [layer, i] = name.slice(1).split("-").map(Number);
  return layer === 0 ? [] : [...new Set([`a${layer - 1}-${i}`, `a${layer - 1}-${(i * 7 + 3) % layerSize}`])];
};

function write(tool, files) {
  for (const [path, content] of Object.entries(files)) {
    const whole = join(folder, tool, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, typeof content === "string" ? content : JSON.stringify(content, null, 1));
  }
  const root = join(folder, tool);
  copyFileSync(join(folder, "mix"), join(root, "mix"));
  chmodSync(join(root, "mix"), 0o755);
  symlinkSync(resolve(packages), join(root, "node_modules"));
  const git = (...args) => execFileSync("git", args, { cwd: root, stdio: "ignore" });
  git("init");
  git("add", "-A");
  git("-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-m", "graph");
}

const ignored = "node_modules\n.turbo\n.nx\n.wireit\nout\n";
const manager = { private: true, packageManager: `npm@${execFileSync("npm", ["--version"], { encoding: "utf8" }).trim()}` };

const turbo = {
  ".gitignore": ignored,
  "package.json": { name: "graph", ...manager, workspaces: ["packages/*"] },
  "turbo.json": { tasks: { build: { dependsOn: ["^build"], inputs: ["source"], outputs: ["out"] } }, ui: "stream" },
  // `npm run` costs 140 ms each; what is compared is the orchestrator.
  "bin/npm": "#!/bin/sh\nexec ../../mix $(cat arguments)\n",
};
const nx = {
  ".gitignore": ignored,
  "package.json": { name: "graph", ...manager },
  "nx.json": { targetDefaults: { build: { dependsOn: ["^build"], cache: true } }, analytics: false },
};
const wireit = { ".gitignore": ignored, "package.json": { name: "graph", ...manager, scripts: { all: "wireit" }, wireit: { all: { dependencies: names } } } };
for (const name of names) {
  const source = readFileSync(join(folder, "source", name), "utf8");
  const inputs = ["source", ...needs(name).map((need) => `../${need}/out`)];
  turbo[`packages/${name}/source`] = source;
  turbo[`packages/${name}/arguments`] = ["out", ...inputs].join(" ");
  turbo[`packages/${name}/package.json`] = {
    name, version: "1.0.0", scripts: { build: "mix" }, dependencies: Object.fromEntries(needs(name).map((need) => [need, "1.0.0"])),
  };
  nx[`packages/${name}/source`] = source;
  nx[`packages/${name}/project.json`] = {
    name,
    implicitDependencies: needs(name),
    targets: {
      build: {
        executor: "nx:run-commands",
        options: { command: ["../../mix", "out", ...inputs].join(" "), cwd: `packages/${name}` },
        inputs: ["{projectRoot}/source", { dependentTasksOutputFiles: "**/out" }],
        outputs: ["{projectRoot}/out"],
      },
    },
  };
  wireit[`packages/${name}/source`] = source;
  wireit["package.json"].scripts[name] = "wireit";
  wireit["package.json"].wireit[name] = {
    command: [`cd packages/${name} && ../../mix`, "out", ...inputs].join(" "),
    files: [`packages/${name}/source`],
    output: [`packages/${name}/out`],
    dependencies: needs(name),
  };
}
write("turbo", turbo);
chmodSync(join(folder, "turbo/bin/npm"), 0o755);
execFileSync("git", ["commit", "-qam", "mode", "--author=bench <bench@example.com>"], { cwd: join(folder, "turbo"), env: { ...process.env, GIT_COMMITTER_NAME: "bench", GIT_COMMITTER_EMAIL: "bench@example.com" } });
write("nx", nx);
write("wireit", wireit);
console.log(`${names.length} actions for turbo, nx and wireit below ${folder}`);
