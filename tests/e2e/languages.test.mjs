// The examples in languages other than C++, built as their users build them: cold, again
// (nothing runs), and after an edit (exactly what depends on it runs). What is packaged is
// loaded in Node by the examples' own tests, which `sinter test` runs.
import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { Project, repository, scratchFolder } from "./project.mjs";

// Tests of one example start from what the first of them built.
const sharedCache = scratchFolder();

function example(name, cache = sharedCache) {
  const folder = scratchFolder();
  const filter = (path) => !/\/(\.sinter|dist|target)$/.test(path);
  cpSync(join(repository, "examples", name), folder, { recursive: true, filter });
  return new Project({}, { folder, cache });
}

/** Builds and tests the example until nothing is left to do; nothing in it uses what it does not declare. */
async function settle(project) {
  const strict = await project.build(["--strict"]);
  assert.equal(strict.code, 0, String(strict));
  const cold = await project.run(["test", "--json"]);
  assert.equal(cold.code, 0, String(cold));
  const warm = await project.run(["test", "--json"]);
  assert.deepEqual(warm.outcomes, {}, String(warm));
  return cold;
}

test("c-module: functions that `exports` names are called with pointers into the module's memory", async () => {
  const project = example("c-module");
  const cold = await settle(project);
  assert.ok(cold.named("ran").includes("check"), String(cold));

  // A changed comment compiles again and changes no object, so nothing follows.
  project.edit("src/adler32.c", "// the largest prime below 65536", "// a prime");
  assert.deepEqual((await project.build()).outcomes, { "checksums/baseline: compile src/adler32.c": "ran" });

  project.edit("src/adler32.c", "high << 16 | low", "low << 16 | high");
  const edited = await project.run(["test", "--json", "--keep-going"]);
  assert.equal(edited.code, 1, "its own test must notice swapped sums");
  assert.deepEqual(edited.named("failed"), ["check"]);
  assert.deepEqual(edited.named("ran"), [
    "checksums/baseline: archive", "checksums/baseline: compile src/adler32.c", "checksums/baseline: link",
    "checksums/baseline: optimize", "checksums/baseline: size", "checksums/bind: bind", "npm: package",
  ]);
});

test("a function that `exports` names and no source defines is named by the linker", async () => {
  const project = example("c-module");
  project.edit("sinter.toml", '"adler32"', '"adler31"');
  const run = await project.run(["build"]);
  assert.equal(run.code, 1, String(run));
  assert.match(run.stderr, /symbol exported via --export not found: adler31/);
});

test("rust-modules: two crates and a C++ module become one package", async () => {
  const project = example("rust-modules");
  const cold = await settle(project);
  assert.ok(cold.named("ran").includes("check"), String(cold));
  const { exports } = JSON.parse(project.read("dist/npm/@example/places/package.json"));
  assert.deepEqual(Object.keys(exports).filter((key) => /^\.\/\w+$/.test(key)), ["./morton", "./sentences", "./sphere"]);

  const strict = await project.build(["sentences", "--strict"]);
  assert.equal(strict.code, 0, String(strict));

  // A changed comment is compiled, to the same bytes.
  project.edit("crates/sentences/src/units.rs", "as many digits", "as few digits");
  assert.deepEqual((await project.build()).outcomes, { "sentences/baseline: compile crates/sentences": "ran" });

  project.edit("crates/sentences/src/units.rs", '"1 metre"', '"one metre"');
  const edited = await project.run(["test", "--json", "--keep-going"]);
  assert.deepEqual(edited.outcomes, {
    "sentences/baseline: compile crates/sentences": "ran", "sentences/baseline: optimize": "ran",
    "sentences/baseline: size": "ran", "sentences/bind: bind": "ran", "npm: package": "ran", check: "failed",
  });
});

test("rust: a file that was replaced by an older one is compiled, whatever cargo thinks of its time", async () => {
  const project = example("rust-modules");
  await settle(project);
  project.edit("crates/sentences/src/units.rs", "{whole} metres", "{whole} meters");
  utimesSync(project.at("crates/sentences/src/units.rs"), 1_000_000_000, 1_000_000_000);
  const run = await project.run(["test", "--json", "--keep-going"]);
  assert.deepEqual(run.named("failed"), ["check"], String(run));
});

