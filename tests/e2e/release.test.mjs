// `sinter release`: the next version from commits, then files that other people's programs
// read, the same from the same commit, and a refusal of all that nobody should get.
//
//   node --test tests/e2e/release.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { bareZig } from "./bare_zig.mjs";
import { digests, moduleFiles, Project, scratchFolder, warmCache } from "./project.mjs";

const identity = {
  GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com",
  GIT_AUTHOR_DATE: "2026-11-20T12:00:00Z", GIT_COMMITTER_DATE: "2026-11-20T12:00:00Z", GIT_CONFIG_GLOBAL: "/dev/null",
};

/** A project in a repository with one commit, a `feat`. */
class Released extends Project {
  constructor(files = moduleFiles) {
    super({ ...files, ".gitignore": "dist/\n", "LICENSE": "Do what you want.\n" }, { cache: warmCache });
    this.git("init", "--quiet", "--initial-branch=main");
    this.commit("feat: begin");
  }
  git(...args) {
    return execFileSync("git", args, { cwd: this.folder, env: { ...process.env, ...identity }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
  commit(...messages) {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", ...messages.flatMap((message) => ["--message", message]));
  }
  release(...args) {
    return this.run(["release", ...args]);
  }
}

const allFiles = ["SHA256SUMS", "demo-1.0.0.cdx.json", "demo-1.0.0.provenance.json", "demo-1.0.0.spdx.json", "demo-shapes-1.0.0.tgz", "notes.md"];
const version = (project) => /version = "(.*)"/.exec(project.read("sinter.toml"))[1];

test("the files of a release are whole, are what they say, and are the same from the same commit", async () => {
  const project = new Released();
  const run = await project.release();
  assert.equal(run.code, 0, String(run));
  const folder = project.at("dist/release/1.0.0");
  assert.deepEqual(readdirSync(folder).sort(), allFiles);
  execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: folder });
  assert.match(project.read("dist/release/1.0.0/notes.md"), /^## 1\.0\.0 \(2026-11-20\)\n\n### New\n\n- begin \([0-9a-f]{8}\)\n$/);

  const listing = execFileSync("tar", ["tvzf", "demo-shapes-1.0.0.tgz"], { cwd: folder, encoding: "utf8", env: { ...process.env, TZ: "UTC" } });
  assert.match(listing, /^-rw-r--r-- 0\/0 +\d+ 2026-11-20 12:00 package\/package\.json$/m);
  assert.ok(listing.includes("package/LICENSE"));
  const user = scratchFolder();
  writeFileSync(join(user, "package.json"), '{"type":"module"}');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, "demo-shapes-1.0.0.tgz")], { cwd: user, stdio: "pipe" });
  const answer = execFileSync("node", ["-e", 'import("@demo/shapes/shapes").then(async ({ load }) => console.log((await load()).area(6, 7)))'], { cwd: user, encoding: "utf8" });
  assert.equal(answer, "42\n");

  const made = digests(folder);
  assert.equal((await project.release()).code, 0);
  assert.deepEqual(digests(folder), made, "again");
  const clone = new Project({}, { cache: warmCache });
  execFileSync("git", ["clone", "--quiet", project.folder, clone.folder], { stdio: "pipe" });
  assert.equal((await clone.run(["release"])).code, 0);
  assert.deepEqual(digests(clone.at("dist/release/1.0.0")), made, "in a clone");
});

test("--json ends with the digest of each file", async () => {
  const project = new Released();
  const released = (await project.release("--json")).events.at(-1);
  assert.equal(released.event, "released");
  assert.equal(released.commit, project.git("rev-parse", "HEAD").trim());
  assert.deepEqual(released.files.map(({ name, sha256 }) => [name, sha256]), Object.entries(digests(project.at(released.folder), /SHA256SUMS/)));
});

