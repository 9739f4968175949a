// `sinter release --publish`: whatever goes wrong on the way, the next run makes it whole, and
// nobody ever gets a part, two builds under one version, or a secret.
//
//   node --test tests/e2e/publish.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { bareZig } from "./bare_zig.mjs";
import { credentials, Elsewhere, faults } from "./elsewhere.mjs";
import { moduleFiles, Project, scratchFolder, warmCache } from "./project.mjs";

const identity = {
  GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com",
  GIT_AUTHOR_DATE: "2026-11-20T12:00:00Z", GIT_COMMITTER_DATE: "2026-11-20T12:00:00Z", GIT_CONFIG_GLOBAL: "/dev/null",
};

const release = (server, { more = "", retries = 0, timeout = "60s" } = {}) => `
[binary.demo]
sources = ["native/*.c"]
targets = ["x86_64-linux-musl", "aarch64-linux-musl"]

[release]
push_tag = "origin"
retries = ${retries}
backoff = "1ms"
timeout = "${timeout}"
${more}
[release.image]
binary = "demo"
to = "${server.base}/acme/demo"
user = "REGISTRY_USER"
password = "REGISTRY_PASSWORD"

[release.npm]
registry = "${server.base}/npm/"
token = "NPM_TOKEN"

[release.forge]
api = "${server.base}/forge"
repository = "acme/demo"
token = "FORGE_TOKEN"
`;

