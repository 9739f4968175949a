// Hot reload: a program keeps the functions it was given, and they call what was built anew;
// what cannot be loaded changes nothing.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { copyOfModules, createRuntime, incidentsOf, packages, pluginOf, withMembers } from "./testing.mjs";

const { watchModule } = await import(pathToFileURL(join(packages, "runtime/development.mjs")));

/** As if the module had been built from changed sources: another glue, and a manifest that says so. */
function rebuild(folder, change) {
  for (const [file, edit] of Object.entries(change)) {
    const path = join(folder, "text", file);
    writeFileSync(path, edit(readFileSync(path, "utf8")));
  }
  const manifest = join(folder, "text/manifest.json");
  writeFileSync(manifest, `${readFileSync(manifest, "utf8")}\n`);
}

test("functions that were handed out call what was built anew", async (context) => {
  const folder = copyOfModules();
  const runtime = await createRuntime({ modules: [await pluginOf("text", folder)], deterministic: true });
  const { fnv1a32Bytes } = await runtime.load("text");
  const before = fnv1a32Bytes([1, 2, 3]);
  let told;
  const stop = await watchModule(runtime, join(folder, "text"), (error) => told(error));
  context.after(stop);
  const next = () => new Promise((done) => (told = done));
  const alive = setInterval(() => undefined, 1000); // watching keeps no program alive
  context.after(() => clearInterval(alive));

  const first = next();
  rebuild(folder, { "text.glue.mjs": (text) => text.replace(/[\w$.]*fnv1a32_bytes\(/, "1 + $&") });
  assert.equal(await first, undefined);
  assert.equal(fnv1a32Bytes([1, 2, 3]), before + 1);

  const second = next();
  rebuild(folder, { "text.plugin.mjs": (text) => text.replaceAll(/digest: "sha256-..../g, 'digest: "sha256-AAAA') });
  assert.equal(await second, undefined);
  assert.equal(fnv1a32Bytes([1, 2, 3]), before + 1, "a file that is not what was built replaces nothing");
  assert.ok(incidentsOf(runtime).includes("text simd not_replaced"));
});

test("another interface is refused: functions that were handed out could not call it", async () => {
  const text = await pluginOf("text");
  const runtime = await createRuntime({ modules: [text], deterministic: true });
  const { findFirst } = await runtime.load("text");
  const { findFirst: operation, ...others } = text.operations;
  await assert.rejects(runtime.replace(withMembers(text, { operations: { ...others, findFirst: `0${operation}` } })), { code: "interface_changed" });
  assert.equal(findFirst("the cat", "cat"), 4);
});