test("commits decide the next version, and the changelog shows what they say as text", async () => {
  const project = new Released();
  project.git("tag", "v1.0.0");
  project.commit("chore: sweep");
  const none = await project.release("--update");
  assert.equal(none.code, 1);
  assert.match(none.stderr, /there is nothing to release {2}\[SN0806\]/);
  project.commit("fix: mend [this](javascript:alert) <img src=x> @everyone");
  assert.equal((await project.release("--update")).code, 0);
  assert.equal(version(project), "1.0.1");
  assert.doesNotMatch(project.read("CHANGELOG.md"), /[^\\]\[this\]|<img|@everyone/);
  project.commit("chore: release");
  project.commit("feat(area)!: count in metres", "Longer text.");
  const updated = await project.release("--update");
  assert.equal(updated.code, 0, String(updated));
  assert.equal(version(project), "2.0.0");
  const changelog = project.read("CHANGELOG.md");
  assert.ok(changelog.indexOf("## 2.0.0") < changelog.indexOf("## 1.0.1"), "the newest first");
  assert.match(changelog, /### Breaks\n\n- \*\*area:\*\* count in metres/);
  assert.equal((await project.release("--update", "--set", "3.0.0-rc.1")).code, 0);
  assert.equal(version(project), "3.0.0-rc.1");
});

test("what nobody should get is refused, with what to do, and nothing is written", async () => {
  const project = new Released();
  project.write("forgotten.txt", "x");
  const dirty = await project.release();
  assert.equal(dirty.code, 1);
  assert.match(dirty.stderr, /not committed[^]*\?\? forgotten\.txt[^]*--allow-uncommitted/);
  assert.ok(!project.has("dist/release"));
  project.commit("fix: add it");
  project.git("tag", "v1.0.0", "HEAD~1");
  const again = await project.release();
  assert.equal(again.code, 1);
  assert.match(again.stderr, new RegExp(`version 1\\.0\\.0 is released already[^]*${project.git("rev-parse", "HEAD~1").trim()}[^]*${project.git("rev-parse", "HEAD").trim()}`));
  project.git("tag", "v1.5.0", "HEAD~1");
  project.git("tag", "--delete", "v1.0.0");
  assert.match((await project.release()).stderr, /version 1\.0\.0 is not later than the last release, v1\.5\.0[^]*make it 1\.5\.1/);
  assert.ok(!project.has("dist/release"));
  assert.equal((await project.release("--update", "--set", "one")).code, 1);
  assert.equal((await project.release("--set", "1.2.3")).code, 2);
});

test("a release has the profile that [release] names, unless the command line names one", async () => {
  const project = new Released({
    "sinter.toml": '[project]\nname = "demo"\nversion = "1.0.0"\n[profile.ship]\ninherits = "production"\n' +
      '[binary.hello]\nsources = ["main.c"]\ntargets = ["x86_64-linux-musl"]\nwhen = "profile == \'ship\'"\n[release]\nprofile = "ship"\n',
    "main.c": "int _start(void) { return 0; }\n",
  });
  Object.assign(project.environment, { PATH: `${bareZig(scratchFolder())}:${process.env.PATH}` });
  const programs = async (...args) => {
    const run = await project.release("--json", ...args);
    assert.equal(run.code, 0, String(run));
    return run.events.at(-1).files.map(({ name }) => name).filter((name) => name.endsWith(".tar.gz"));
  };
  assert.deepEqual(await programs(), ["hello-1.0.0-x86_64-linux-musl.tar.gz"]);
  assert.deepEqual(await programs("--profile", "production"), []);
});

test("the last release is the latest version before the commit, whatever other tags are there", async () => {
  const project = new Released();
  project.git("tag", "v1.2.0");
  project.commit("feat: more");
  project.git("tag", "v1.10.0");
  project.git("tag", "v1");
  project.git("tag", "v2-beta");
  project.git("tag", "v3.0.0+of-others");
  project.commit("fix: mend");
  assert.match((await project.release()).stderr, /version 1\.0\.0 is not later than the last release, v1\.10\.0/);
  assert.equal((await project.release("--update")).code, 0);
  assert.equal(version(project), "1.10.1");
  assert.doesNotMatch(project.read("CHANGELOG.md"), /more|begin/);
  assert.match((await project.release("--update", "--set", "1.11.0+mine")).stderr, /`1\.11\.0\+mine` is no version that can be released/);
});

test("a clone without all commits is refused: what it would say of them is not true", async () => {
  const project = new Released();
  project.commit("fix: mend");
  const clone = new Project({}, { cache: warmCache });
  execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${project.folder}`, clone.folder], { stdio: "pipe" });
  const run = await clone.run(["release"]);
  assert.equal(run.code, 1, String(run));
  assert.match(run.stderr, /this clone does not have all commits {2}\[SN0806\][^]*git fetch --unshallow --tags/);
});

test("of two at once one waits to be asked again, and neither reads what is the other's", async () => {
  const project = new Released();
  const runs = await Promise.all([1, 2, 3, 4].map(() => project.release()));
  assert.ok(runs.some((run) => run.code === 0));
  for (const run of runs.filter((each) => each.code !== 0)) assert.match(run.stderr, /another `sinter release` is at work|another `?sinter/, String(run));
  execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: project.at("dist/release/1.0.0") });
});

test("without a repository, and where the build fails, there is no release", async () => {
  const outside = new Project(moduleFiles, { cache: warmCache });
  const run = await outside.run(["release"], { env: { GIT_CEILING_DIRECTORIES: join(outside.folder, "..") } });
  assert.equal(run.code, 3);
  assert.match(run.stderr, /git cannot say what there is to release {2}\[SN0523\]/);
  const broken = new Released({ ...moduleFiles, "src/shapes.h": "#error no\n" });
  assert.equal((await broken.release()).code, 1);
  assert.ok(!broken.has("dist/release"));
});

test("a release that was cut short is made whole by the next", async () => {
  const project = new Released();
  mkdirSync(project.at("dist/release/1.0.0"), { recursive: true });
  writeFileSync(project.at("dist/release/1.0.0/leftover.tgz"), "half");
  assert.equal((await project.release()).code, 0);
  assert.deepEqual(readdirSync(project.at("dist/release/1.0.0")).sort(), allFiles);
});

