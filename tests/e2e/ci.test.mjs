// `sinter ci`: workflows follow from sinter.toml, ask for no more than they need, and tell
// when they and sinter.toml part; those of this repository are up to date.
//
//   node --test tests/e2e/ci.test.mjs
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";

import { execute, Project, repository, sinter } from "./project.mjs";

const config = `
[project]
name = "acme"
version = "1.2.3"
[module.shapes]
sources = ["shapes.cc"]
[package.shipped]
contains = ["shapes"]
[binary.acme]
sources = ["main.c"]
targets = ["x86_64-linux-musl", "aarch64-macos", "x86_64-windows"]
smoke = ["--say", "it's fine"]
[bench.version]
command = ["true"]
[release]
sign = "SIGNING_KEY"
[release.forge]
token = "GITHUB_TOKEN"
[ci]
setup = ["npm install --global acme-tools"]
branch = "trunk"
npm = true
`;
const files = { "sinter.toml": config, "shapes.cc": "", "main.c": "" };
const names = ["benchmarks", "ci", "release", "wasm-build"];
const path = (name) => `.github/workflows/${name}.yml`;

test("four workflows follow from sinter.toml, and stay what they are", async () => {
  const project = new Project(files);
  const run = await project.run(["ci"]);
  assert.equal(run.code, 0, String(run));
  const texts = names.map((name) => project.read(path(name)));
  assert.equal((await project.run(["ci", "--check"])).code, 0);
  assert.match((await project.run(["ci"])).stderr, /the workflows are those of sinter\.toml/);

  for (const text of texts) {
    const uses = [...text.matchAll(/^ +uses: (.*)$/gm)].map(([, action]) => action);
    assert.ok(uses.length > 0);
    for (const action of uses) assert.match(action, /^actions\/[a-z-]+@[0-9a-f]{40} {2}# v\d+\.\d+\.\d+$/);
    assert.match(text, /^permissions: \{\}$/m, "nothing but what a job asks for");
    // What somebody else may have named reaches bash in a variable.
    for (const [, expression] of text.matchAll(/^ {10}.*\$\{\{ (\S+) \}\}/gm)) {
      assert.ok(/^(matrix\.|github\.(sha|token|repository|base_ref)|runner\.|secrets\.)/.test(expression), expression);
    }
  }
  const [benchmarks, ci, release] = texts;
  const permissions = (text) => [...text.matchAll(/^ {4}permissions:\n {6}(.*)$/gm)].map(([, permission]) => permission);
  assert.deepEqual(permissions(ci), ["contents: read", "contents: read", "contents: read"]);
  assert.deepEqual(permissions(release), ["contents: read", "contents: write", "id-token: write"]);
  assert.match(ci, /push: \{ branches: \[trunk\] \}/);
  assert.match(ci, /- target: aarch64-macos\n {12}goals: '''acme\[aarch64-macos\]'''/);
  assert.match(ci, /- target: x86_64-windows\n {12}runner: windows-2025\n {12}commands: 'chmod \+x \.\/dist\/bin\/x86_64-windows\/acme\.exe/);
  assert.match(ci, /acme --say ''it/);
  assert.match(release, /\[ "\$GITHUB_REF_NAME" = 'v1\.2\.3' \]/);
  const publishing = release.slice(release.indexOf("  publish:"), release.indexOf("  npm:"));
  assert.match(publishing, /env:\n +GITHUB_TOKEN: \$\{\{ github\.token \}\}\n +SIGNING_KEY: \$\{\{ secrets\.SIGNING_KEY \}\}\n +run: \|\n +sinter release --publish\n/);
  assert.doesNotMatch(release.replace(publishing, ""), /secrets\.|github\.token/, "no other job gets a secret");
  assert.match(benchmarks, /continue-on-error: true/);
  assert.match(benchmarks, /if: failure\(\)\n.*\n +echo '::warning title=benchmarks::/);
});

test("programs are built with the profile that releases have, where it is named", async () => {
  const only = `[profile.ship]\ninherits = "production"\n${config.replace("smoke =", 'when = "profile == \'ship\'"\nsmoke =')}`;
  const ciOf = async (text) => {
    const project = new Project({ ...files, "sinter.toml": text });
    assert.equal((await project.run(["ci"])).code, 0);
    return project.read(path("ci"));
  };
  assert.doesNotMatch(await ciOf(only), / {2}programs:/, "no workflow builds what its profile leaves out");
  const ci = await ciOf(only.replace("[release]", '[release]\nprofile = "ship"'));
  assert.match(ci, /sinter build --profile ship \$\{\{ matrix\.goals \}\}/);
  assert.match(ci, /- target: aarch64-macos\n {12}goals: '''acme\[aarch64-macos\]'''/);
});

test("what publishes is `sinter release --publish`, with the secrets and permissions of the places", async () => {
  const releaseOf = async (section) => {
    const project = new Project({ ...files, "sinter.toml": config.replace(/\[release\][^]*?\[ci\]/, `${section}\n[ci]`) });
    const run = await project.run(["ci"]);
    assert.equal(run.code, 0, String(run));
    return project.read(path("release"));
  };
  const alone = await releaseOf('[release]\nsign = "KEY"');
  assert.doesNotMatch(alone, / {2}publish:|contents: write/, "no place, no publishing");
  assert.match(alone, /KEY: \$\{\{ secrets\.KEY \}\}\n +run: \|\n +sinter release\n/, "what is only kept is signed, too");
  const image = await releaseOf('[release.image]\nbinary = "acme"\nto = "registry.example.com/acme/hello"\nuser = "ROBOT"\npassword = "GITHUB_TOKEN"');
  assert.match(image, / {2}publish:[^]*permissions:\n {6}contents: read\n {6}packages: write\n[^]*persist-credentials: false[^]*ROBOT: \$\{\{ secrets\.ROBOT \}\}/);
  assert.match(await releaseOf('[release]\npush_tag = "origin"'), / {2}publish:[^]*contents: write[^]*persist-credentials: true[^]*release --publish/);
  const npm = await releaseOf('[release.npm]\nregistry = "https://npm.example.com"\ntoken = "NPM_TOKEN"');
  assert.match(npm, /NPM_TOKEN: \$\{\{ secrets\.NPM_TOKEN \}\}/);
  assert.doesNotMatch(npm, / {2}npm:|id-token/, "one way to publish a package");
});

test("what sinter.toml and the workflows no longer share is shown, and put right", async () => {
  const project = new Project(files);
  await project.run(["ci"]);
  project.write("sinter.toml", config.replace('branch = "trunk"', 'branch = "main"').replace(/\[bench.version\]\n.*\n/, ""));
  const drifted = await project.run(["ci", "--check"]);
  assert.equal(drifted.code, 1, String(drifted));
  assert.match(drifted.stderr, /SN0809[^]*`\.github\/workflows\/ci\.yml` differs[^]*`\.github\/workflows\/benchmarks\.yml` is not needed/);
  assert.match(drifted.stdout, /--- \.github\/workflows\/ci\.yml\n- {3}push: \{ branches: \[trunk\] \}\n\+ {3}push: \{ branches: \[main\] \}\n/);
  assert.match((await project.run(["ci"])).stderr, /wrote \.github\/workflows\/ci\.yml\n[^]*removed \.github\/workflows\/benchmarks\.yml\n/);
  assert.equal((await project.run(["ci", "--check"])).code, 0);
  rmSync(project.at(path("ci")));
  assert.match((await project.run(["ci", "--check"])).stderr, /`\.github\/workflows\/ci\.yml` is missing/);
});

test("what somebody else wrote stays, and what cannot be written is said", async () => {
  const own = new Project({ ...files, [path("release")]: "name: mine\n" });
  const refused = await own.run(["ci"]);
  assert.equal(refused.code, 2, String(refused));
  assert.match(refused.stderr, /`\.github\/workflows\/release\.yml` is there already and was not written by `sinter ci`/);
  assert.equal(own.read(path("release")), "name: mine\n");
  const silent = new Project({ "sinter.toml": "" });
  assert.match((await silent.run(["ci"])).stderr, /does not say how a fresh machine gets ready/);
  const wrong = new Project({ "sinter.toml": '[ci]\nsetup = ["one\\ntwo"]\nbranch = "a b"\n' });
  assert.match((await wrong.run(["ci"])).stderr, /a line of `setup`[^]*`branch` in \[ci\] is no name/);
});

test("a branch like a number, a line with spaces before it and an argument of two lines are what they are", async () => {
  const odd = config.replace('branch = "trunk"', 'branch = "2.10"\nbefore_checkout = ["   apt-get update", "", "apt-get install git"]').replace("it's fine", "it's\\nfine");
  const project = new Project({ ...files, "sinter.toml": odd });
  const run = await project.run(["ci"]);
  assert.equal(run.code, 0, String(run));
  const text = project.read(path("ci"));
  assert.match(text, /branches: \['2\.10'\]/);
  assert.match(text, / {8}run: \|\n {10}apt-get update\n {10}apt-get install git\n {6}- name/);
  assert.match(text, /commands: "chmod .* --say 'it'\\\\''s\\nfine'"$/m);
  const wrong = new Project({ "sinter.toml": '[ci]\nrunner = "@me"\ncontainer = "debian:"\n' });
  assert.match((await wrong.run(["ci"])).stderr, /`runner` in \[ci\] is no name[^]*`container` in \[ci\] is no name/);
});

test("the workflows of this repository are those of its sinter.toml", async () => {
  const run = await execute(sinter, ["-C", repository, "ci", "--check"], { cwd: repository, env: process.env });
  assert.equal(run.code, 0, run.stdout + run.stderr);
});
