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
  }
  writeFileSync(copy, Buffer.concat([readFileSync(copy), Buffer.from([0, 2, 1, 120])])); // other bytes: of no build
  assert.doesNotMatch((await project.run(["size", copy, "--top", "all"])).stdout, /sinter_export_area/);
  const refused = await project.run(["size", copy, "--by", "source"]);
  assert.match(refused.stderr, /does not say what it was compiled from/);
});
