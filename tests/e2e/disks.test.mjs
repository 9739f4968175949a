// Disks that are full or read-only, files and folders that may not be used: file systems of
// our own and another user, for real. A build is right or says what is wrong, leaves nothing
// half made, and the next one, without the fault, is right.
//
//   node --test tests/e2e/disks.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { cannotMount, withMount } from "./mount.mjs";
import { digests, execute, moduleFiles, Project, scratchFolder, sinter, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const copies = (...names) => names.map((name) => step(name, { run: ["cp", `in/${name}`, `out/${name}`], inputs: [`in/${name}`], outputs: [`out/${name}`] })).join("");
const inputs = (...names) => Object.fromEntries(names.map((name) => [`in/${name}`, `${name} one\n`]));
const filesBelow = (folder) => Object.keys(digests(folder)).map((path) => join(folder, path));

test("a full disk under the project ends with exit code 3 and what to do", { skip: cannotMount }, async () => {
  const project = new Project({});
  const toml = `[project]\nname = "demo"\n${step("big", { run: shell("head -c 3000000 /dev/zero > big.bin"), outputs: ["big.bin"] })}`;
  const script = `cd "$FOLDER"; cat > sinter.toml <<'END'\n${toml}END\n"$SINTER" build || echo "exit $?"\nls`;
  const run = await withMount(project.folder, "size=1M", script, project.environment);
  assert.match(run.stderr, /No space left on device/);
  assert.match(run.stdout, /^exit 1\n/, "the step could not write: its own failure");
  assert.doesNotMatch(run.stdout, /big\.bin/, "what was half written is gone");

  const full = `${script.split('"$SINTER"')[0]} head -c 2000000 /dev/zero > filler 2>/dev/null || true\n"$SINTER" build || echo "exit $?"`;
  const refused = await withMount(project.folder, "size=1M", full, project.environment);
  assert.equal(refused.stdout, "exit 3\n", refused.stderr);
  assert.match(refused.stderr, /^error: cannot write `[^`]*` {2}\[SN0506\]\n {2}at .*\n {2}because the disk is full\n {2}next: free some space on that disk/);
});

test("clean works on a full disk, which is when it is needed, and the build after it is right", { skip: cannotMount }, async () => {
  const project = new Project({});
  const toml = `[project]\nname = "demo"\n${step("big", { run: shell("head -c 500000 /dev/zero > big.bin"), outputs: ["big.bin"] })}`;
  const script = `cd "$FOLDER"; cat > sinter.toml <<'END'\n${toml}END\n"$SINTER" build --quiet
head -c 2000000 /dev/zero > filler 2>/dev/null || true
"$SINTER" clean; ls; rm filler; "$SINTER" build --quiet; ls`;
  const run = await withMount(project.folder, "size=1M", script, project.environment);
  assert.match(run.stdout, /^removed \d+ files, .* KiB\nfiller\nsinter\.toml\nbig\.bin\n/, run.stderr);
  assert.equal(run.code, 0, run.stderr);
});

test("a full disk under the cache alone is a note, and the build succeeds", { skip: cannotMount }, async () => {
  const project = new Project({
    "sinter.toml":
      step("big", { run: shell("head -c 3000000 /dev/zero > big.bin"), outputs: ["big.bin"] }) +
      step("next", { run: shell("wc -c < big.bin > size.txt"), inputs: ["big.bin"], outputs: ["size.txt"] }),
  });
  const script = `cd '${project.folder}'; "$SINTER" build --json`;
  const run = await withMount(project.cache, "size=1M", script, project.environment);
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.outcomes, { big: "ran", next: "ran" });
  assert.deepEqual(run.notices.map((notice) => [notice.code, notice.why]), [
    ["SN0506", ["the disk is full", "while storing outputs; this build goes on without the cache"]],
  ]);
  assert.equal(project.read("size.txt").trim(), "3000000");
  assert.deepEqual((await project.build()).outcomes, {});
});

test("a read-only project is told what cannot be written: exit 3", { skip: cannotMount }, async () => {
  const project = new Project({});
  const script = `cd "$FOLDER"; printf '[project]\\nname = "demo"\\n' > sinter.toml; mount -o remount,ro "$FOLDER"; "$SINTER" build || echo "exit $?"`;
  const run = await withMount(project.folder, "size=1M", script, project.environment);
  assert.equal(run.stdout, "exit 3\n", run.stderr);
  assert.equal(run.stderr, `error: cannot write \`.sinter\`  [SN0505]
  at .sinter
  because Read-only file system
  next: the file system is mounted read-only: use another folder
`);
});

