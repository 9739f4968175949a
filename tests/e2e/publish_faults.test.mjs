// `sinter release --publish` where it is the machine that fails: in the middle of a large blob, with
// a full disk, without a network, and with a clock that is wrong. Nothing that others see is ever a
// part, what is wrong is said, and the next run makes the release whole.
//
//   node --test tests/e2e/publish_faults.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { bareZig } from "./bare_zig.mjs";
import { credentials, Elsewhere } from "./elsewhere.mjs";
import { cannotMount, withMount } from "./mount.mjs";
import { digests, execute, Project, scratchFolder, sinter } from "./project.mjs";

const identity = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com", GIT_CONFIG_GLOBAL: "/dev/null" };
const tools = bareZig(scratchFolder());
const opened = [];
after(() => {
  for (const server of opened) server.close();
});

/** Bytes that no archive makes smaller, always the same. */
function incompressible(size) {
  const parts = [];
  for (let at = 0; at < size / 64; ++at) parts.push(createHash("sha512").update(String(at)).digest());
  return Buffer.concat(parts);
}

/** A program with a megabyte and a half in it, for a registry and a forge. */
async function begin({ base, timeout = "60s" } = {}) {
  const server = await new Elsewhere().listen();
  opened.push(server);
  const project = new Project({
    ".gitignore": "dist/\n.sinter/\n",
    "native/main.c": 'const unsigned char data[] = {\n#embed "data.bin"\n};\nint _start(void) { return data[1]; }\n',
    "sinter.toml": `[project]
name = "demo"
version = "1.0.0"
[binary.demo]
sources = ["native/*.c"]
targets = ["x86_64-linux-musl"]
[release]
retries = 0
timeout = "${timeout}"
[release.image]
binary = "demo"
to = "${base ?? server.base}/acme/demo"
user = "REGISTRY_USER"
password = "REGISTRY_PASSWORD"
[release.forge]
api = "${base ?? server.base}/forge"
repository = "acme/demo"
token = "FORGE_TOKEN"
`,
  });
  writeFileSync(project.at("native/data.bin"), incompressible(1_500_000));
  Object.assign(project.environment, credentials, identity, { PATH: `${tools}:${process.env.PATH}` });
  for (const words of [["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "feat: begin"]]) {
    execFileSync("git", words, { cwd: project.folder, env: { ...process.env, ...identity, GIT_AUTHOR_DATE: "2026-11-20T12:00:00Z", GIT_COMMITTER_DATE: "2026-11-20T12:00:00Z" } });
  }
  const publish = (onStart = () => {}) => project.run(["release", "--publish"], { onStart });
  return { project, server, publish };
}

test("cut off inside a blob, or killed there, the next run sends it whole", async () => {
  const { project, server, publish } = await begin();
  const isBlob = (request) => request.startsWith("PUT /v2/acme/demo/blobs/");
  // What will be the number of the request that sends the first blob: a dry run's questions, and two begun uploads.
  assert.equal((await project.run(["release", "--dry-run"])).code, 0);
  const first = server.requests.length + 2;
  for (const fault of ["reset inside", "kill inside"]) {
    server.requests.length = 0;
    server.planned.set(first, fault);
    const run = await publish((child) => { server.onKill = () => child.kill("SIGKILL"); });
    assert.ok(isBlob(server.requests[first]), server.requests.join("\n"));
    if (fault === "kill inside") assert.equal(run.signal, "SIGKILL");
    else assert.match(run.stderr, /the registry did not take the blob sha256:[0-9a-f]{64} {2}\[SN0811\]/);
    assert.deepEqual(server.state.containers.manifests, [], "nobody can pull a part");
    assert.ok(!server.requests.slice(first + 1).some((request) => request.startsWith("PUT ")), "what comes after it was not sent");
    server.planned.clear();
  }
  server.requests.length = 0;
  const run = await publish();
  assert.equal(run.code, 0, String(run));
  assert.equal(server.requests.filter(isBlob).length, 2);
  assert.equal(server.state.forge[0].draft, false);
});

test("a full disk in the middle is said to be one, and is nobody else's fault", { skip: cannotMount }, async () => {
  const { project, server, publish } = await begin();
  mkdirSync(project.at(".sinter/release"), { recursive: true });
  // Room for the record, not for what servers answer; then also for that.
  const script = `cd '${project.folder}'
head -c 1000000 /dev/zero > "$FOLDER/filler" 2>/dev/null || true
"$SINTER" release --publish || echo "exit $?"
rm "$FOLDER/filler"
head -c 28672 /dev/zero > "$FOLDER/filler"
"$SINTER" release --publish || echo "exit $?"`;
  const run = await withMount(project.at(".sinter/release"), "size=40k", script, project.environment);
  const failures = run.stderr.match(/^error: .*\n(?: {2}.*\n)*/gm) ?? [];
  assert.equal(run.stdout.match(/^exit 3$/gm)?.length, failures.length, String(run));
  assert.ok(failures.length > 0, String(run));
  for (const failure of failures) assert.match(failure, /SN0506[^]*because the disk is full\n/);
  const ended = await publish();
  assert.equal(ended.code, 0, String(ended));
  assert.equal(server.state.containers.manifests.length, 3);
  assert.equal(server.state.forge[0].draft, false);
});

test("without a network files are made, and what is not published is said, with where", { skip: cannotMount }, async () => {
  const { project } = await begin({ base: "https://registry.example.com", timeout: "5s" });
  const alone = (...args) => execute("unshare", ["--net", sinter, "release", ...args], { cwd: project.folder, env: project.environment });
  const made = await alone();
  assert.equal(made.code, 0, String(made));
  const run = await alone("--publish");
  assert.equal(run.code, 3, String(run));
  assert.match(run.stderr, /^error: `https:\/\/registry\.example\.com` is no registry that can be used {2}\[SN0811\]\n {2}because .*(resolv|connect|network).*\n {2}next: /im);
});

test("an answer longer than any that is right is not taken", async () => {
  const { server, publish } = await begin();
  server.planned.set(0, "huge");
  const run = await publish();
  assert.equal(run.code, 3, String(run));
  assert.match(run.stderr, /is no registry that can be used {2}\[SN0811\]\n {2}because .*[Mm]aximum file size exceeded/);
});

test("files from a future or from before all time change nothing of a release", async () => {
  const { project } = await begin();
  assert.equal((await project.run(["release"])).code, 0);
  const wanted = digests(project.at("dist/release"));
  for (const time of [4_102_444_800, 1]) {
    const other = project.copy({ with_state: false });
    other.environment = project.environment;
    for (const path of ["sinter.toml", "native/main.c", "native/data.bin", ".gitignore", "native"]) utimesSync(join(other.folder, path), time, time);
    const run = await other.run(["release"]);
    assert.equal(run.code, 0, String(run));
    assert.deepEqual(digests(other.at("dist/release")), wanted);
  }
});
