// Faults of disks, permissions, clocks and names, for real: full file systems, another
// user, times in the future, paths that no system call takes. A build is right or says
// what is wrong; the next one, without the fault, is right.
//
//   node --test tests/e2e/faults.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import {
  chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync,
  symlinkSync, utimesSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { digests, execute, Project, scratchFolder, sinter, step } from "./project.mjs";

const shell = (script) => ["sh", "-c", script];
const copies = (...names) => names.map((name) => step(name, { run: ["cp", `in/${name}`, `out/${name}`], inputs: [`in/${name}`], outputs: [`out/${name}`] })).join("");
const inputs = (...names) => Object.fromEntries(names.map((name) => [`in/${name}`, `${name} one\n`]));
const files_below = (folder) => Object.keys(digests(folder)).map((path) => join(folder, path));

// ---- files of sinter's own

test("whatever any file below .sinter holds, the build is right and says so without a crash", async () => {
  const project = new Project({ "sinter.toml": copies("a", "b", "c"), ...inputs("a", "b", "c") });
  await project.build();
  await project.build();
  const own = files_below(project.at(".sinter")).filter((path) => !/(lock|package\.json|\.gitignore)$/.test(path));
  assert.ok(own.some((path) => path.endsWith("state/production")) && own.some((path) => path.endsWith("plan/production")));
  for (const path of own) {
    const whole = readFileSync(path);
    const lengths = new Set([0, 1, 2, 3, 5, 9, 17, 33, 65, whole.length - 9, whole.length - 1].filter((length) => length >= 0 && length < whole.length));
    for (let part = 1; part < 12; ++part) lengths.add(Math.floor((whole.length * part) / 12));
    const spoilt = [...lengths].map((length) => [`cut to ${length}`, whole.subarray(0, length)]);
    for (const filler of [0, 0xff, 0x30]) spoilt.push([`filled with ${filler}`, Buffer.alloc(Math.max(whole.length, 64), filler)]);
    for (const [what, bytes] of spoilt) {
      writeFileSync(path, bytes);
      project.write("in/b", `${what} of ${path}\n`);
      const run = await project.build();
      assert.equal(run.code, 0, `${path} ${what}: ${run}`);
      assert.equal(project.read("out/b"), `${what} of ${path}\n`, `${path} ${what}`);
    }
  }
});

test("every file of the cache cut off anywhere is found out, and its action runs", async () => {
  const project = new Project({ "sinter.toml": copies("a"), ...inputs("a") });
  await project.build();
  for (const path of [...files_below(join(project.cache, "objects")), ...files_below(join(project.cache, "entries-3"))]) {
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += Math.max(1, Math.floor(whole.length / 20))) {
      rmSync(path);
      writeFileSync(path, whole.subarray(0, length));
      for (const name of ["out", ".sinter"]) project.remove(name);
      const run = await project.build();
      assert.deepEqual([run.code, run.outcomes], [0, { a: "ran" }], `${path} cut to ${length}: ${run}`);
      assert.equal(project.read("out/a"), "a one\n");
    }
  }
});

// ---- disks: a mount of our own, which only root may make

/** Runs `script` with a small file system on $FOLDER, in a mount namespace of its own. */
function with_mount(folder, size, script, environment) {
  return execute("unshare", ["--mount", "sh", "-ec", `mount -t tmpfs -o size=${size} tmpfs "$FOLDER"\n${script}`], {
    cwd: "/", env: { ...environment, FOLDER: folder, SINTER: sinter },
  });
}
const cannot_mount = await with_mount(scratchFolder(), "1M", "true", { PATH: process.env.PATH })
  .then((run) => run.code !== 0 && `skipped: no file system can be mounted here: ${run.stderr.trim()}`, (error) => `skipped: ${error.message}`);

test("a cache on a disk of 400 KB is a note, and every output is right, also from what it could keep", { skip: cannot_mount }, async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const toml = names.map((name) => step(name, { run: shell(`yes ${name} | head -c 90000 > ${name}`), outputs: [name] })).join("");
  const project = new Project({ "sinter.toml": toml });
  const script = `cd '${project.folder}'; "$SINTER" build --json; rm ${names.join(" ")}; "$SINTER" build --json >&2; "$SINTER" cache verify --json >&2; "$SINTER" cache gc --size 100KB >&2`;
  const run = await with_mount(project.cache, "400k", script, project.environment);
  assert.equal(run.code, 0, String(run));
  assert.equal(run.named("ran").length, names.length);
  assert.deepEqual(run.notices.map((notice) => notice.code), ["SN0506"]);
  for (const name of names) assert.equal(project.read(name), `${name}\n`.repeat(45000));
  const later = run.stderr.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const restored = later.filter((event) => event.outcome === "restored").length;
  assert.ok(restored >= 2 && restored < names.length, `${restored} were restored`);
  assert.equal(later.find((event) => event.schema === "sinter.cache/1").ok, true, "what fitted is whole");
});