test("a read-only cache gives what it holds, and what it cannot take is a note", { skip: cannotMount }, async () => {
  const project = new Project({ "sinter.toml": copies("a", "b"), ...inputs("a", "b") });
  const clone = new Project({ "sinter.toml": copies("a", "b", "c"), ...inputs("a", "b", "c") });
  const script = `cd '${project.folder}'; "$SINTER" build >&2; mount -o remount,ro "$FOLDER"; cd '${clone.folder}'; "$SINTER" build --json; "$SINTER" cache gc >&2 || echo "gc: exit $?" >&2`;
  const run = await withMount(project.cache, "size=4M", script, project.environment);
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.outcomes, { a: "restored", b: "restored", c: "ran" });
  assert.deepEqual(run.notices.map((notice) => [notice.code, notice.why[0]]), [["SN0505", "Read-only file system"]]);
  assert.match(run.stderr, /\[SN0505\].*Read-only file system.*gc: exit 3/s);
  for (const name of ["a", "b", "c"]) assert.equal(clone.read(`out/${name}`), `${name} one\n`);
});

for (const [what, options, code, fill] of [
  ["no room", "size=64k", "SN0301", "head -c 70000 /dev/zero > \"$FOLDER\"/filler 2>/dev/null || true"],
  ["no inode", "size=1M,nr_inodes=4", "SN0506", "true"],
]) {
  test(`a cache on a disk with ${what} at all is a note, and the build succeeds`, { skip: cannotMount }, async () => {
    const project = new Project({ "sinter.toml": copies("a", "b"), ...inputs("a", "b") });
    const script = `${fill}; mkdir "$FOLDER"/cache 2>/dev/null || true; cd '${project.folder}'; SINTER_CACHE="$FOLDER"/cache "$SINTER" build --json`;
    const run = await withMount(scratchFolder(), options, script, project.environment);
    assert.equal(run.code, 0, String(run));
    assert.deepEqual(run.outcomes, { a: "ran", b: "ran" });
    assert.deepEqual(run.notices.map((notice) => [notice.code, notice.why[0]]), [[code, "the disk is full"]]);
    for (const name of ["a", "b"]) assert.equal(project.read(`out/${name}`), `${name} one\n`);
  });
}

test("a cache on a disk of 400 KB is a note, and every output is right, also from what it could keep", { skip: cannotMount }, async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const toml = names.map((name) => step(name, { run: shell(`yes ${name} | head -c 90000 > ${name}`), outputs: [name] })).join("");
  const project = new Project({ "sinter.toml": toml });
  const script = `cd '${project.folder}'; "$SINTER" build --json; rm ${names.join(" ")}; "$SINTER" build --json >&2; "$SINTER" cache verify --json >&2; "$SINTER" cache gc --size 100KB >&2`;
  const run = await withMount(project.cache, "size=400k", script, project.environment);
  assert.equal(run.code, 0, String(run));
  assert.equal(run.named("ran").length, names.length);
  assert.deepEqual(run.notices.map((notice) => notice.code), ["SN0506"]);
  for (const name of names) assert.equal(project.read(name), `${name}\n`.repeat(45000));
  const later = run.stderr.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const restored = later.filter((event) => event.outcome === "restored").length;
  assert.ok(restored >= 1 && restored < names.length, `${restored} were restored`);
  assert.equal(later.find((event) => event.schema === "sinter.cache/1").ok, true, "what fitted is whole");
});

test("a disk that is full for outputs, run or restored, fails without half a file, and the next build heals", { skip: cannotMount }, async () => {
  const big = step("big", { run: shell("head -c 700000 /dev/zero > big.bin"), outputs: ["big.bin"] });
  const project = new Project({});
  const toml = `[project]\nname = "demo"\n${big}`;
  const script = `cd "$FOLDER"; cat > sinter.toml <<'END'\n${toml}END
head -c 600000 /dev/zero > filler
"$SINTER" build >&2 && exit 9; ls big.bin 2>/dev/null && exit 8
rm filler; "$SINTER" build >&2
test $(stat -c %s big.bin) = 700000
rm big.bin; head -c 600000 /dev/zero > filler
"$SINTER" build >&2 && exit 7; ls big.bin 2>/dev/null && exit 6; find . -name '*.tmp' | grep . && exit 5
rm filler; "$SINTER" build --json
test $(stat -c %s big.bin) = 700000`;
  const run = await withMount(project.folder, "size=1M", script, project.environment);
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.outcomes, { big: "restored" });
});

