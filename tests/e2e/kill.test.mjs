// SIGKILL at a hundred random moments of real builds. Whatever was going on: nothing that
// a build had started lives on, the next build makes what a build from nothing makes, byte
// for byte, and nothing is left lying around in `.sinter`, nor in the cache for longer than others may be writing there.
//
//   node --test tests/e2e/kill.test.mjs        (SINTER=<path> for another tool)
//   SINTER_SEED=<n>   the moments, and what is edited before each
import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { digests, moduleFiles, Project, step, until } from "./project.mjs";

const seed = Number(process.env.SINTER_SEED ?? Date.now() % 1_000_000);

/** The same numbers for the same seed: a linear congruential generator (Numerical Recipes). */
function random(start) {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const shell = (script) => ["sh", "-c", script];

/** An archive of sorted and packed texts, by the system's own tools. Each step also has a
 *  child in the background that would outlive everything, and writes in several pieces. */
function archiveFiles() {
  const names = ["north", "east", "south", "west"];
  const busy = (script) => shell(`sleep 1000 & ${script}`);
  const sort = (name) => step(`sort-${name}`, {
    run: busy(`for i in 3 1 2; do sed "s/^/$i /" text/${name}.txt; sleep 0.003; done | sort > sorted/${name}.txt`),
    inputs: [`text/${name}.txt`],
    outputs: [`sorted/${name}.txt`],
  });
  const pack = (name) => step(`pack-${name}`, {
    run: busy(`gzip -n9 < sorted/${name}.txt > packed/${name}.gz; sleep 0.003`),
    inputs: [`sorted/${name}.txt`],
    outputs: [`packed/${name}.gz`],
  });
  const archive = step("archive", {
    run: busy("tar --sort=name --mtime=@0 --owner=0 --group=0 -cf site.tar packed && sha256sum site.tar > site.sum"),
    inputs: names.map((name) => `packed/${name}.gz`),
    outputs: ["site.tar", "site.sum"],
  });
  const toml = names.map((name) => sort(name) + pack(name)).join("") + archive;
  return { "sinter.toml": toml, ...Object.fromEntries(names.map((name) => [`text/${name}.txt`, ""])) };
}

/** What a build makes; not the project's own files and not what holds times. */
const made = (project, sources) => digests(project.folder, new RegExp(`^(\\.sinter|sinter\\.toml|${sources})$|build-report\\.json$`));
/** What lies in .sinter; snapshots of sizes are named by the time of their build. */
const kept = (project) => Object.keys(digests(project.at(".sinter"))).map((path) => path.replace(/^(sizes\/.*\/)\d+-[0-9a-f]*$/, "$1TIME"));

/** Processes that a build of this project has started and that still run: their HOME is the project's own. */
function orphans(project) {
  const mark = `HOME=${project.cache}\0`;
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/environ`, "latin1").includes(mark);
    } catch {
      return false;  // it has ended, or it is not ours
    }
  });
}

const cases = [
  {
    name: "an archive made by the system's tools",
    turns: 92,
    files: archiveFiles(),
    sources: "text",
    edit(project, variant) {
      for (const name of ["north", "east", "south", "west"]) project.write(`text/${name}.txt`, `${name} ${variant}\n`.repeat(200 + variant));
    },
  },
  {
    name: "a C++ module, compiled, linked, bound and packed",
    turns: 8,
    files: moduleFiles,
    sources: "src",
    edit(project, variant) {
      project.write("src/scale.h", `#pragma once\nconstexpr int scale = ${variant + 2};\n`);
    },
  },
];
const variants = [0, 1, 2];

for (const { name, turns, files, sources, edit } of cases) {
  test(`killed at ${turns} moments: ${name}`, async () => {
    const next = random(seed + turns);
    const expected = [];
    let duration_ms = 0;
    let usual = [];
    for (const variant of variants) {
      const fresh = new Project(files);
      edit(fresh, variant);
      const began = performance.now();
      const run = await fresh.build();
      assert.equal(run.code, 0, String(run));
      duration_ms = Math.max(duration_ms, performance.now() - began);
      await fresh.build();  // keeps its plan
      expected.push(made(fresh, sources));
      usual = kept(fresh);
    }
    const project = new Project(files);
    for (let turn = 0; turn < turns; ++turn) {
      const variant = Math.floor(next() * variants.length);
      edit(project, variant);
      // With a full cache nearly nothing runs; without one nothing is restored.
      if (next() < 0.3) rmSync(project.cache, { recursive: true, force: true });
      const delay_ms = next() * duration_ms;
      const killed = await project.run(["build"], {
        onStart: (child) => setTimeout(() => child.kill("SIGKILL"), delay_ms),
      });
      const what = `SINTER_SEED=${seed} turn ${turn}, killed after ${delay_ms.toFixed(1)} ms (${killed.signal ?? "too late"})`;
      await until(() => orphans(project).length === 0, `the end of what a build had started; ${what}`);
      const run = await project.build();
      assert.equal(run.code, 0, `${what}: ${run}`);
      assert.deepEqual(run.notices, [], what);
      assert.deepEqual(made(project, sources), expected[variant], what);
      assert.deepEqual(kept(project).filter((path) => !usual.includes(path)), [], what);
    }
    const longAgo = Date.now() / 1000 - 7_200;
    for (const path of Object.keys(digests(project.cache))) utimesSync(join(project.cache, path), longAgo, longAgo);
    assert.equal((await project.run(["cache", "gc"])).code, 0);
    const { litter, entries, objects } = JSON.parse((await project.run(["cache", "stats", "--json"])).stdout);
    assert.deepEqual([litter.count, entries.incomplete, objects.unnamed], [0, 0, 0], `SINTER_SEED=${seed}`);
    assert.deepEqual(Object.keys(digests(project.cache)).filter((path) => path.endsWith(".tmp")), [], `SINTER_SEED=${seed}`);
  });
}
