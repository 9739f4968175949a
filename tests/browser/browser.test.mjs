// Modules and bindings do in real engines what they do in Node: the same vectors, from a page
// and from a worker, in every variant. Says which engine it was, and which variant it chose.
//
//   node --test tests/browser/          after `sinter build`; in Chromium
//   SINTER_TEST_ALL=1                   in Firefox and WebKit, too
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { bind, compile, repository } from "../e2e/bind/build.mjs";
import { scratchFolder } from "../e2e/project.mjs";
import { engineNames, engineVersion, openPage } from "../../sdk/testing/browsers.mjs";

const scratch = scratchFolder();
const bound = join(scratch, "bound");

/** [{ name, folder, vectors }] as the page sees them; `vectors` are addresses. */
function modules() {
  const addresses = (folder) => readdirSync(join(repository, folder)).filter((file) => file.endsWith(".json")).map((file) => `/${folder}/${file}`);
  const shipped = ["memory", "text", "unicode", "json"].map((name) => ({ name, folder: `/package/${name}`, vectors: addresses(`modules/${name}/vectors`) }));
  return [...shipped, { name: "every_type", folder: "/bound", vectors: addresses("tests/e2e/bind/vectors") }];
}

const source = join(repository, "tests/e2e/bind/every_type.cc");
mkdirSync(bound);
bind("every_type", ["baseline", "simd", "relaxed-simd"].map((variant) => compile("every_type", [source], bound, variant, ["-O1"])), bound);
writeFileSync(join(scratch, "modules.json"), JSON.stringify(modules()));
const folders = {
  "/modules.json": join(scratch, "modules.json"),
  "/bound/": bound,
  "/package/": join(repository, "dist/npm/@sinter/modules"),
  "/modules/": join(repository, "modules"),
  "/tests/": join(repository, "tests"),
  "/sdk/": join(repository, "sdk"),
};

for (const engine of process.env.SINTER_TEST_ALL ? engineNames : ["chromium"]) {
  test(`every case passes in ${engine}, in a page and in a worker`, async (context) => {
    const version = engineVersion(engine);
    assert.ok(version, `${engine} is not on this machine; sinterw installs it`);
    const report = await openPage(engine, folders, "/tests/browser/page.html");
    assert.equal(report.error, undefined, report.error);
    for (const place of ["page", "worker"]) {
      for (const { name, chosen, passed, failures } of report[place]) {
        assert.deepEqual(failures, [], `${engine} ${place} ${name}`);
        const best = name === "every_type" && engine !== "webkit" ? "relaxed-simd" : "simd";
        assert.equal(chosen, best, `${engine} ${place} ${name}`);
        assert.ok(passed >= 20, `${passed} cases`);
        context.diagnostic(`${engine} ${version}, ${place}: ${name} chose ${chosen}, ${passed} passed`);
      }
    }
  });
}