test("a disk that fills up in any stage fails that build; with more room, the result is a clean build's", { skip: cannotMount }, async () => {
  const optimised = { ...moduleFiles, "sinter.toml": moduleFiles["sinter.toml"].replace('"none"', '"size"') };
  const clean = new Project(optimised);
  assert.equal((await clean.build()).code, 0);
  const project = new Project(optimised);
  for (const folder of [".sinter/build/production/shapes/module", "dist"]) {
    mkdirSync(project.at(folder), { recursive: true });
    const script = `cd '${project.folder}'; rm -rf '${folder}'/*
for size in $(seq 8 8 400); do
  code=0; "$SINTER" build >log 2>&1 || code=$?; echo "exit $code"
  if [ $code = 0 ]; then break; fi; grep -q SN0506 log || echo other
  find . -name '*.sinter-*'; test $code = 3 || find dist -type f ! -name build-report.json  # 3: all but the report
  mount -o remount,size=\${size}k "$FOLDER"
done; rm log; "$SINTER" verify >&2; cp -r dist '${project.cache}'`;
    const run = await withMount(project.at(folder), "size=4k", script, project.environment);
    assert.equal(run.code, 0, String(run));
    assert.match(run.stdout, /^(exit [13]\n){3,}exit 0\n$/, folder);
    assert.deepEqual(digests(join(project.cache, "dist/npm")), digests(clean.at("dist/npm")), folder);
  }
});

// ---- another user: permissions do not bind root

/** A copy of the tool and the project that user 65534 may use; nothing where we cannot become that user. */
async function asNobody(files) {
  const project = new Project(files);
  const home = scratchFolder();
  copyFileSync(sinter, join(home, "sinter"));
  chmodSync(join(home, "sinter"), 0o755);
  const own = (folder) => {
    chownSync(folder, 65534, 65534);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      entry.isDirectory() ? own(path) : chownSync(path, 65534, 65534);
    }
  };
  for (const folder of [home, project.folder, project.cache]) own(folder);
  project.run = (args, { env = {} } = {}) =>
    execute("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", join(home, "sinter"), ...args], {
      cwd: project.folder, env: { ...project.environment, ...env },
    });
  return project;
}
const cannotBecome = process.getuid() === 0 ? false : "only root can become another user";

test("an unreadable input is named, and read again when it may be", { skip: cannotBecome }, async () => {
  const project = await asNobody({ "sinter.toml": copies("a"), ...inputs("a") });
  chmodSync(project.at("in/a"), 0);
  const run = await project.run(["build"]);
  assert.equal(run.code, 3, String(run));
  assert.match(run.stderr, /error: cannot read `in\/a` {2}\[SN0504\]\n {2}at in\/a\n {2}because Permission denied\n {2}next: check the owner/);
  chmodSync(project.at("in/a"), 0o644);
  assert.deepEqual((await project.build()).outcomes, { a: "ran" });
});

test("a folder that may not be written is told, and nothing is half done", { skip: cannotBecome }, async () => {
  const project = await asNobody({ "sinter.toml": copies("a"), ...inputs("a") });
  chmodSync(project.folder, 0o555);
  const run = await project.run(["build"]);
  assert.equal(run.code, 3);
  assert.match(run.stderr, /^error: cannot write `\.sinter` {2}\[SN0505\]\n {2}at \.sinter\n {2}because Permission denied\n {2}next: check the owner/);
});

test("a cache whose files may not be read or written costs time only", { skip: cannotBecome }, async () => {
  const project = await asNobody({ "sinter.toml": copies("a", "b"), ...inputs("a", "b") });
  assert.equal((await project.build()).code, 0);
  for (const path of filesBelow(join(project.cache, "objects"))) chmodSync(path, 0);
  for (const folder of readdirSync(join(project.cache, "objects"))) chmodSync(join(project.cache, "objects", folder), 0o500);
  project.remove("out");
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.outcomes, { a: "ran", b: "ran" });
  assert.equal(project.read("out/b"), "b one\n");
  chmodSync(project.cache, 0);
  project.remove("out");
  const without = await project.build();
  assert.equal(without.code, 0, String(without));
  assert.equal(without.notices[0].code, "SN0301");
  chmodSync(project.cache, 0o700);
});
