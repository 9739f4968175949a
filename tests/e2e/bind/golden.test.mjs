// What the tool writes for every kind of declaration, held line by line: golden/NAME.cc is
// compiled and bound, golden/NAME.txt holds its glue, its types and its manifest.
//
//   node --test tests/e2e/bind/golden.test.mjs
//   SINTER_UPDATE=1 node --test tests/e2e/bind/golden.test.mjs   (writes them anew: read the difference)
//
// What is the same for all modules (loading, the error classes) is left out.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";

import { bind, compile, repository } from "./build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-golden-"));
after(() => rmSync(folder, { recursive: true }));
const golden = path.join(repository, "tests/e2e/bind/golden");
const names = readdirSync(golden).filter((file) => file.endsWith(".cc")).map((file) => path.basename(file, ".cc")).sort();

/** The text after the line that begins with `start`. */
function from(text, start) {
  const at = text.indexOf(`\n${start}`);
  assert.notEqual(at, -1, `there is no line that begins with ${start}`);
  return text.slice(at + 1);
}

/** The part of an ES module that its interface decides, and the names of the fixed parts it uses. */
function ownJavascript(text) {
  const own = /^ *(?:function \$(?:in|out|call|each)_|let \$address_)/;
  const parts = text.split(/(?<=^(?: {2})?\}\n)/m).flatMap((part) => part.split(/\n\n/)).map((part) => part.replace(/^\n+/, ""));
  const fixed = [...text.matchAll(/^ *(?:const|function) (\$\w+)/gm)].map(([, name]) => name).filter((name) => !/^\$(in|out|call|each|class)_|^\$(?:argument|lent)?\d|^\$(sources|here|pick|needs|bind|mark|slot|result|entry|direct|made|returned|at|count)$/.test(name));
  return [`parts: ${[...new Set(fixed)].join(" ")}`, ...parts.filter((part) => own.test(part)).map((part) => part.trimEnd()), from(text, "  return Object.freeze(")].join("\n\n");
}

/** The manifest with one line for each entry. */
const compact = (text) =>
  Object.entries(JSON.parse(text)).map(([key, value]) => `${key}: ${Array.isArray(value) ? value.map((entry) => `\n  ${JSON.stringify(entry)}`).join("") : value}`).join("\n");

function written(name) {
  const wasm = compile(name, [path.join(golden, `${name}.cc`)], folder, "baseline", ["-O0"]);
  const file = bind(name, [wasm], path.join(folder, name));
  const javascript = readFileSync(file, "utf8");
  const declarations = readFileSync(file.replace(/mjs$/, "d.ts"), "utf8");
  return [
    `== ${name}.mjs`, ownJavascript(javascript),
    `== ${name}.d.ts`, from(from(declarations, "export interface LoadOptions"), "}").slice(3),
    "== manifest.json", compact(readFileSync(path.join(path.dirname(file), "manifest.json"), "utf8")),
  ].map((part) => part.trimEnd()).join("\n\n") + "\n";
}

assert.ok(names.length > 0);
for (const name of names) {
  test(`${name}.cc is bound as ${name}.txt says`, () => {
    const file = path.join(golden, `${name}.txt`);
    const text = written(name);
    if (process.env.SINTER_UPDATE !== undefined) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, "utf8"), `run it with SINTER_UPDATE=1 and read what changed in ${file}`);
  });
}

test("the types are right under strict, and variants can be told apart exhaustively", () => {
  const usage = path.join(folder, "usage.ts");
  const imports = names.map((name) => `import { load as ${name} } from "./${name}/${name}.mjs";`).join("\n");
  writeFileSync(usage, `${imports}
import type { Shape } from "./variants/variants.mjs";
export const all = [${names.join(", ")}];
export async function use() {
  const v = await variants();
  const shape: Shape = v.largest([{ kind: "circle", value: { radius: 1 } }]) ?? { kind: "none" };
  switch (shape.kind) {
    case "circle": return shape.value.radius;
    case "rectangle": return shape.value.width;
    case "none": return 0;
    default: return shape satisfies never;
  }
}
export async function refused() {
  const [s, t, c, m] = [await structs(), await scalars(), await containers(), await memory()];
  // @ts-expect-error a member is missing
  s.middle({ x: 1 }, { x: 1, y: 2 });
  // @ts-expect-error no enumerator
  t.nextColor("purple");
  // @ts-expect-error a plain object is no map
  c.count({ a: 1 });
  // @ts-expect-error a pair has two elements
  c.swap([true]);
  // @ts-expect-error of another type
  m.sum(m.newUint8Array(3));
  return m.sum(m.newFloat32Array(3)) + t.roundUp(1, 2) + (await faults()).dayOf(3);
}
`);
  for (const name of names) writeFileSync(path.join(folder, name, `${name}.d.mts`), readFileSync(path.join(folder, name, `${name}.d.ts`)));
  const options = { strict: true, noEmit: true, exactOptionalPropertyTypes: true, target: "es2022", module: "nodenext", types: [], lib: ["es2022"] };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["usage.ts"] }));
  const { stdout, status } = spawnSync(process.execPath, [path.join(repository, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
  assert.equal(stdout, "");
  assert.equal(status, 0);
});
