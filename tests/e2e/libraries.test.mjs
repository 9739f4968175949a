// A library that its users did not write throws, asserts and prints; nobody changes it to
// bind it (docs/libraries.md).
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { Project, warmCache } from "./project.mjs";

const files = {
  "sinter.toml": `[project]
name = "roots"
license = "MIT"
[module.roots]
sources = ["roots/*.cc"]
include = ["third_party"]
flags = ["-fexceptions", "-fignore-exceptions"]
[package.npm]
contains = ["roots"]
`,
  "third_party/roots.hpp": `#include <cassert>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <vector>
namespace roots {
inline double root(double number) {
  if (number < 0) throw std::domain_error("no root of " + std::to_string(static_cast<long>(number)));
  if (number > 1e6) std::fprintf(stderr, "%f is large", number);
  return std::sqrt(number);
}
inline double root_at(const std::vector<double>& numbers, std::size_t place) {
  assert(place < 100);
  try {
    return root(numbers.at(place));
  } catch (const std::exception&) {
    return -1;
  }
}
}
`,
  "roots/exports.cc": `#include "roots.hpp"
#include "sinter/bind.h"
namespace roots {
double of(const std::vector<double>& numbers, std::uint32_t place) { return root_at(numbers, place); }
SINTER_EXPORT(of, "The root of one of some numbers.", "numbers", "place")
}
`,
};

test("a library that throws, asserts and prints is bound as it is, and what it throws is a trap", async () => {
  const project = new Project(files, { cache: warmCache });
  const refused = await project.run(["build"]);
  const next = /next: `sinter (size \S+ --paths \w+)` shows what needs it; .* or define the function of C that a library calls/.exec(refused.stderr);
  assert.ok(next, refused.toString());
  const shown = await project.run(next[1].split(" "));
  assert.match(shown.stdout, /roots::.* -> fprintf -> /, shown.toString());

  project.edit("roots/exports.cc", "namespace roots {", 'extern "C" int fprintf(FILE*, const char*, ...) { return 0; }\nnamespace roots {');
  const run = await project.build();
  assert.equal(run.code, 0, run.toString());
  const { load } = await import(pathToFileURL(project.at("dist/npm/roots/roots/roots.mjs")));
  const roots = await load();
  assert.deepEqual([roots.of([4, 9e6], 0), roots.of([4, 9e6], 1)], [2, 3000]);
  for (const [numbers, place] of [[[-4], 0], [[4], 1], [Array(101).fill(4), 100]]) {
    const fresh = await load();
    assert.throws(() => fresh.of(numbers, place), { name: "SinterTrap", code: "trap" });
    assert.throws(() => fresh.of([4], 0), { code: "instance_dead" });
  }
});

test("a library in C that prints from its own files is bound as it is with three functions that end all printing", async () => {
  const ends = `#include <sys/uio.h>
#include <unistd.h>
extern "C" ssize_t writev(int, const iovec* parts, int count) {
  ssize_t size = 0;
  for (int i = 0; i < count; ++i) size += static_cast<ssize_t>(parts[i].iov_len);
  return size;
}
extern "C" off_t __lseek(int, off_t, int) { return -1; }
extern "C" int close(int) { return -1; }
`;
  const project = new Project({
    "sinter.toml": `[project]
name = "shout"
license = "MIT"
[module.shout]
sources = ["*.cc", "third_party/*.c"]
include = ["third_party"]
[package.npm]
contains = ["shout"]
`,
    "third_party/loud.h": "#ifdef __cplusplus\nextern \"C\"\n#endif\nint loud(char* text, int size, double number);\n",
    "third_party/loud.c": `#include "loud.h"
#include <stdio.h>
int loud(char* text, int size, double number) {
  if (number < 0) fprintf(stderr, "%g is quiet\\n", number);
  return snprintf(text, size, "%g!", number);
}
`,
    "exports.cc": `${ends}
#include <string>
#include "loud.h"
#include "sinter/bind.h"
namespace shout {
std::string shout(double number) {
  char text[40];
  return std::string(text, static_cast<std::size_t>(loud(text, sizeof text, number)));
}
SINTER_EXPORT(shout, "Shouts.", "number")
}
`,
  }, { cache: warmCache });
  const run = await project.build();
  assert.equal(run.code, 0, run.toString());
  const { load } = await import(pathToFileURL(project.at("dist/npm/shout/shout/shout.mjs")));
  const { shout } = await load();
  assert.deepEqual([shout(2.5), shout(-1)], ["2.5!", "-1!"]);
});
