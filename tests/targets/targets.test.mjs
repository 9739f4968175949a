// [binary.NAME] with a real `zig c++`: six targets from this machine, tried where something
// here runs them. Part of `./sinterw test --all`: compiling the C libraries of six systems
// for the first time takes minutes.
//
//   node --test tests/targets/
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { digests, Project, repository } from "../e2e/project.mjs";

const targets = ["x86_64-linux-musl", "aarch64-linux-musl", "x86_64-macos", "aarch64-macos", "x86_64-windows", "wasm32-wasi"];
/** What each file of C++ is, and which libraries of the system it may want. */
const facts = [
  ["x86_64-linux-musl", "ELF", "x86_64", /^$/],
  ["aarch64-linux-musl", "ELF", "aarch64", /^$/],
  ["x86_64-macos", "Mach-O", "x86_64", /^\/usr\/lib\/libSystem\.B\.dylib$/],
  ["aarch64-macos", "Mach-O", "aarch64", /^\/usr\/lib\/libSystem\.B\.dylib$/],
  ["x86_64-windows", "PE", "x86_64", /KERNEL32\.dll/],
  ["wasm32-wasi", "wasm", "wasm32", /^wasi_snapshot_preview1$/],
];
const env = { ZIG_GLOBAL_CACHE_DIR: join(repository, ".sinter/zig") }; // stays: what is compiled for libraries once is enough

const files = {
  "sinter.toml": `[project]
name = "greeter"
version = "1.0.0"

[module.words]
sources = ["words/*.cc"]

[binary.greeter]
sources = ["src/*.c"]
targets = ${JSON.stringify(targets)}
smoke = ["--version"]
budget = { native = "1 MB", "wasm32-wasi" = "100 KB" }

[binary.counter]
sources = ["counter/*.cc"]
uses = ["words"]
targets = ${JSON.stringify(targets)}
smoke = ["three little words"]
budget = { native = "3 MB", "wasm32-wasi" = "40 KB" }
`,
  "src/main.c": `#include <stdio.h>
#include <string.h>
int main(int count, char** arguments) {
  if (count == 2 && strcmp(arguments[1], "--version") == 0) return puts("greeter 1.0.0") < 0;
  return 2;
}
`,
  "words/words.h": "#pragma once\n#include <string_view>\nnamespace words {\nint count(std::string_view text);\n}\n",
  "words/words.cc": `#include "words/words.h"
namespace words {
int count(std::string_view text) {
  int words = 0;
  bool inside = false;
  for (char c : text) {
    if (c != ' ' && !inside) ++words;
    inside = c != ' ';
  }
  return words;
}
}
`,
  "words/exports.cc": '#include <sinter/bind.h>\n#include "words/words.h"\nusing words::count;\nSINTER_EXPORT(count, "How many words the text has.", "text")\n',
  "counter/main.cc": `#include <string>
#include <vector>
#include "words/words.h"
int main(int count, char** arguments) {
  std::vector<std::string> all(arguments + 1, arguments + count);
  int words = 0;
  for (const std::string& one : all) words += words::count(one);
  return words == 3 ? 0 : 1;
}
`,
};

const programs = (project) => digests(project.at("dist/bin"));

test("six targets from one machine, the same bytes in another folder, and nothing to do the second time", { timeout: 3_000_000 }, async () => {
  const project = new Project(files);
  const first = await project.build([], { env });
  assert.equal(first.code, 0, String(first));
  const made = programs(project);
  assert.deepEqual(Object.keys(made), [
    "aarch64-linux-musl/counter", "aarch64-linux-musl/greeter", "aarch64-macos/counter", "aarch64-macos/greeter",
    "wasm32-wasi/counter.wasm", "wasm32-wasi/greeter.wasm", "x86_64-linux-musl/counter", "x86_64-linux-musl/greeter",
    "x86_64-macos/counter", "x86_64-macos/greeter", "x86_64-windows/counter.exe", "x86_64-windows/greeter.exe",
  ]);
  for (const [target, format, machine, needs] of facts) {
    const found = JSON.parse(readFileSync(project.at(`.sinter/build/production/counter/${target}/program.json`), "utf8"));
    assert.deepEqual([found.format, found.machine], [format, machine]);
    assert.match(found.needs.join(" "), needs, `libraries for ${target}`);
  }
  assert.deepEqual((await project.build([], { env })).outcomes, {}, "all is unchanged");
  const elsewhere = new Project(files);
  assert.equal((await elsewhere.build([], { env })).code, 0);
  assert.deepEqual(programs(elsewhere), made, "the same bytes in a folder of another name, with a cache of its own");

  const tried = await project.run(["test", "greeter", "counter", "--json"], { env });
  assert.equal(tried.code, 0, String(tried));
  const trials = tried.finished.filter(({ action }) => action.endsWith(": trial run")).map(({ action }) => action);
  const runnable = ["x86_64-linux-musl", "wasm32-wasi", ...(existsSync("/usr/bin/qemu-aarch64") ? ["aarch64-linux-musl"] : [])];
  for (const target of runnable) {
    for (const name of ["greeter", "counter"]) {
      assert.ok(trials.includes(`${name}/${target}: trial run`), `${name} was tried for ${target}`);
    }
  }
  assert.match(tried.stderr, /not tried: dist\/bin\/aarch64-macos\/greeter/);
});

test("one target is a goal, a trial run that fails fails the test, and a budget names what is large", async () => {
  const project = new Project({ ...files, "src/main.c": files["src/main.c"].replace("== 0)", "!= 0)") });
  const built = await project.build(["greeter[x86_64-linux-musl]"], { env });
  assert.equal(built.code, 0, String(built));
  assert.deepEqual(Object.keys(programs(project)), ["x86_64-linux-musl/greeter"]);
  const tried = await project.run(["test", "greeter", "--json"], { env });
  assert.equal(tried.code, 1);
  assert.ok(tried.named("failed").includes("greeter/x86_64-linux-musl: trial run"));
  project.edit("sinter.toml", 'native = "1 MB"', 'native = "1 KB"');
  const over = await project.build(["greeter[x86_64-linux-musl]"], { env });
  assert.equal(over.code, 1);
  assert.match(String(over), /over its raw budget/);
});
