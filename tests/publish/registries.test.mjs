// docs/deployment as a new user would follow it, with a project of one program in C++ and one
// module: published, past servers that fail, to Debian's docker-registry, to Verdaccio and to a
// git remote; then read by other people's programs alone: skopeo, podman, npm, git, minisign,
// sha256sum, and the validators of CycloneDX and SPDX. Part of `./sinterw test --all`.
//
//   node --test tests/publish/registries.test.mjs
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";

import { Before, credentials, Elsewhere } from "../e2e/elsewhere.mjs";
import { moduleFiles, Project, repository, scratchFolder } from "../e2e/project.mjs";

const hosts = join(repository, "tests/hosts");
const spdxTools = join(repository, ".sinter/toolchain/spdx"); // ./sinterw installs tests/publish/requirements.txt there
const from = createRequire(join(hosts, "package.json"));
const running = [], opened = [];
after(() => {
  for (const child of running) child.kill("SIGKILL");
  for (const server of opened) server.close();
});

const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

/** Starts a server and waits until it answers. */
async function serve(program, args, cwd, port) {
  const child = spawn(program, args, { cwd, stdio: "ignore" });
  running.push(child);
  for (let turn = 0; turn < 600 && child.exitCode === null; ++turn) {
    try {
      return void await fetch(`http://127.0.0.1:${port}/`);
    } catch {
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
  throw new Error(`${program} does not answer`);
}

/** With a user and a password. */
async function dockerRegistry() {
  const folder = scratchFolder(), port = await freePort();
  writeFileSync(join(folder, "users"), `${credentials.REGISTRY_USER}:${from("bcryptjs").hashSync(credentials.REGISTRY_PASSWORD, 4).replace(/^\$2b/, "$2y")}\n`);
  writeFileSync(join(folder, "config.yml"), `version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${folder}/data } }
http: { addr: "127.0.0.1:${port}" }
auth: { htpasswd: { realm: registry, path: ${folder}/users } }
`);
  await serve("docker-registry", ["serve", "config.yml"], folder, port);
  return port;
}

async function verdaccio() {
  const folder = scratchFolder(), port = await freePort();
  writeFileSync(join(folder, "config.yaml"), `storage: ./storage
auth: { htpasswd: { file: ./htpasswd } }
uplinks: {}
packages: { "**": { access: $all, publish: $authenticated } }
max_body_size: 100mb
log: { type: stdout, format: pretty, level: error }
`);
  // Node of its own: Verdaccio wants a newer one than this project does.
  await serve(join(hosts, "node_modules/node22/bin/node"), [join(hosts, "node_modules/verdaccio/bin/verdaccio"), "--config", "config.yaml", "--listen", `127.0.0.1:${port}`], folder, port);
  const made = await fetch(`http://127.0.0.1:${port}/-/user/org.couchdb.user:robot`, {
    method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: "robot", password: "only-on-this-machine" }),
  });
  return { port, token: (await made.json()).token };
}

/** Every request that is new fails there first. */
async function failing(server) {
  await server.listen();
  opened.push(server);
  server.failsAllOnce = true;
  return server;
}

const document = (name) => readFileSync(join(repository, "docs/deployment", name), "utf8");
const toml = (name) => /```toml\n([^]*?)```/.exec(document(name))[1];
const shell = (program, args, options) => execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], ...options });