test("rust: it builds again when rustup chooses another toolchain", async () => {
  const project = example("rust-modules", scratchFolder());
  const programs = { cargo: "/usr/bin/cargo", rustc: "/usr/bin/rustc" };
  const chosen = join(project.cache, ".rustup/toolchains/one");
  mkdirSync(join(chosen, "bin"), { recursive: true });
  for (const [name, path] of Object.entries(programs)) {
    symlinkSync(path, join(chosen, "bin", name));
    // As rustup puts it into PATH: the program that starts the chosen one.
    const asked = `if [ "$1" = --print ]; then echo ${chosen}; echo /usr/lib/rustlib/wasm32-unknown-unknown/lib; exit; fi`;
    project.write(`tools/${name}`, `#!/bin/sh\n${asked}\nexec ${path} "$@"\n`);
    chmodSync(project.at(`tools/${name}`), 0o755);
  }
  const settings = join(project.cache, ".rustup/settings.toml");
  writeFileSync(settings, 'default_toolchain = "one"\n');
  const options = { env: { PATH: `${project.at("tools")}:${dirname(process.execPath)}:/usr/bin:/bin` } };
  assert.equal((await project.build(["sentences"], options)).code, 0);
  writeFileSync(settings, 'default_toolchain = "two"\n');
  assert.deepEqual((await project.build(["sentences"], options)).outcomes, { "sentences/baseline: compile crates/sentences": "ran" });
});

test("rust: no path of this machine is in what ships", async () => {
  const project = example("rust-modules");
  project.edit("crates/sentences/src/units.rs", "let whole", "assert!(metres > 0.0);\n    let whole");
  const run = await project.build(["sentences"]);
  assert.equal(run.code, 0, String(run));
  const wasm = project.read(".sinter/build/production/sentences/module/sentences.baseline.wasm");
  assert.ok(wasm.includes("crates/sentences/src/units.rs"), "the message of the assertion names its file");
  assert.ok(!wasm.includes(project.folder), "but not where the project lies");
});

test("rust: what the compiler says is shown, and only that module fails", async () => {
  const project = example("rust-modules");
  project.edit("crates/morton/src/lib.rs", "gather(key)", "gater(key)");
  const run = await project.run(["build", "--json", "--keep-going"]);
  assert.equal(run.code, 1);
  assert.deepEqual(run.named("failed"), ["morton/baseline: compile crates/morton", "morton/simd: compile crates/morton"]);
  assert.match(run.stdout, /cannot find function `gater` in this scope/);
});

test("rust: a cargo without the library for wasm is passed over, and named when there is no other", async () => {
  const project = example("rust-modules");
  project.write("tools/cargo", "#!/bin/sh\nexit 9\n");
  project.write("tools/rustc", "#!/bin/sh\nprintf '/nowhere\\n/nowhere/lib\\n'\n");
  for (const name of ["cargo", "rustc"]) chmodSync(project.at(`tools/${name}`), 0o755);
  const both = await project.build(["morton"], { env: { PATH: `${project.at("tools")}:${process.env.PATH}` } });
  assert.equal(both.code, 0, String(both));
  const alone = await project.run(["build", "morton"], { env: { PATH: project.at("tools") } });
  assert.equal(alone.code, 3, String(alone));
  assert.match(alone.stderr, /`.*\/tools\/cargo` has no standard library for wasm32-unknown-unknown/);
  assert.match(alone.stderr, /apt-get install cargo libstd-rust-dev-wasm32 lld-14/);
});

test("go-module: a Go package with the host functions its runtime needs, and no others", async () => {
  const project = example("go-module");
  const cold = await settle(project);
  assert.ok(cold.named("ran").includes("check"), String(cold));

  project.edit("feasts/easter.go", "that Nature printed in 1876", "that Nature printed long ago");
  assert.deepEqual((await project.build()).outcomes, { "dates/baseline: compile cmd/dates": "ran" });

  const strict = await project.build(["--profile", "development", "--strict"]);
  assert.equal(strict.code, 0, String(strict));

  // A new file of a package is read without anybody naming it.
  project.write("feasts/broken.go", "package feasts\n\nfunc Easter() {}\n");
  const broken = await project.build();
  assert.deepEqual(broken.named("failed"), ["dates/baseline: compile cmd/dates"], String(broken));
  assert.match(broken.stdout, /Easter redeclared in this block/);

  project.remove("feasts/broken.go");
  const importing = "//go:wasmimport env ask_the_moon\nfunc ask() int32\n\nfunc main() { ask() }";
  project.edit("cmd/dates/main.go", "func main() {}", importing);
  const refused = await project.build();
  assert.deepEqual(refused.named("failed"), ["dates/baseline: optimize"], String(refused));
  assert.match(refused.stdout, /it imports `env\.ask_the_moon` \(\) -> i32/);
});
