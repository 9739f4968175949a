// The same commit gives the same bytes of every artifact of a release, whoever makes it, where
// and when: a program, a module, an npm package, an image and all documents are made twice, in
// surroundings that share nothing but the tools, and compared byte by byte.
//
//   node --test tests/e2e/anywhere.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { bareZig } from "./bare_zig.mjs";
import { digests, execute, moduleFiles, Project, scratchFolder, sinter } from "./project.mjs";

const tools = bareZig(scratchFolder());
const identity = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com", GIT_CONFIG_GLOBAL: "/dev/null" };
const git = (cwd, ...args) => execFileSync("git", args, { cwd, env: { ...process.env, ...identity }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Its sources name their own files, which compilers know by whole paths. */
const files = {
  ...moduleFiles,
  "sinter.toml": `${moduleFiles["sinter.toml"].replace(/\[profile\.production\][^[]*/, "").replace('["baseline"]', '["baseline", "simd"]')}
[step.list]
run = ["sh", "-c", "ls data | tr a-z A-Z > list.txt"]
inputs = ["data/*"]
outputs = ["list.txt"]

[binary.demo]
sources = ["native/*.c"]
targets = ["x86_64-linux-musl", "aarch64-linux-musl"]

[release]
sign = "SIGNING_KEY"

[release.image]
binary = "demo"
`,
  "src/place.cc": '#include "src/shapes.h"\n#include <cassert>\n#include <string>\nint shapes::place(int at) {\n  assert(at >= 0);\n  std::string name = __FILE__;\n  return at < static_cast<int>(name.size()) ? name[static_cast<std::size_t>(at)] : 0;\n}\n',
  "src/shapes.h": moduleFiles["src/shapes.h"].replace("}\n", "int place(int at);\n}\n"),
  "src/exports.cc": moduleFiles["src/exports.cc"].replace("}\n", 'SINTER_EXPORT(place, "A character of the path of its source.", "at")\n}\n'),
  "native/main.c": "static const char file[] = __FILE__;\nint _start(void) { return file[sizeof file - 2]; }\n",
  "README.md": "# Demo\n", "LICENSE": "Do what you want.\n", "data/b.txt": "b", "data/a.txt": "a", "data/Ä.txt": "c",
  ".gitignore": "dist/\n.sinter/\nlist.txt\n",
};

const upstream = new Project(files);
git(upstream.folder, "init", "--quiet", "--initial-branch=main");
git(upstream.folder, "add", "--all");
git(upstream.folder, "commit", "--quiet", "--message", "feat: begin");
const keys = scratchFolder();
execFileSync("minisign", ["-G", "-W", "-p", join(keys, "demo.pub"), "-s", join(keys, "demo.key")], { stdio: "pipe" });

/** A clone whose files were made in that order, with a release made by that person. */
async function release({ folder, umask, order, environment, args = [] }) {
  mkdirSync(folder, { recursive: true });
  const home = scratchFolder();
  const shell = (line) => execute("sh", ["-c", `umask ${umask}; ${line}`, "sh", ...args], {
    cwd: folder, env: { PATH: `${tools}:${process.env.PATH}`, HOME: home, SINTER_CACHE: join(home, "cache"), SIGNING_KEY: readFileSync(join(keys, "demo.key"), "utf8"), ...environment },
  });
  git(folder, "clone", "--quiet", "--no-checkout", upstream.folder, ".");
  git(folder, "remote", "set-url", "origin", "https://example.com/acme/demo.git");
  const paths = git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0").filter((name) => name !== "");
  for (const name of order(paths)) assert.equal((await shell(`git checkout --quiet HEAD -- '${name}'`)).code, 0, name);
  const run = await shell(`exec '${sinter}' release "$@"`);
  assert.equal(run.code, 0, String(run));
  return folder;
}

test("every artifact of a release has the same bytes, wherever, whenever and by whomever it is made", async () => {
  const here = await release({
    folder: join(scratchFolder(), "a"), umask: "022", order: (paths) => paths,
    environment: { USER: "one", LOGNAME: "one", TZ: "UTC", LANG: "C" },
  });
  const there = await release({
    folder: join(scratchFolder(), "Some where/ün der/a much longer path than the other one has"), umask: "077", order: (paths) => [...paths].reverse(), args: ["-j", "1"],
    environment: { USER: "two", LOGNAME: "two", TZ: "Pacific/Kiritimati", LANG: "de_DE.UTF-8", LC_ALL: "C.UTF-8", SOURCE_DATE_EPOCH: "1", HOSTNAME: "elsewhere", TERM: "xterm-256color" },
  });
  const skip = /^(\.git|\.sinter|dist\/build-report\.json)$/;
  const made = digests(here, skip);
  assert.deepEqual(digests(there, skip), made);
  const kinds = [/^list\.txt$/, /\.wasm$/, /^dist\/bin\/x86_64-linux-musl\/demo$/, /^dist\/npm\/.*\/package\.json$/, /^dist\/release\/1\.0\.0\/demo-1\.0\.0-aarch64-linux-musl\.tar\.gz$/, /shapes-1\.0\.0\.tgz$/, /\.cdx\.json$/,
    /\.spdx\.json$/, /\.provenance\.json$/, /^dist\/release\/1\.0\.0\/image\/blobs\//, /image\/index\.json$/, /notes\.md$/, /SHA256SUMS$/, /SHA256SUMS\.minisig$/];
  for (const kind of kinds) assert.ok(Object.keys(made).some((name) => kind.test(name)), `${kind} is not among ${Object.keys(made)}`);
});