/** A project with something for every place, a remote of its own, and places that are empty. */
class Published extends Project {
  static async begin(options) {
    const server = await new Elsewhere().listen();
    const project = new Published(server, options);
    opened.push(server);
    return project;
  }
  constructor(server, options) {
    const files = { ...moduleFiles, "native/main.c": "int _start(void) { return 42; }\n", ".gitignore": "dist/\n.sinter/\n" };
    super({ ...files, "sinter.toml": moduleFiles["sinter.toml"] + release(server, options) }, { cache: warmCache });
    this.server = server;
    this.remote = scratchFolder();
    Object.assign(this.environment, credentials, identity, { PATH: `${tools}:${process.env.PATH}` });
    this.git("init", "--quiet", "--bare", this.remote);
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("remote", "add", "origin", this.remote);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "feat: begin");
  }
  git(...args) {
    return execFileSync("git", args, { cwd: this.folder, env: { ...process.env, ...identity }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
  publish(...args) {
    return this.run(["release", args.length === 0 ? "--publish" : args[0]], { onStart: (child) => { this.server.onKill = () => child.kill("SIGKILL"); }, ...args[1] });
  }
  /** All that others see; commits and digests of the bytes differ only if the addresses do. */
  get elsewhere() {
    return { ...this.server.state, tags: execFileSync("git", ["--git-dir", this.remote, "for-each-ref", "--format=%(refname) %(*objectname)"], { encoding: "utf8" }) };
  }
  /** The places as they were before anything was published. */
  empty() {
    const { base, server } = this.server;
    Object.assign(this.server, new Elsewhere(), { base, server });
    for (const where of [this.folder, this.remote]) execFileSync("git", ["tag", "--delete", "v1.0.0"], { cwd: where, stdio: "ignore" });
    this.remove(".sinter/release");
  }
}

const tools = bareZig(scratchFolder());
const opened = [];
/** Of the requests of one run every ninth fails: `SINTER_TEST_ALL=1 node --test tests/e2e/publish.test.mjs` fails each. */
const step = process.env.SINTER_TEST_ALL ? 1 : 9;

after(() => {
  for (const server of opened) server.close();
});

test("everything is published once, in an order in which nobody sees a part", async () => {
  const project = await Published.begin();
  const run = await project.publish();
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.stderr.match(/^(published|there already:) .*$/gm).map((line) => line.replace(/(http:|\/tmp)\S*\//, "PLACE/")), [
    "published image PLACE/demo:1.0.0", "published tag v1.0.0 at origin", "published files of the release v1.0.0 of acme/demo",
    "published npm package @demo/shapes@1.0.0", "published release v1.0.0 of acme/demo",
  ]);
  const { forge, npm, containers, tags } = project.elsewhere;
  assert.equal(forge.length, 1);
  assert.equal(forge[0].draft, false);
  assert.deepEqual(forge[0].assets.map((asset) => asset.split(" ")[0]), readdirSync(project.at("dist/release/1.0.0")).filter((name) => name !== "image").sort());
  assert.equal(Object.keys(npm).length, 1);
  assert.equal(containers.manifests.length, 4, "two processors, the index under its digest and under its tag");
  assert.equal(tags, `refs/tags/v1.0.0 ${project.git("rev-parse", "HEAD")}`);

  const index = JSON.parse(project.read("dist/release/1.0.0/image/index.json"));
  assert.ok(containers.manifests.includes(`1.0.0 ${index.manifests[0].digest}`), "the registry's digest is ours");
  const count = project.server.requests.length;
  const again = await project.publish();
  assert.equal(again.code, 0);
  assert.equal(again.stderr.match(/^there already: /gm).length, 5);
  assert.ok(project.server.requests.slice(count).every((request) => request.startsWith("GET ")), "nothing is written twice");
});

test("--dry-run writes nowhere else, and says what would be", async () => {
  const project = await Published.begin();
  const run = await project.publish("--dry-run");
  assert.equal(run.code, 0, String(run));
  assert.equal(run.stderr.match(/^would publish /gm).length, 5);
  assert.ok(project.server.requests.length > 0);
  assert.ok(project.server.requests.every((request) => request.startsWith("GET ")));
  assert.equal(project.git("tag"), "");
  assert.equal(project.elsewhere.tags, "");
});

test("whichever request fails, and however, the next run ends as one in which none did", async () => {
  const project = await Published.begin();
  assert.equal((await project.publish()).code, 0);
  const count = project.server.requests.length, wanted = project.elsewhere;
  for (let at = 0; at < count; at += step) {
    project.empty();
    const fault = faults[(at / step) % faults.length];
    project.server.planned.set(at, fault);
    const run = await project.publish();
    // What was done although it was not answered is seen to be there.
    const isSeen = fault.endsWith("after") || fault === "half";
    if (!isSeen || run.code !== 0) {
      assert.equal(run.code, 3, `request ${at}, ${fault}: ${run}`);
      assert.match(run.stderr, /\[SN0811\]/);
    }
    project.server.planned.clear();
    assert.equal((await project.publish()).code, 0, `after request ${at}, ${fault}`);
    assert.deepEqual(project.elsewhere, wanted, `request ${at}, ${fault}`);
  }
});

test("killed at whichever request, the next run ends as one that was not", async () => {
  const project = await Published.begin();
  assert.equal((await project.publish()).code, 0);
  const count = project.server.requests.length, wanted = project.elsewhere;
  for (let at = 1; at < count; at += step + 1) {
    project.empty();
    project.server.planned.set(at, at % 2 === 0 ? "kill" : "kill after");
    assert.equal((await project.publish()).signal, "SIGKILL", `request ${at}`);
    project.server.planned.clear();
    const run = await project.publish();
    assert.equal(run.code, 0, `killed at request ${at}: ${run}`);
    assert.deepEqual(project.elsewhere, wanted, `killed at request ${at}`);
  }
});

test("with patience, one run is enough for all that fails once", async () => {
  const project = await Published.begin({ retries: 9, timeout: "2s" });  // one is never answered
  project.server.failsAllOnce = true;
  project.server.planned.set(1, "silent");
  const run = await project.publish();
  assert.equal(run.code, 0, String(run));
  assert.equal(project.elsewhere.forge[0].draft, false);
  assert.equal(project.elsewhere.forge.length, 1);
});

test("a forge that keeps half a file, and tells no digests, gets the file whole", async () => {
  const project = await Published.begin();
  project.server.forge.tellsDigests = false;
  const name = "demo-1.0.0-x86_64-linux-musl.tar.gz";
  project.server.forge.releases.push({ id: 7, tag_name: "v1.0.0", draft: true, assets: [{ id: 1000, name, state: "starter", bytes: Buffer.from("ha") }] });
  assert.equal((await project.publish()).code, 0);
  const { assets } = project.elsewhere.forge[0];
  assert.ok(assets.every((asset) => asset.split(" ")[1] === "uploaded"));
  assert.equal((await project.publish()).code, 0, "what it has is compared by its bytes");
  project.server.forge.releases[0].assets.find((asset) => asset.name === name).bytes = Buffer.from("other");
  const run = await project.publish();
  assert.equal(run.code, 1);
  assert.match(run.stderr, /of the release v1\.0\.0 exists with other bytes[^]*there: sha256:[0-9a-f]{64}[^]*here: sha256:[0-9a-f]{64}/);
});

test("a registry is sent what it does not have, also one that cannot say so", async () => {
  const project = await Published.begin();
  const { containers } = project.server;
  const puts = () => project.server.requests.splice(0).filter((request) => request.startsWith("PUT /v2/acme/demo/blobs/")).length;
  const publish = async () => {
    delete containers.manifests["1.0.0"];
    const run = await project.publish();
    assert.equal(run.code, 0, String(run));
    return puts();
  };
  assert.equal(await publish(), 4, "a layer and a configuration for two processors");
  assert.equal(await publish(), 0);
  delete containers.blobs[Object.keys(containers.blobs)[2]];
  assert.equal(await publish(), 1);
  containers.mounts = false;
  assert.equal(await publish(), 4);
});

test("other bytes under this version are refused, with both digests, before anything is written", async () => {
  for (const spoil of [
    ({ server }) => { server.npm.packages["@demo/shapes"] = { versions: { "1.0.0": { dist: { integrity: "sha512-other" } } } }; },
    ({ server }) => { server.containers.manifests["1.0.0"] = Buffer.from("{}"); },
    (project) => project.git("push", "--quiet", "origin", "HEAD~1:refs/tags/v1.0.0"),
  ]) {
    const project = await Published.begin();
    project.git("commit", "--quiet", "--allow-empty", "--message", "fix: more");
    spoil(project);
    const run = await project.publish();
    assert.equal(run.code, 1, String(run));
    assert.match(run.stderr, /exists with other bytes {2}\[SN0806\]\n {2}because there: .*\n {2}because here: /);
    assert.ok(project.server.requests.every((request) => request.startsWith("GET ")));
  }
});

test("a version that was begun is completed with the bytes that it was begun with, or not at all", async () => {
  const project = await Published.begin();
  project.server.planned.set(12, "500");
  assert.equal((await project.publish()).code, 3);
  project.write("native/main.c", "int _start(void) { return 43; }\n");
  project.git("commit", "--quiet", "--all", "--message", "fix: another");
  const run = await project.publish();
  assert.equal(run.code, 1);
  assert.match(run.stderr, /version 1\.0\.0 was begun to be published, and exists with other bytes/);
});

test("missing secrets are all named before any work is done", async () => {
  const project = await Published.begin();
  const run = await project.publish("--publish", { env: { NPM_TOKEN: "", FORGE_TOKEN: " " } });
  assert.equal(run.code, 1);
  assert.match(run.stderr, /NPM_TOKEN is not set: `token` of \[release\.npm\]\n {2}because FORGE_TOKEN is not set: `token` of \[release\.forge\]/);
  assert.equal(project.server.requests.length, 0);
  assert.ok(!project.has("dist"));
});

test("which forge it is, and whose repository, its own runners say", async () => {
  const server = await new Elsewhere().listen();
  opened.push(server);
  const project = new Project({ ".gitignore": ".sinter/\ndist/\n", "sinter.toml": '[project]\nname = "demo"\nversion = "1.0.0"\n[release.forge]\ntoken = "FORGE_TOKEN"\n' });
  const env = { ...process.env, ...identity };
  for (const words of [["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "feat: x"]]) execFileSync("git", words, { cwd: project.folder, env });
  const lost = await project.run(["release", "--publish"], { env: credentials });
  assert.match(lost.stderr, /GITHUB_API_URL is not set: no `api` in \[release\.forge\]\n {2}because GITHUB_REPOSITORY is not set: no `repository` in \[release\.forge\]/);
  const run = await project.run(["release", "--publish"], { env: { ...credentials, GITHUB_API_URL: `${server.base}/forge`, GITHUB_REPOSITORY: "acme/demo" } });
  assert.equal(run.code, 0, String(run));
  assert.equal(server.state.forge[0].draft, false);
});

test("a wrong secret is refused; none is shown, on a command line, or on the disk", async () => {
  const project = await Published.begin();
  const wrong = { NPM_TOKEN: "another-token-9876543210" };
  const refused = await project.publish("--publish", { env: wrong });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /the registry does not show @demo\/shapes {2}\[SN0812\]\n {2}because it answers 401: .*who are you/);
  // A server that repeats what it was told, in whatever form.
  project.server.npm.handle = (_method, _url, headers) => ({ status: 400, headers: {}, body: `${headers.authorization} ${Buffer.from(headers.authorization.slice(7)).toString("base64")}` });
  const echoed = await project.publish();
  assert.equal(echoed.code, 1);
  const secrets = Object.entries({ ...credentials, ...wrong }).filter(([name]) => name !== "REGISTRY_USER").map(([, value]) => value);
  const kept = readdirSync(project.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "latin1"));
  for (const secret of secrets) {
    for (const form of [secret, Buffer.from(secret).toString("base64")]) {
      assert.ok(![refused, echoed].some((run) => String(run).includes(form)), "shown");
      assert.ok(!kept.some((text) => text.includes(form)), "on the disk");
    }
  }
});

test("without a place to publish to, that is said", async () => {
  const project = new Project(moduleFiles, { cache: warmCache });
  execFileSync("git", ["init", "--quiet"], { cwd: project.folder });
  execFileSync("git", ["commit", "--quiet", "--allow-empty", "--message", "feat: x"], { cwd: project.folder, env: { ...process.env, ...identity } });
  const run = await project.run(["release", "--publish"]);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /sinter\.toml does not say where to publish/);
});
