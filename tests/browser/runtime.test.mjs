// The runtime in real engines: a page, a worker, a page whose policy forbids wasm, and files
// that are changed or missing. Results are the same everywhere; who answers is not.
//
//   node --test tests/browser/runtime.test.mjs      after `sinter build`; in Chromium
//   SINTER_TEST_ALL=1                               in Firefox and WebKit, too
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { repository } from "../e2e/bind/build.mjs";
import { scratchFolder } from "../e2e/project.mjs";
import { engineNames, engineVersion, openPage } from "../../sdk/testing/browsers.mjs";

const scratch = scratchFolder();
const shipped = join(repository, "dist/npm/@sinter/modules");
const copy = (name) => {
  cpSync(shipped, join(scratch, name), { recursive: true });
  return join(scratch, name);
};
const changed = copy("changed");
const bytes = readFileSync(join(changed, "text/text.simd.wasm"));
bytes[bytes.length - 100] ^= 1;
writeFileSync(join(changed, "text/text.simd.wasm"), bytes);
const missing = copy("missing");
for (const variant of ["simd", "baseline"]) rmSync(join(missing, `text/text.${variant}.wasm`));

const truncated = copy("truncated");
for (const variant of ["simd", "baseline"]) truncateSync(join(truncated, `text/text.${variant}.wasm`), 5000);

// The runtime as bundlers pack it where nothing may be imported at run time.
const bundled = join(scratch, "bundled");
mkdirSync(bundled);
cpSync(join(repository, "dist/npm/@sinter/runtime/node.mjs"), join(bundled, "index.mjs"));
const answersText = readFileSync(join(repository, "tests/browser/runtime/answers.mjs"), "utf8");
writeFileSync(join(bundled, "answers.mjs"), answersText.replace('"/runtime/index.mjs"', '"/bundled/index.mjs"'));

const folders = {
  "/package/": shipped, "/changed/": changed, "/missing/": missing, "/truncated/": truncated, "/bundled/": bundled, "/runtime/": join(repository, "dist/npm/@sinter/runtime"),
  "/tests/": join(repository, "tests"),
};

const expected = {
  page: ["simd", []],
  worker: ["simd", []],
  policy: ["twin", ["simd unsupported", "baseline unsupported"], []],
  changed: ["baseline", ["simd wasm_differs"]],
  missing: ["twin", ["simd wasm_missing", "baseline wasm_missing"]],
  truncated: ["twin", ["simd wasm_differs", "baseline wasm_differs"]],
  trap: ["simd", ["simd trap", "simd recovered"]],
  service: ["simd", []],
  serviceOff: ["twin", []],
  off: ["twin", []],
  limit: ["twin", ["simd memory_limit", "baseline memory_limit"]],
  long: ["simd", ["simd memory_limit"]],
  plain: ["baseline", ["simd unsupported"]],
  none: ["twin", ["simd unsupported", "baseline unsupported"]],
};

for (const engine of process.env.SINTER_TEST_ALL ? engineNames : ["chromium"]) {
  test(`the runtime answers whatever is missing in ${engine}`, async (context) => {
    const version = engineVersion(engine);
    assert.ok(version, `${engine} is not on this machine; sinterw installs it`);
    const report = await openPage(engine, folders, "/tests/browser/runtime/page.html");
    for (const [name, [method, incidents, fetched]] of Object.entries(expected)) {
      const found = report[name];
      if (found === undefined && name.startsWith("service") && engine !== "chromium") continue; // takes no modules there
      assert.equal(found.error, undefined, `${name}: ${found.error}`);
      assert.equal(found.method, method, name);
      assert.deepEqual(found.incidents, incidents, name);
      assert.deepEqual(found.results, [8, [2, 5], String(0xa430d84680aabd0bn)], name);
      assert.equal(found.fault, "invalid_lead 1", name);
      if (fetched !== undefined) assert.deepEqual(found.fetched, fetched, name);
    }
    if (engine === "chromium") assert.deepEqual(Object.values(report.page.capabilities), Array(8).fill(true));
    context.diagnostic(`${engine} ${version}: first answer in a page ${report.page.firstMs.toFixed(1)} ms`);
  });
}