test("who follows docs/deployment publishes a release that other people's programs read", async () => {
  const npm = await verdaccio(), registryPort = await dockerRegistry();
  const containers = await failing(new Before(registryPort)), packages = await failing(new Before(npm.port)), forge = await failing(new Elsewhere());
  const direct = `127.0.0.1:${registryPort}/acme/hello`, directNpm = `http://127.0.0.1:${npm.port}`;
  const keys = scratchFolder(), remote = scratchFolder();
  shell("minisign", ["-G", "-W", "-p", join(keys, "hello.pub"), "-s", join(keys, "hello.key")]);

  const module = moduleFiles["sinter.toml"].slice(moduleFiles["sinter.toml"].indexOf("[module.shapes]"));
  const merged = toml("release.md").replace(/^\[release\.image\]\nbinary = "hello"\n/m, toml("container.md").match(/\[release\.image\][^]*/)[0]);
  const config = `${toml("container.md").replace(/\[release\.image\][^]*/, "")}\n${module}\n${merged}`.replace("src/*.c\"", "native/*.cc\"")
    .replace("registry.example.com/acme/hello", `${containers.base}/acme/hello`).replace("https://npm.example.com", packages.base)
    .replace("https://api.example.com", `${forge.base}/forge`).replace('repository = "acme/hello"', 'repository = "acme/demo"')
    .replace("[release]\n", '[release]\nretries = 12\nbackoff = "10ms"\n');
  const project = new Project({
    ...moduleFiles,
    "sinter.toml": config,
    ".gitignore": "dist/\n.sinter/\n",
    "native/main.cc": '#include <cstdio>\n#include <string>\nint main() { return std::puts((std::string("hello from ") + "nothing else").c_str()) < 0; }\n',
  });
  const git = (...args) => shell("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { cwd: project.folder });
  git("init", "--quiet");
  git("init", "--quiet", "--bare", remote);
  git("remote", "add", "origin", remote);
  git("add", "--all");
  git("commit", "--quiet", "--message", "feat: begin");
  const identity = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com" };
  const env = { ...credentials, ...identity, SIGNING_KEY: join(keys, "hello.key"), NPM_TOKEN: npm.token, ZIG_GLOBAL_CACHE_DIR: process.env.ZIG_GLOBAL_CACHE_DIR ?? join(repository, ".sinter/zig") };
  const run = await project.run(["release", "--publish"], { env });
  assert.equal(run.code, 0, String(run));
  const writes = (server) => server.exchanges.filter(({ method }) => method !== "GET" && method !== "HEAD").length;
  const written = [containers, packages, forge].map(writes);
  assert.ok(written.every((count) => count > 0));
  assert.equal((await project.run(["release", "--publish"], { env })).code, 0);
  assert.deepEqual([containers, packages, forge].map(writes), written, "what is there is not written again");

  const folder = project.at("dist/release/1.0.0");
  const { digest } = JSON.parse(readFileSync(join(folder, "image/index.json"), "utf8")).manifests[0];
  const access = ["--creds", `${credentials.REGISTRY_USER}:${credentials.REGISTRY_PASSWORD}`];
  assert.match(document("release.md"), /\$ skopeo inspect docker:\/\/registry\.example\.com\/acme\/hello:1\.0\.1/);
  assert.equal(JSON.parse(shell("skopeo", ["inspect", "--tls-verify=false", ...access, `docker://${direct}:1.0.0`])).Digest, digest);
  assert.equal(JSON.parse(shell("skopeo", ["inspect", `oci:${folder}/image`])).Digest, digest);
  const pulled = project.at("pulled");
  shell("skopeo", ["copy", "--all", "--src-tls-verify=false", "--src-creds", access[1], `docker://${direct}:1.0.0`, `oci:${pulled}`]); // checks every digest
  assert.equal(JSON.parse(readFileSync(join(pulled, "index.json"), "utf8")).manifests[0].digest, digest, "pulled back, the same");
  const store = scratchFolder();
  assert.match(document("container.md"), /\$ podman run --rm oci:dist\/release\/1\.0\.0\/image\n/);
  const podman = ["--root", join(store, "root"), "--runroot", join(store, "run"), "--storage-driver", "vfs", "--runtime", "runc", "--cgroup-manager", "cgroupfs"];
  const limits = ["--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]; // as they are in a container, too
  const said = shell("podman", [...podman, "run", "--rm", ...limits, "oci:pulled"], { cwd: project.folder });
  assert.equal(said, "hello from nothing else\n");

  const user = scratchFolder();
  writeFileSync(join(user, "package.json"), '{"type":"module"}');
  shell("npm", ["install", "--no-audit", "--no-fund", "--registry", directNpm, "@demo/shapes"], { cwd: user });
  assert.equal(shell("node", ["-e", 'import("@demo/shapes/shapes").then(async ({ load }) => console.log((await load()).area(6, 7)))'], { cwd: user }), "42\n");

  assert.equal(shell("git", ["--git-dir", remote, "rev-parse", "v1.0.0^{commit}"]), git("rev-parse", "HEAD"));
  assert.match(shell("git", ["--git-dir", remote, "cat-file", "-p", "v1.0.0"]), /### New\n\n- begin/);
  assert.equal(forge.state.forge[0].draft, false);

  assert.match(document("release.md"), /\$ minisign -V -p hello\.pub -m SHA256SUMS\n/);
  assert.match(shell("minisign", ["-V", "-p", join(keys, "hello.pub"), "-m", "SHA256SUMS"], { cwd: folder }), /signature verified/);
  assert.match(document("release.md"), /\$ sha256sum --check SHA256SUMS\n/);
  shell("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: folder });
  shell("tar", ["xzf", join(folder, "hello-1.0.0-x86_64-linux-musl.tar.gz"), "-C", user]);
  assert.equal(shell(join(user, "hello-1.0.0-x86_64-linux-musl/hello"), []), said, "the archive has the same program");

  const { Spec, Validation } = from("@cyclonedx/cyclonedx-library");
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
  const cyclonedx = readFileSync(join(folder, "hello-1.0.0.cdx.json"), "utf8");
  assert.equal(await validator.validate(cyclonedx), null);
  assert.notEqual(await validator.validate(cyclonedx.replace('"container"', '"box"')), null);
  const inside = (file) => JSON.parse(cyclonedx).dependencies.find(({ ref }) => ref === `file:${file}`).dependsOn.join(" ");
  assert.match(inside("hello-1.0.0-x86_64-linux-musl.tar.gz"), /pkg:generic\/libc%2B%2B@\d+\.\d+\.\d+ .*pkg:generic\/musl@\d+\.\d+\.\d+/);
  assert.match(inside("demo-shapes-1.0.0.tgz"), /pkg:deb\/debian\/wasi-libc@/);
  const validateSpdx = (path) => shell("python3", ["-m", "spdx_tools.spdx.clitools.pyspdxtools", "--infile", path], { env: { ...process.env, PYTHONPATH: spdxTools } });
  validateSpdx(join(folder, "hello-1.0.0.spdx.json"));
  const spoilt = join(user, "spoilt.spdx.json");
  writeFileSync(spoilt, readFileSync(join(folder, "hello-1.0.0.spdx.json"), "utf8").replace('"SPDXRef-file-1"', '"file 1"'));
  assert.throws(() => validateSpdx(spoilt));
});
