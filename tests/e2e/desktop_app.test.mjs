// examples/desktop-app as its README tells: built cold, warm and after edits, in order and in
// parallel, in two profiles. Each edit is compared with the exact set of steps that had to run.
//
//   node --test tests/e2e/desktop_app.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { Project, repository } from "./project.mjs";

const example = "examples/desktop-app";
const environment = Object.fromEntries(
  ["HOME", "CARGO_HOME", "RUSTUP_HOME", "NPM_CONFIG_REGISTRY", "NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "https_proxy"]
    .filter((name) => process.env[name] !== undefined)
    .map((name) => [name, process.env[name]]),
);

/** Two slots, so that what may run side by side does, whatever the machine. */
async function built(project, args = []) {
  const run = await project.build(["-j", "2", ...args], { env: environment });
  assert.equal(run.code, 0, String(run));
  return run;
}

async function runs(project, expected, args = []) {
  const run = await built(project, args);
  assert.deepEqual(run.outcomes, Object.fromEntries(expected.map((name) => [name, "ran"])), String(run));
  const warm = await built(project, args);
  assert.deepEqual(warm.events.filter((event) => event.event === "action_started"), [], "the build after it runs nothing");
  return run;
}

const rust = ["rust-check", "indexer", "indexer-copy"];
const cpp = ["addon-object[file=addon]", "addon-object[file=ranking]", "addon"];
const svelte = ["site-check", "site"];
const everything = ["packages", ...rust, ...cpp, ...svelte, "main", "smoke", "verify"];

const project = new Project({});
let cold;

before(async () => {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", example], {
    cwd: repository, encoding: "utf8",
  });
  for (const path of listed.split("\0").filter((name) => name !== "")) {
    cpSync(join(repository, path), project.at(path.slice(example.length + 1)));
  }
  cold = await built(project, ["--strict"]);
});

/** The index among all events at which an action was in that state. */
const when = (event, action) => {
  const index = cold.events.findIndex((entry) => entry.event === `action_${event}` && entry.action === action);
  assert.notEqual(index, -1, `${action} never ${event}`);
  return index;
};

/** Vite names it by its content; one of an earlier build would be a second one. */
function siteScript() {
  const scripts = readdirSync(project.at("build/app/site/assets")).filter((name) => name.endsWith(".js"));
  assert.equal(scripts.length, 1, scripts.join());
  assert.match(scripts[0], /^index-[\w-]{8}\.js$/);
  return project.read(`build/app/site/assets/${scripts[0]}`);
}

test("a cold build runs every step once and in order", () => {
  assert.deepEqual(cold.named("ran"), [...everything].sort(), String(cold));
  const orders = [["rust-check", "indexer"], ["indexer", "indexer-copy"], ["packages", "site-check"], ["site-check", "site"],
                  ["packages", "addon-object[file=addon]"], ["addon-object[file=ranking]", "addon"], ["packages", "main"],
                  ...["indexer-copy", "addon", "site", "main"].map((part) => [part, "smoke"]), ["smoke", "verify"]];
  for (const [first, then] of orders) {
    assert.ok(when("finished", first) < when("started", then), `${first} before ${then}`);
  }
});

test("what does not need each other runs side by side", () => {
  assert.ok(when("started", "rust-check") < when("finished", "packages"));
  assert.ok(when("started", "packages") < when("finished", "rust-check"));
});

test("the built application answers", () => {
  const output = cold.finished.find((event) => event.action === "smoke").output;
  assert.match(output, /^smoke: 2 assets, 3 notes, all there$/m);
});

test("the second build runs nothing", async () => {
  await runs(project, []);
});

test("a Rust file reaches the indexer and what starts it", async () => {
  project.edit("indexer/crates/notes/src/lib.rs", "word.contains(char::is_alphanumeric)", "word.contains(char::is_alphabetic)");
  await runs(project, [...rust, "smoke", "verify"]);
});

test("a comment in a Rust file leaves the program identical, and there the build stops", async () => {
  project.edit("indexer/crates/notes/src/lib.rs", "#[cfg(test)]", "// The tests.\n#[cfg(test)]");
  await runs(project, ["rust-check", "indexer"]);
});

test("a Svelte file reaches the site and the whole", async () => {
  project.edit("site/src/App.svelte", "<h1>Notebook</h1>", "<h1>My notebook</h1>");
  await runs(project, [...svelte, "smoke", "verify"]);
  assert.match(siteScript(), /My notebook/);
});

test("a C++ file reaches its object, the add-on and the whole", async () => {
  project.edit("addon/ranking.cc", "points_word_begins = 6", "points_word_begins = 7");
  await runs(project, ["addon-object[file=ranking]", "addon", "smoke", "verify"]);
});

test("a comment in a C++ header compiles what includes it, and there the build stops", async () => {
  project.edit("addon/ranking.h", "#pragma once", "#pragma once  // read by both");
  await runs(project, ["addon-object[file=addon]", "addon-object[file=ranking]"]);
});

test("a note is data of the running application alone", async () => {
  project.edit("notes/bread.md", "Knead until", "Knead it until");
  await runs(project, ["smoke"]);
});

test("a type error in the site stops the site alone, and says where", async () => {
  const before_the_error = project.read("site/src/notes.ts");
  project.edit("site/src/notes.ts", "readonly words: number", "readonly wordCount: number");
  const run = await project.build(["-j", "2", "--keep-going"], { env: environment });
  assert.equal(run.code, 1, String(run));
  assert.deepEqual(run.outcomes, { "site-check": "failed", site: "skipped", smoke: "skipped", verify: "skipped" }, String(run));
  assert.match(run.finished.find((event) => event.action === "site-check").output, /App\.svelte:\d+:\d+/);
  project.write("site/src/notes.ts", before_the_error);
  await runs(project, []);
});

test("development builds without optimising and leaves the verify step out", async () => {
  const run = await built(project, ["--profile", "development"]);
  assert.equal(run.finished.find((event) => event.action === "verify"), undefined);
  assert.match(siteScript(), /sourceMappingURL=/);
  assert.ok(project.has("build/cargo/debug/notes-index"));
  await runs(project, [], ["--profile", "development"]);

  const back = await built(project);
  assert.deepEqual(back.named("failed"), []);
  assert.doesNotMatch(siteScript(), /sourceMappingURL=/);
});

test("the tests of the indexer are a step of `sinter test`", async () => {
  const run = await project.run(["test", "--json", "-j", "2"], { env: environment });
  assert.equal(run.code, 0, String(run));
  assert.equal(run.outcomes["rust-test"], "ran", String(run));
});
