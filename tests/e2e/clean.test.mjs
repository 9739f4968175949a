// `clean` takes back exactly what builds made: what people wrote, changed or put beside it
// stays, and the folders that were there before, too.
//
//   node --test tests/e2e/clean.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { digests, moduleFiles, Project, scratchFolder, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];

const sample = () =>
  new Project({
    "sinter.toml":
      step("page", { run: shell("echo page > dist/site/page.html"), outputs: ["dist/site/page.html"] }) +
      step("tool", { run: shell("echo tool > tool.sh; chmod +x tool.sh"), outputs: ["tool.sh"] }),
    "notes.txt": "mine",
  });

async function json(project, args = []) {
  const run = await project.run(["clean", "--json", ...args]);
  assert.equal(run.code, 0, String(run));
  return JSON.parse(run.stdout);
}

test("after `clean` a project is what it was before the first build, whatever that made", async () => {
  for (const project of [sample(), new Project(moduleFiles)]) {
    const before = digests(project.folder);
    const folders = readdirSync(project.folder);
    assert.equal((await project.build()).code, 0);
    assert.equal((await project.build(["--profile", "development"])).code, 0);
    const cleaned = await json(project);
    assert.deepEqual(cleaned.kept, []);
    assert.ok(cleaned.removed.length > 4);
    assert.deepEqual(digests(project.folder), before);
    assert.deepEqual(readdirSync(project.folder), folders, "no folder is left, and .sinter is gone");
    assert.deepEqual(await json(project), { schema: "sinter.clean/1", dry_run: false, size_bytes: 0, removed: [], kept: [] });
    assert.deepEqual(readdirSync(project.folder), folders, "looking makes nothing");
  }
});

test("what somebody changed, replaced or added since stays, and is named", async () => {
  const project = sample();
  await project.build();
  project.write("dist/site/page.html", "edited\n");
  project.write("dist/site/mine.txt", "mine");
  chmodSync(project.at("tool.sh"), 0o644);
  const run = await project.run(["clean"]);
  assert.equal(run.code, 0);
  assert.match(run.stdout, /^kept dist\/site\/page\.html: it was changed since it was built\nkept tool\.sh: it was changed since it was built\nremoved \d+ files, [\d.]+ KiB\n$/);
  assert.deepEqual(Object.keys(digests(project.folder)), ["dist/site/mine.txt", "dist/site/page.html", "notes.txt", "sinter.toml", "tool.sh"]);
});

test("an output that became a link or lies behind one stays, and so does what it leads to", async () => {
  const project = sample();
  await project.build();
  const outside = scratchFolder();
  renameSync(project.at("dist/site"), join(outside, "site"));
  symlinkSync(join(outside, "site"), project.at("dist/site"));
  renameSync(project.at("tool.sh"), join(outside, "tool.sh"));
  symlinkSync(join(outside, "tool.sh"), project.at("tool.sh"));
  const { kept } = await json(project);
  assert.deepEqual(kept, [
    { path: "dist/site/page.html", why: "a link leads its folder out of the project" },
    { path: "tool.sh", why: "it is a link or a folder now, and no build made that" },
  ]);
  assert.ok(existsSync(join(outside, "site/page.html")) && existsSync(join(outside, "tool.sh")));
});

test("an output that sinter.toml names as a source by now stays", async () => {
  const project = sample();
  await project.build();
  project.write("sinter.toml", step("use", { run: ["cat", "tool.sh"], inputs: ["tool.sh"] }));
  assert.deepEqual((await json(project)).kept, [{ path: "tool.sh", why: "sinter.toml names it as a source now" }]);
});

test("folders that were there before the build stay, empty or not", async () => {
  const project = sample();
  mkdirSync(project.at("dist/site"), { recursive: true });
  await project.build();
  await json(project);
  assert.deepEqual(readdirSync(project.at("dist/site")), []);
});

test("what builds moved aside stays in .sinter/replaced", async () => {
  const project = sample();
  project.write("tool.sh", "the only copy");
  await project.build();
  const { kept } = await json(project);
  assert.deepEqual(kept, [{ path: ".sinter/replaced", why: "builds moved files of yours there" }]);
  assert.equal(project.read(".sinter/replaced/tool.sh"), "the only copy");
  assert.equal((await project.build()).code, 0);
});

test("--dry-run names what would go and touches nothing", async () => {
  const project = sample();
  await project.build();
  const before = digests(project.folder);
  const run = await project.run(["clean", "--dry-run"]);
  assert.deepEqual(digests(project.folder), before);
  const named = [...run.stdout.matchAll(/^would remove (\S+)$/gm)].map((match) => match[1]).sort();
  const { removed } = await json(project);
  assert.deepEqual(named, removed.sort());
  assert.ok(named.includes("tool.sh") && named.includes("dist/build-report.json"));
});

test("a goal's outputs go, the rest stays, and the next build restores them", async () => {
  const project = sample();
  await project.build();
  assert.deepEqual((await json(project, ["tool"])).removed, ["tool.sh"]);
  assert.ok(project.has("dist/site/page.html"));
  assert.deepEqual((await project.build()).outcomes, { tool: "restored" });
  assert.equal((await project.run(["clean", "nothing"])).code, 2);
});

test("a project whose sinter.toml is broken can be cleaned, and so can one that was killed halfway", async () => {
  const project = sample();
  await project.build();
  writeFileSync(project.at(".sinter/begun"), "half.bin\0");
  project.write("half.bin", "half");
  writeFileSync(project.at("sinter.toml"), "broken");
  const { removed } = await json(project);
  assert.ok(removed.includes("tool.sh") && removed.includes("half.bin"));
  assert.deepEqual(readdirSync(project.folder).sort(), ["notes.txt", "sinter.toml"]);
});

test("--cache forgets what this project's builds stored, and nothing of another project", async () => {
  const cache = scratchFolder();
  const mine = new Project({ "sinter.toml": step("own", { run: shell("echo own > own"), outputs: ["own"] }) + step("both", { run: shell("echo both > both"), outputs: ["both"] }) }, { cache });
  const theirs = new Project({ "sinter.toml": step("other", { run: shell("echo both > other"), outputs: ["other"] }) }, { cache });
  await mine.build();
  await theirs.build();
  const before = digests(cache, /^(added|lock)$/);
  const dry = await json(mine, ["--cache", "--dry-run"]);
  assert.deepEqual(digests(cache, /^(added|lock)$/), before);
  const cleaned = await json(mine, ["--cache"]);
  assert.ok(cleaned.cache_bytes > 0 && cleaned.cache_bytes === dry.cache_bytes);
  assert.deepEqual((await mine.build()).outcomes, { own: "ran", both: "ran" });
  theirs.remove("other");
  assert.deepEqual((await theirs.build()).outcomes, { other: "restored" });
});

test("--cache removes a cache that lies in the project", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: shell("echo it > it"), outputs: ["it"] }) + '[cache]\ndir = "kept/cache"\n' });
  delete project.environment.SINTER_CACHE;
  await project.build();
  assert.ok(project.has("kept/cache/CACHEDIR.TAG"));
  await json(project);
  assert.ok(project.has("kept/cache/CACHEDIR.TAG"));
  await project.build();
  await json(project, ["--cache"]);
  assert.ok(!project.has("kept/cache"));
});
