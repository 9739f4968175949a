// What ships holds no names and no lines; `sinter size` finds them beside the build.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { moduleFiles, Project, scratchFolder, warmCache } from "./project.mjs";

test("a shipped module, and any copy of it, is told with the names and sources that it does not hold", async () => {
  const project = new Project(moduleFiles, { cache: warmCache });
  assert.equal((await project.build()).code, 0);
  project.write("shapes/readme.txt", "A folder with the name of a module is no file to look at.\n");
  const copy = join(scratchFolder(), "shapes.baseline.wasm");
  copyFileSync(project.at("dist/npm/@demo/shapes/shapes/shapes.baseline.wasm"), copy);
  for (const asked of ["shapes", "shapes/baseline", copy]) {
    const byFunction = await project.run(["size", asked, "--top", "all"]);
    assert.match(byFunction.stdout, /, names from beside it\n[^]*shapes::sinter_export_area/, `${asked}: ${byFunction}`);
    const bySource = await project.run(["size", asked, "--by", "source", "--top", "all"]);
    assert.match(bySource.stdout, /\n {2}src\/exports\.cc +\d+ /, `${asked}: ${bySource}`);
    const { inlined } = JSON.parse((await project.run(["size", asked, "--inlined", "--top", "all", "--json"])).stdout);
    const call = inlined.rows.find(({ name, file }) => name.startsWith("call") && /sinter\/bind\/thunk\.h$/.test(file ?? ""));
    assert.ok(call?.depth > 1 && call.line > 0, `${asked}: ${JSON.stringify(inlined)}`);
    const ofFunctions = inlined.rows.filter(({ depth }) => depth === 0);
    assert.equal(inlined.inlined_bytes, ofFunctions.reduce((sum, row) => sum + row.size_bytes - row.own_bytes, 0));
  }
  // A report that goes into a file says the same, and one side file that is named does not hide the other.
  for (const args of [["--by", "source"], ["--by", "function"], ["--by", "source", "--names", project.at(".sinter/build/production/shapes/baseline/shapes.baseline.wasm.names")]]) {
    const shown = await project.run(["size", "shapes", ...args, "--format", "github"]);
    assert.equal((await project.run(["size", "shapes", ...args, "--format", "github", "-o", "report.md"])).code, 0);
    assert.equal(readFileSync(project.at("report.md"), "utf8"), shown.stdout);
  }
  const misnamed = await project.run(["size", copy, "--names", project.at("sinter.toml")]);
  assert.equal(misnamed.code, 1, String(misnamed));
  assert.match(misnamed.stderr, /sinter\.toml` is not a wasm module/);
  writeFileSync(copy, Buffer.concat([readFileSync(copy), Buffer.from([0, 2, 1, 120])])); // other bytes: of no build
  assert.doesNotMatch((await project.run(["size", copy, "--top", "all"])).stdout, /sinter_export_area/);
  const refused = await project.run(["size", copy, "--by", "source"]);
  assert.match(refused.stderr, /does not say what it was compiled from/);
  assert.match((await project.run(["size", copy, "--inlined"])).stderr, /does not say what it was compiled from/);
});

test("a module's name means its best variant, of the profile that is asked for", async () => {
  const toml = moduleFiles["sinter.toml"].replace('variants = ["baseline"]', 'variants = ["simd", "baseline"]');
  assert.notEqual(toml, moduleFiles["sinter.toml"]);
  const project = new Project({ ...moduleFiles, "sinter.toml": toml }, { cache: warmCache });
  const options = { env: { SINTER_PROFILE: "development" } };
  assert.equal((await project.run(["build", "shapes"], options)).code, 0);
  assert.match((await project.run(["size", "shapes"], options)).stdout, /^shapes\/simd: /);
  const elsewhere = await project.run(["size", "shapes"]); // nothing was built for production
  assert.equal(elsewhere.code, 3, String(elsewhere));
});
