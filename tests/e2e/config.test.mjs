// Profiles and `sinter config`: what a profile changes is what is built, and every value is
// shown with where it came from.
//
//   node --test tests/e2e/config.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { test } from "node:test";

import { moduleFiles, Project, settled, step, warmCache } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

/** {"step.site.retries": [2, "sinter.toml:6"], ...} */
async function valuesOf(project, args = [], options = {}) {
  const run = await project.run(["config", "--format", "json", ...args], options);
  assert.deepEqual([run.code, run.stderr], [0, ""]);
  const { schema, profile, tables } = JSON.parse(run.stdout);
  assert.equal(schema, "sinter.config/1");
  const values = tables.flatMap(({ name, values }) => values.map(({ key, value, from }) => [`${name}.${key}`, [value, from]]));
  return { profile, values: Object.fromEntries(values) };
}

const staged = `[project]
name = "demo"

[step.site]
run = ["sh", "-c", "echo plain > site.txt"]
outputs = ["site.txt"]
when = "profile != 'development'"
pool = "one"

[pool.one]
size = 1

[profile.staging]
inherits = "production"
[profile.staging.step.site]
run = ["sh", "-c", "echo staged > site.txt"]
retries = 3

[profile.preview]
inherits = "staging"
lto = false
[profile.preview.step.site]
retries = 4
[profile.preview.pool.one]
size = 2
[profile.preview.project]
version = "1.0.0-preview"
[profile.preview.cache]
dir = "preview-cache"
`;

test("a profile changes what it names and inherits the rest, over several profiles", async () => {
  const project = new Project({ "sinter.toml": staged });
  const { profile, values } = await valuesOf(project, [], { env: { SINTER_PROFILE: "preview", SINTER_CACHE: "" } });
  assert.deepEqual(profile, { name: "preview", from: "variable SINTER_PROFILE" });
  const expected = {
    "project.name": ["demo", "sinter.toml:2"],
    "project.version": ["1.0.0-preview", "sinter.toml:27, profile preview"],
    "profile.preview.inherits": ["staging", "sinter.toml:20"],
    "profile.preview.lto": [false, "sinter.toml:21"],
    "profile.preview.optimize": ["size", "default"],
    "step.site.run": [shell("echo staged > site.txt"), "sinter.toml:16, profile staging"],
    "step.site.outputs": [["site.txt"], "sinter.toml:6"],
    "step.site.retries": [4, "sinter.toml:23, profile preview"],
    "step.site.backoff": ["200ms", "default"],
    "pool.one.size": [2, "sinter.toml:25, profile preview"],
    "cache.dir": ["preview-cache", "sinter.toml:29, profile preview"],
  };
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(values[key], value, key);
  const run = await project.build(["--profile", "preview"], { env: { SINTER_CACHE: "" } });
  assert.deepEqual([run.code, project.read("site.txt"), project.has("preview-cache")], [0, "staged\n", true], String(run));
});

test("as text each value has its origin behind it, and the whole is a sinter.toml that builds the same", async () => {
  const project = new Project({ "sinter.toml": staged });
  const run = await project.run(["config", "--profile", "staging"]);
  assert.match(run.stdout, /^# profile staging {3}# --profile\n/);
  assert.match(run.stdout, /^retries = 3 {2,}# sinter\.toml:17, profile staging$/m);
  assert.match(run.stdout, /^dir = ".*" {2,}# variable SINTER_CACHE$/m);
  const same = new Project({ "sinter.toml": run.stdout }, { cache: project.cache });
  const built = await same.build(["--profile", "staging"]);
  assert.deepEqual([built.code, same.read("site.txt")], [0, "staged\n"], String(built));
});

test("without a profile and a cache of its own the defaults say who chose them", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: ["true"] }) });
  const { profile, values } = await valuesOf(project, [], { env: { SINTER_CACHE: "", XDG_CACHE_HOME: "" } });
  assert.deepEqual(profile, { name: "production", from: "default" });
  assert.deepEqual(values["cache.dir"], [`${project.cache}/.cache/sinter`, "variable HOME"]);
  assert.deepEqual(values["cache.size"], ["5 GB", "default"]);
});

test("steps that are left out are shown with their `when`; looking builds nothing", async () => {
  const project = new Project({ "sinter.toml": staged });
  const { values } = await valuesOf(project, ["--profile", "development"]);
  assert.deepEqual(values["step.site.when"], ["profile != 'development'", "sinter.toml:7"]);
  assert.ok(!project.has(".sinter") && !project.has("site.txt"));
});

test("a project with mistakes has no configuration: they are told instead", async () => {
  const project = new Project({ "sinter.toml": step("site", { run: ["true"], timeuot: "1s" }) });
  const run = await project.run(["config"]);
  assert.deepEqual([run.code, run.stdout], [2, ""]);
  assert.match(run.stderr, /unknown key `timeuot` in \[step\.site\] {2}\[SN0104\]\n {2}at sinter\.toml:5:1\n {2}next: did you mean `timeout`\?\n/);
  const unknown = await new Project({ "sinter.toml": staged }).run(["config", "--profile", "previw"]);
  assert.equal(unknown.code, 2);
  assert.equal(settled(unknown.stderr), "error: there is no profile `previw`  [SN0112]\n  next: did you mean `preview`?\n");
});

test("a profile changes a module and a package, and another profile does not", async () => {
  const project = new Project(moduleFiles, { cache: warmCache });
  project.edit("sinter.toml", "[module.shapes]", `[profile.nightly]
inherits = "production"
[profile.nightly.module.shapes]
defines = ["FACTOR=7"]
[profile.nightly.package.shapes_package]
name = "@demo/shapes-nightly"

[module.shapes]`);
  project.write("src/scale.h", "#pragma once\n#ifndef FACTOR\n#define FACTOR 1\n#endif\nconstexpr int scale = FACTOR;\n");
  const nightly = await project.build(["--profile", "nightly"]);
  assert.equal(nightly.code, 0, String(nightly));
  const { load } = await import(project.at("dist/npm/@demo/shapes-nightly/shapes/shapes.mjs"));
  assert.equal((await load()).area(2, 3), 42);
  assert.ok(!project.has("dist/npm/@demo/shapes/package.json"));
});
