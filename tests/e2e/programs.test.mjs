// `sinter check-program` refuses a file that its target could not run, and one that is over
// its budget. The files are made by clang and LLVM's linkers for each system; what zig makes
// of whole projects is in tests/targets.
//
//   node --test tests/e2e/programs.test.mjs
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { Project, scratchFolder } from "./project.mjs";

const folder = scratchFolder();
const made = (name) => join(folder, name);
const project = new Project({});
const check = (file, target, ...more) => project.run(["check-program", file, "--target", target, ...more]);

const systemLibrary = `--- !tapi-tbd
tbd-version: 4
targets: [ x86_64-macos, arm64-macos ]
install-name: '/usr/lib/libSystem.B.dylib'
exports:
  - targets: [ x86_64-macos, arm64-macos ]
    symbols: [ dyld_stub_binder, _write ]
...
`;

function tool(program, ...args) {
  return execFileSync(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
}

/** An object of C for some system. */
function compile(target, text, object) {
  writeFileSync(made("source.c"), text);
  tool("clang-22", `--target=${target}`, "-Os", "-ffreestanding", "-fno-stack-protector", "-c", "source.c", "-o", object);
}

before(() => {
  const text = "static int table[4096] = {1};\nint _start(int at) { return table[at & 4095]++; }\n";
  for (const processor of ["x86_64", "aarch64"]) {
    compile(`${processor}-linux-gnu`, text, "linux.o");
    tool("ld.lld-22", "-static", "linux.o", "-o", `linux-${processor}`);
  }
  compile("x86_64-windows-gnu", text, "windows.o");
  tool("lld-link-22", "-entry:_start", "-subsystem:console", "-nodefaultlib", "windows.o", "-out:good.exe");
  compile("x86_64-windows-gnu", "__declspec(dllimport) int far_away(void);\nint _start(void) { return far_away(); }\n", "needy.o");
  writeFileSync(made("elsewhere.def"), "LIBRARY elsewhere.dll\nEXPORTS\n  far_away\n");
  tool("lld-link-22", "-lib", "-def:elsewhere.def", "-machine:x64", "-out:elsewhere.lib");
  tool("lld-link-22", "-entry:_start", "-subsystem:console", "-nodefaultlib", "needy.o", "elsewhere.lib", "-out:needy.exe");
  writeFileSync(made("libSystem.tbd"), systemLibrary);
  for (const [name, triple] of [["x86_64", "x86_64-apple-macos12"], ["arm64", "arm64-apple-macos12"]]) {
    compile(triple, text.replace("_start", "start"), "macos.o");
    tool("ld64.lld-22", "-arch", name, "-platform_version", "macos", "12.0", "12.0", "-e", "_start", "-L.", "-lSystem", "macos.o", "-o", `macos-${name}`);
  }
});

test("a program is what its target wants, and the report says what it needs", async () => {
  for (const [file, target, format, machine, needs] of [
    ["linux-x86_64", "x86_64-linux-musl", "ELF", "x86_64", []],
    ["linux-aarch64", "aarch64-linux-musl", "ELF", "aarch64", []],
    ["good.exe", "x86_64-windows", "PE", "x86_64", []],
    ["macos-x86_64", "x86_64-macos", "Mach-O", "x86_64", ["/usr/lib/libSystem.B.dylib"]],
    ["macos-arm64", "aarch64-macos", "Mach-O", "aarch64", ["/usr/lib/libSystem.B.dylib"]],
  ]) {
    const run = await check(made(file), target);
    assert.equal(run.code, 0, run.stderr);
    const report = JSON.parse(run.stdout);
    assert.deepEqual([report.schema, report.format, report.machine, report.needs], ["sinter.program/1", format, machine, needs]);
    assert.equal(report.sizes.raw_bytes, statSync(made(file)).size);
    assert.ok(report.largest.length > 0, "it names its largest contributors");
  }
});

test("what cannot run there is refused, with every reason", async () => {
  for (const [file, target, ...reasons] of [
    [made("good.exe"), "x86_64-linux-musl", /it is a file of the format PE/],
    [made("linux-x86_64"), "aarch64-linux-musl", /it is for x86_64/],
    [made("macos-arm64"), "x86_64-macos", /it is for aarch64/],
    [made("needy.exe"), "x86_64-windows", /it needs `elsewhere\.dll`/],
    [made("linux.o"), "aarch64-linux-musl", /it is no program/],
    ["/bin/sh", "x86_64-linux-musl", /it wants the loader `.*ld-linux/, /it needs `libc\.so\.6`/],
  ]) {
    const run = await check(file, target);
    assert.equal(run.code, 1, String(run));
    assert.match(run.stderr, /^error: `.*` is no program for .* {2}\[SN0805\]/);
    for (const reason of reasons) assert.match(run.stderr, reason);
  }
});

test("a program for macOS whose bytes were changed after signing is refused, and an unsigned one for its new machines", async () => {
  const bytes = readFileSync(made("macos-arm64"));
  bytes[bytes.indexOf("__TEXT") + 4000] ^= 1;
  writeFileSync(made("patched"), bytes);
  assert.match((await check(made("patched"), "aarch64-macos")).stderr, /its signature is not that of its bytes/);
  compile("arm64-apple-macos12", "int start(void) { return 0; }", "macos.o");
  tool("ld64.lld-22", "-arch", "arm64", "-platform_version", "macos", "12.0", "12.0", "-e", "_start", "-L.", "-lSystem", "-no_adhoc_codesign", "macos.o", "-o", "unsigned");
  assert.match((await check(made("unsigned"), "aarch64-macos")).stderr, /it is not signed/);
});

test("the format counts before the size: zeros are an error, not a pass", async () => {
  writeFileSync(made("zeros"), Buffer.alloc(4096));
  const run = await check(made("zeros"), "x86_64-linux-musl", "--budget", "raw=1000000");
  assert.equal(run.code, 1);
  assert.match(run.stderr, /is not a binary that can be read {2}\[SN0611\]/);
});

test("a budget is held to the byte", async () => {
  const size = statSync(made("linux-x86_64")).size;
  assert.equal((await check(made("linux-x86_64"), "x86_64-linux-musl", "--budget", `raw=${size}`)).code, 0);
  const over = await check(made("linux-x86_64"), "x86_64-linux-musl", "--budget", `raw=${size - 1}`);
  assert.equal(over.code, 1);
  assert.match(over.stderr, /is over its raw budget {2}\[SN0803\][^]*largest/);
});

test("a cut file is refused at any length, and none ends the tool", async () => {
  for (const file of ["good.exe", "macos-arm64", "linux-x86_64"]) {
    const bytes = readFileSync(made(file));
    for (const length of [1, 20, 63, 200, 700, Math.floor(bytes.length / 2)]) {
      writeFileSync(made("cut"), bytes.subarray(0, length));
      const target = { "good.exe": "x86_64-windows", "macos-arm64": "aarch64-macos", "linux-x86_64": "x86_64-linux-musl" }[file];
      const run = await check(made("cut"), target);
      assert.equal(run.code, 1, `${file} cut to ${length}: ${run}`);
      assert.match(run.stderr, /^error: /);
    }
  }
});

test("an unknown target and a missing compiler say what to do", async () => {
  const unknown = await check(made("linux-x86_64"), "riscv64-linux");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /`riscv64-linux` is not a target[^]*use one of: x86_64-linux-musl, /);
  const binary = new Project({ "sinter.toml": '[binary.tiny]\nsources = ["tiny.c"]\n', "tiny.c": "int main(void) { return 0; }\n" });
  const run = await binary.build([], { env: { PATH: scratchFolder() } });
  assert.equal(run.code, 3, String(run));
  assert.match(run.stderr, /`zig`, the compiler of every \[binary\.NAME\], is not installed[^]*pip install ziglang==/);
});

/** Stands for zig where its target is this machine: clang, told to link statically. */
const zig = "#!/bin/sh\nshift 3\nexec clang-22 -static -fuse-ld=lld -Qunused-arguments \"$@\"\n";

test("a binary links its target's library, and again when that changed; one whose `when` is false needs no compiler", async () => {
  const target = process.arch === "arm64" ? "aarch64-linux-musl" : "x86_64-linux-musl";
  const own = new Project({
    "sinter.toml": `[project]
name = "answers"

[step.number]
for = { target = ["${target}", "wasm32-wasi"] }
run = ["sh", "number.sh", "{target}", "made/{target}/libnumber.a"]
inputs = ["number.sh", "number.c"]
outputs = ["made/{target}/libnumber.a"]
when = "profile == 'release'"

[binary.answer]
sources = ["main.c"]
libraries = ["made/{target}/libnumber.a"]
when = "profile == 'release'"

[profile.release]
inherits = "production"
lto = false
`,
    "number.sh": 'set -e\nclang-22 -c number.c -o "$2.o"\nrm -f "$2"\nllvm-ar-22 rcD "$2" "$2.o"\nrm "$2.o"\n',
    "number.c": "int number(void) { return 7; }\n",
    "main.c": "int number(void);\nint main(void) { return number(); }\n",
  });
  const ordinary = await own.build(["answer"], { env: { PATH: "/usr/bin:/bin" } });
  assert.equal(ordinary.code, 0, String(ordinary));
  assert.ok(!own.has(`dist/bin/${target}/answer`));
  own.write("tools/zig", zig);
  chmodSync(own.at("tools/zig"), 0o755);
  const env = { PATH: `${own.at("tools")}:/usr/bin:/bin` };
  const program = () => own.at(`dist/bin/${target}/answer`);
  const status = () => spawnSync(program()).status;
  const built = await own.build(["--profile", "release", "answer"], { env });
  assert.equal(built.code, 0, String(built));
  assert.equal(status(), 7);
  assert.ok(!own.has("made/wasm32-wasi/libnumber.a"), "the library of another target is not made");
  own.edit("number.c", "7", "8");
  const again = await own.build(["--profile", "release", "answer"], { env });
  assert.equal(again.code, 0, String(again));
  assert.equal(status(), 8);
  assert.ok(!again.named("ran").includes(`answer/${target}: compile main.c`), "what was compiled stays");
});
