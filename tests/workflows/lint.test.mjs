// What `sinter ci` writes, read by others: actionlint (types of expressions, names of runners,
// needs, matrices, shell) and the JSON schema of workflows. Part of `./sinterw test --all`.
//
//   node --test tests/workflows/
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { execute, Project, repository } from "../e2e/project.mjs";

const actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";
const validator = join(repository, "tests/hosts/node_modules/@action-validator/cli/cli.mjs");
const everything = new Project({
  "sinter.toml": `[project]
name = "acme"
version = "1.2.3"
[module.shapes]
sources = ["shapes.cc"]
[package.shipped]
contains = ["shapes"]
[binary.acme]
sources = ["main.c"]
targets = ["x86_64-linux-musl", "aarch64-linux-musl", "x86_64-macos", "aarch64-macos", "x86_64-windows", "wasm32-wasi"]
smoke = ["--say", "it's \\"fine\\": yes"]
[bench.version]
command = ["true"]
[release]
sign = "SIGNING_KEY"
sign_password = "SIGNING_PASSWORD"
push_tag = "origin"
[release.image]
binary = "acme"
to = "registry.example.com/acme/acme"
user = "REGISTRY_USER"
password = "GITHUB_TOKEN"
[release.forge]
token = "GITHUB_TOKEN"
[ci]
container = "debian:12"
before_checkout = ["apt-get update"]
setup = ["npm install --global 'acme: tools'"]
npm = true
`,
  "shapes.cc": "", "main.c": "",
});

const workflowsOf = (folder) => {
  const workflows = join(folder, ".github/workflows");
  return readdirSync(workflows).map((name) => join(workflows, name));
};

test("actionlint and the schema of workflows find nothing", async () => {
  assert.equal((await everything.run(["ci"])).code, 0);
  for (const folder of [everything.folder, repository]) {
    const workflows = workflowsOf(folder);
    assert.ok(workflows.length >= 4);
    execFileSync("go", ["run", actionlint, "-shellcheck=", "-pyflakes=", ...workflows], { cwd: repository, stdio: "inherit" });
    for (const workflow of workflows) {
      execFileSync("node", [validator, workflow], { stdio: "inherit" });
    }
  }
});

test("actionlint and the schema do find what is wrong", async () => {
  const path = ".github/workflows/ci.yml";
  const right = everything.read(path);
  everything.write(path, right.replace("needs: programs", "needs: nobody"));
  const found = await execute("go", ["run", actionlint, everything.at(path)], { cwd: repository, env: process.env });
  assert.match(found.stdout, /job "nobody"/, String(found));
  everything.write(path, right.replace("runs-on:", "runs_on:"));
  assert.throws(() => execFileSync("node", [validator, everything.at(path)], { stdio: "pipe" }));
});