test("a disk that is full for outputs, run or restored, fails without half a file, and the next build heals", { skip: cannot_mount }, async () => {
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
  const run = await with_mount(project.folder, "1M", script, project.environment);
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.outcomes, { big: "restored" });
});

// ---- another user: permissions do not bind root

/** A copy of the tool and the project that user 65534 may use; nothing where we cannot become that user. */
async function as_nobody(files) {
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
const cannot_become = process.getuid() === 0 ? false : "skipped: only root can become another user";

test("an unreadable input is named, and read again when it may be", { skip: cannot_become }, async () => {
  const project = await as_nobody({ "sinter.toml": copies("a"), ...inputs("a") });
  chmodSync(project.at("in/a"), 0);
  const run = await project.run(["build"]);
  assert.equal(run.code, 3, String(run));
  assert.match(run.stderr, /error: cannot read `in\/a` {2}\[SN0504\]\n {2}at in\/a\n {2}because Permission denied\n {2}next: check the owner/);
  chmodSync(project.at("in/a"), 0o644);
  assert.deepEqual((await project.build()).outcomes, { a: "ran" });
});

test("a folder that may not be written is told, and nothing is half done", { skip: cannot_become }, async () => {
  const project = await as_nobody({ "sinter.toml": copies("a"), ...inputs("a") });
  chmodSync(project.folder, 0o555);
  const run = await project.run(["build"]);
  assert.equal(run.code, 3);
  assert.match(run.stderr, /^error: cannot write `\.sinter` {2}\[SN0505\]\n {2}at \.sinter\n {2}because Permission denied\n {2}next: check the owner/);
});

test("a cache whose files may not be read or written costs time only", { skip: cannot_become }, async () => {
  const project = await as_nobody({ "sinter.toml": copies("a", "b"), ...inputs("a", "b") });
  assert.equal((await project.build()).code, 0);
  for (const path of files_below(join(project.cache, "objects"))) chmodSync(path, 0);
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

// ---- clocks

test("after the clock went back a day, every edit is seen, nothing else runs, and the cache works", async () => {
  const project = new Project({ "sinter.toml": copies("a", "b"), ...inputs("a", "b") });
  await project.build();
  const tomorrow = Date.now() / 1000 + 86_400;
  const everything = [...files_below(project.folder), ...files_below(project.cache)];
  for (const path of everything) utimesSync(path, tomorrow, tomorrow);
  assert.deepEqual((await project.build()).outcomes, {}, "times alone run nothing");
  project.write("in/a", "a two\n");  // of today: older than its output
  assert.deepEqual((await project.build()).outcomes, { a: "ran" });
  project.write("in/a", "a six\n");  // of the same size and the same time as the one before
  utimesSync(project.at("in/a"), tomorrow, tomorrow);
  assert.deepEqual((await project.build()).outcomes, { a: "ran" });
  assert.equal(project.read("out/a"), "a six\n");
  project.remove("out");
  assert.deepEqual((await project.build()).outcomes, { a: "restored", b: "restored" });
  const entry = files_below(join(project.cache, "entries-3")).find((path) => statSync(path).mtimeMs / 1000 > tomorrow - 10);
  utimesSync(entry, tomorrow + 86_400, tomorrow + 86_400);
  project.remove("out");
  project.remove(".sinter");
  assert.equal((await project.build()).code, 0);
  assert.equal((await project.run(["cache", "gc"])).code, 0);
});

// ---- names and links

test("bytes that are no UTF-8 in the project's folder, the cache's folder and a source's name", async () => {
  const folder = Buffer.concat([Buffer.from(`${scratchFolder()}/b`), Buffer.from([0xff, 0xfe])]);
  mkdirSync(Buffer.concat([folder, Buffer.from("/in")]), { recursive: true });
  writeFileSync(Buffer.concat([folder, Buffer.from("/in/s"), Buffer.from([0xff])]), "text");
  writeFileSync(Buffer.concat([folder, Buffer.from("/sinter.toml")]), `[project]\nname = "demo"\n${step("all", { run: shell("cat in/* > all"), inputs: ["in/*"], outputs: ["all"] })}`);
  // The shell alone can hand such a name on.
  const script = `cd "$(printf '${folder.subarray(0, -2)}\\377\\376')"; SINTER_CACHE="$PWD/kept\$(printf '\\377')" "$SINTER" build --json; cat all >&2; rm all; SINTER_CACHE="$PWD/kept\$(printf '\\377')" "$SINTER" build >&2`;
  const run = await execute("sh", ["-c", script], { cwd: "/", env: { PATH: process.env.PATH, HOME: scratchFolder(), SINTER: sinter } });
  if (run.code === 0) {
    assert.match(run.stderr, /^text.*1 restored/s);
  } else {
    assert.match(String(run), /\[SN\d{4}\]|"code"/, "refused, but with an error of ours");
    assert.equal(run.signal, null);
  }
});

test("a path of 5,000 characters is an error of ours, as an output, an input, a cache or a folder to work in", async () => {
  const long = `${"d".repeat(200)}/`.repeat(24) + "f".repeat(176);
  assert.equal(long.length, 5000);
  for (const keys of [{ run: ["true"], outputs: [long] }, { run: ["true"], inputs: [long] }]) {
    const project = new Project({ "sinter.toml": step("long", keys) });
    const run = await project.run(["build"]);
    assert.ok(run.code === 2 || run.code === 3, String(run));
    assert.match(run.stderr, /error: .*\[SN\d{4}\]/s);
    assert.match(run.stderr, /next: shorten it/);
  }
  const project = new Project({ "sinter.toml": copies("a"), ...inputs("a") });
  const run = await project.build([], { env: { SINTER_CACHE: `/${long}` } });
  assert.equal(run.code, 0, "a cache that cannot be is a note");
  assert.equal(run.notices[0].code, "SN0301");
  const elsewhere = await project.run(["-C", long, "build"]);
  assert.equal(elsewhere.code, 3, String(elsewhere));
});

test("a project so deep that its path is longer than the system's limit", async () => {
  const top = scratchFolder();
  const script = `cd '${top}'; for i in $(seq 25); do mkdir ${"d".repeat(200)}; cd ${"d".repeat(200)}; done
printf '[project]\\nname = "demo"\\n[step.a]\\nrun = ["cp", "in", "out"]\\ninputs = ["in"]\\noutputs = ["out"]\\n' > sinter.toml; echo text > in
"$SINTER" build; code=$?; test $code = 0 && cat out; exit $code`;
  const run = await execute("bash", ["-c", script], { cwd: "/", env: { PATH: process.env.PATH, HOME: top, SINTER: sinter } });
  await execute("rm", ["-rf", top], { cwd: "/", env: { PATH: process.env.PATH } });  // Node cannot: it uses whole paths
  assert.equal(run.signal, null);
  if (run.code === 0) assert.equal(run.stdout, "text\n");
  else assert.match(run.stderr, /error: .*\[SN\d{4}\]/s);
});

test("links that lead in circles: as an input an error, below a pattern and as a cache harmless", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: ["cat", "loop"], inputs: ["loop"] }) });
  symlinkSync("loop", project.at("loop"));
  const run = await project.run(["build"]);
  assert.ok(run.code === 2 || run.code === 3, String(run));
  assert.match(run.stderr, /`loop`/);

  const globbed = new Project({ "sinter.toml": step("all", { run: shell("cat in/a > all"), inputs: ["in/**"], outputs: ["all"] }), "in/a": "text" });
  symlinkSync("..", globbed.at("in/up"));
  symlinkSync("self", globbed.at("in/self"));
  const built = await globbed.build();
  assert.equal(built.code, 0, String(built));
  assert.equal(globbed.read("all"), "text");

  const cache = join(scratchFolder(), "cache");
  symlinkSync("cache", cache);
  globbed.remove("all");
  const noted = await globbed.build([], { env: { SINTER_CACHE: cache } });
  assert.equal(noted.code, 0, String(noted));
  assert.equal(noted.notices[0].code, "SN0301");
  assert.ok(!existsSync(cache));
});

test("an output that is a folder now is never removed, by no build and by no clean", async () => {
  const project = new Project({ "sinter.toml": copies("a"), ...inputs("a") });
  await project.build();
  project.remove("out/a");
  mkdirSync(project.at("out/a"));
  project.write("out/a/mine.txt", "mine");
  const run = await project.build();
  assert.equal(run.code, 1, String(run));
  assert.match(String(run), /a folder of that name is there/);
  assert.equal((await project.run(["verify"])).code, 1);
  const cleaned = await project.run(["clean"]);
  assert.equal(cleaned.code, 0, String(cleaned));
  assert.equal(project.read("out/a/mine.txt"), "mine");
});
