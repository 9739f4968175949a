// `sinter init` as its users meet it: what it prints is typed into a shell, and must work.
import assert from "node:assert/strict";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { execute, Project, scratchFolder, sinter } from "./project.mjs";

// The projects are alike in part, and each file is compiled once.
const cache = scratchFolder();

// The printed commands say `sinter`.
const programs = scratchFolder();
symlinkSync(sinter, join(programs, "sinter"));

const begin = () => {
  const place = new Project({}, { cache });
  place.environment.PATH = `${programs}:${process.env.PATH}`;
  return place;
};
const shell = (place, commands) => execute("sh", ["-ec", commands], { cwd: place.folder, env: place.environment });

/** The indented lines below "next:". */
const nextOf = (run) => run.stdout.split("next:\n")[1];

for (const [args, made] of [
  [[], ["statistics/statistics.baseline.wasm"]],
  [["--language", "rust"], ["colour/colour.baseline.wasm"]],
  [["--language", "polyglot"], ["statistics/statistics.d.ts", "colour/colour.d.ts"]],
]) {
  test(`\`sinter init ${args.join(" ")}\` writes a project that builds and passes its tests as printed`, async () => {
    const place = begin();
    const run = await place.run(["init", ...args, "new here"]);
    assert.deepEqual([run.code, run.stderr], [0, ""], String(run));
    assert.equal(nextOf(run), "  cd 'new here'\n  sinter build\n  sinter test\n");
    const done = await shell(place, nextOf(run));
    assert.equal(done.code, 0, String(done));
    for (const path of made) assert.ok(existsSync(place.at(`new here/dist/npm/new-here/${path}`)), path);
    if (args.includes("polyglot")) {
      assert.match(readFileSync(place.at("new here/dist/chart.svg"), "utf8"), /<title>mean 10\.5 °C, from 1\.2 to 20\.1<\/title>/);
    }

    const again = await place.run(["-C", "new here", "test", "--json"]);
    assert.deepEqual([again.code, again.outcomes], [0, {}], String(again));

    const before = readFileSync(place.at("new here/sinter.toml"), "utf8");
    const refused = await place.run(["init", ...args, "new here"]);
    assert.deepEqual([refused.code, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /^error: a new project would replace files in `new here` {2}\[SN0115\]$/m);
    assert.equal(readFileSync(place.at("new here/sinter.toml"), "utf8"), before);
  });
}

test("here is the default place, and then there is nowhere to go first", async () => {
  const place = begin();
  const run = await place.run(["init"]);
  assert.equal(nextOf(run), "  sinter build\n  sinter test\n");
  assert.match(run.stdout, /^ {2}sinter\.toml$/m);
  assert.ok(place.has("sinter.toml"));
});

test("--json says the same for programs, and a language that is none is a usage error", async () => {
  const place = begin();
  const run = await place.run(["init", "--json", "--language", "rust", "below/it"]);
  const { schema, project, folder, written } = JSON.parse(run.stdout);
  assert.deepEqual([schema, project, folder, run.stderr], ["sinter.init/1", "it", "below/it", ""]);
  for (const path of written) assert.ok(place.has(`below/it/${path}`), path);
  const slip = await place.run(["init", "--language", "cobol", "other"]);
  assert.equal(slip.code, 2);
  assert.match(slip.stderr, /--language: cobol not in \{cpp,rust,polyglot\}/);
  assert.ok(!place.has("other"));
});