test("the documents name each published file with its digest, and the commit that it is from", async () => {
  const project = new Released();
  assert.equal((await project.release()).code, 0);
  const folder = "dist/release/1.0.0/";
  const digest = digests(project.at(folder))["demo-shapes-1.0.0.tgz"];
  const statement = JSON.parse(project.read(`${folder}demo-1.0.0.provenance.json`));
  assert.deepEqual(statement.subject, [{ name: "demo-shapes-1.0.0.tgz", digest: { sha256: digest } }]);
  const head = project.git("rev-parse", "HEAD").trim();
  assert.equal(statement.predicate.buildDefinition.resolvedDependencies[0].digest.gitCommit, head);
  assert.equal(statement.predicate.buildDefinition.internalParameters.everythingCommitted, true);
  const cyclonedx = JSON.parse(project.read(`${folder}demo-1.0.0.cdx.json`));
  const linked = ["libc++-22-dev-wasm32", "libc++abi-22-dev-wasm32", "libclang-rt-22-dev-wasm32", "wasi-libc"];
  const versionOf = (name) => execFileSync("dpkg-query", ["--show", "--showformat=${Version}", name], { encoding: "utf8" });
  assert.deepEqual(cyclonedx.components.filter(({ hashes }) => hashes).map(({ name, hashes }) => [name, hashes[0].content]), [["demo-shapes-1.0.0.tgz", digest]]);
  assert.deepEqual(cyclonedx.components.filter(({ hashes }) => !hashes).map(({ name, version }) => [name, version]), linked.map((name) => [name, versionOf(name)]));
  const urls = cyclonedx.dependencies.find(({ ref }) => ref === "file:demo-shapes-1.0.0.tgz").dependsOn;
  assert.ok(urls.every((url, at) => decodeURIComponent(url) === `pkg:deb/debian/${linked[at]}@${versionOf(linked[at])}`), String(urls));
  const spdx = JSON.parse(project.read(`${folder}demo-1.0.0.spdx.json`));
  assert.deepEqual(spdx.packages.map(({ name }) => name), ["demo", "demo-shapes-1.0.0.tgz", ...linked]);
  assert.equal(spdx.packages[1].checksums[0].checksumValue, digest);
});

test("minisign checks the signature; the key, of a variable or a file, is shown nowhere", async () => {
  const keys = scratchFolder();
  const password = "a very long password";
  execFileSync("minisign", ["-G", "-W", "-p", join(keys, "plain.pub"), "-s", join(keys, "plain.key")], { stdio: "pipe" });
  const signed = { ...moduleFiles, "sinter.toml": `${moduleFiles["sinter.toml"]}\n[release]\nsign = "KEY"\nsign_password = "PASSWORD"\n` };
  const project = new Released(signed);
  const folder = project.at("dist/release/1.0.0");
  const check = (key) => execFileSync("minisign", ["-V", "-p", join(keys, key), "-m", "SHA256SUMS"], { cwd: folder, encoding: "utf8", stdio: "pipe" });

  const unsigned = await project.release();
  assert.equal(unsigned.code, 0, String(unsigned));
  assert.match(unsigned.stderr, /^not signed: the variable KEY is not set$/m);
  assert.ok(!project.has("dist/release/1.0.0/SHA256SUMS.minisig"));

  const plain = readFileSync(join(keys, "plain.key"), "utf8");
  const run = await project.run(["release"], { env: { KEY: plain } });
  assert.equal(run.code, 0, String(run));
  assert.match(check("plain.pub"), new RegExp(`Trusted comment: demo 1\\.0\\.0, commit ${project.git("rev-parse", "HEAD").trim()}`));
  const signature = project.read("dist/release/1.0.0/SHA256SUMS.minisig");
  assert.equal((await project.run(["release"], { env: { KEY: join(keys, "plain.key") } })).code, 0);
  assert.equal(project.read("dist/release/1.0.0/SHA256SUMS.minisig"), signature, "the same key, the same signature");

  execFileSync("minisign", ["-G", "-p", join(keys, "locked.pub"), "-s", join(keys, "locked.key")], { input: `${password}\n${password}\n`, stdio: ["pipe", "pipe", "pipe"] });
  const locked = readFileSync(join(keys, "locked.key"), "utf8");
  const wrong = await project.run(["release"], { env: { KEY: locked, PASSWORD: "another password" } });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /minisign did not sign {2}\[SN0806\]/);
  assert.equal((await project.run(["release"], { env: { KEY: locked, PASSWORD: password } })).code, 0);
  check("locked.pub");
  project.write("dist/release/1.0.0/SHA256SUMS", "0\n");
  assert.throws(() => check("locked.pub"), /Signature verification failed/);

  const none = await project.run(["release"], { env: { KEY: "no key at all" } });
  assert.equal(none.code, 1);
  assert.match(none.stderr, /the variable KEY holds no secret key of minisign/);
  for (const shown of [run, wrong, none]) {
    for (const secret of [plain.split("\n")[1], locked.split("\n")[1], password, "another password", "no key at all"]) assert.ok(!String(shown).includes(secret));
  }
});
