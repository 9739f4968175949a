// The examples of docs/binding.md are right: its C++ is compiled and bound, its TypeScript
// is run line by line, and what stands behind a line is what comes out.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-documentation-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const text = readFileSync(path.join(repository, "docs/binding.md"), "utf8");
const blocks = (language) => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, block]) => block);

writeFileSync(path.join(folder, "shop.cc"), blocks("cpp").join("\n"));
const file = bind("shop", [compile("shop", [path.join(folder, "shop.cc")], folder, "baseline", ["-O0"])], path.join(folder, "out"));
const module = await import(pathToFileURL(file));
const runnable = blocks("ts").filter((block) => !block.startsWith(" "));

test("every line of the examples gives what stands behind it", async () => {
  let shown = 0;
  const scope = { ...module };
  for (const line of runnable.join("\n").split("\n").filter((line) => line !== "")) {
    const [, declared, statement, comment] = /^(?:const (\w+) = )?(.*?);(?:\s*\/\/ (.*))?$/.exec(line) ?? assert.fail(line);
    const evaluate = () => Object.getPrototypeOf(async () => {}).constructor(...Object.keys(scope), `return ${statement}`)(...Object.values(scope));
    const thrown = /^throws (\w+): (.*)$/.exec(comment ?? "");
    if (thrown !== null) {
      shown++;
      const said = /^code "(\w+)", offset (\d+)$/.exec(thrown[2]);
      await assert.rejects(evaluate(), { name: thrown[1], ...(said === null ? { message: thrown[2] } : { code: said[1], offset: Number(said[2]) }) }, line);
      continue;
    }
    const result = await evaluate();
    if (declared !== undefined) scope[declared] = result;
    else if (/^[[{\d]/.test(comment ?? "")) {
      shown++;
      assert.deepEqual(result, new Function(`return ${comment}`)(), line);
    }
  }
  assert.equal(shown, 10);
});

test("the declarations shown are those that are written", () => {
  const declarations = readFileSync(file.replace(/mjs$/, "d.ts"), "utf8");
  const shown = blocks("ts").filter((block) => block.startsWith(" "));
  assert.equal(shown.length, 2);
  for (const block of shown) assert.ok(declarations.includes(block), declarations);
});
