// What the runtime costs a program that starts: processes that do nothing, create a runtime,
// and get a first answer, in turns; the median of processor and wall time over the empty one.
//
//   node bench/runtime/startup.mjs [ROUNDS]      after `sinter build`
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const rounds = Number(process.argv[2] ?? 41);
const dist = resolve(import.meta.dirname, "../../dist/npm/@sinter");
const runtime = pathToFileURL(join(dist, "runtime/index.mjs"));
const plugin = pathToFileURL(join(dist, "modules/text/text.plugin.mjs"));
const folder = mkdtempSync(join(tmpdir(), "sinter-startup-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// A program tells its own time, from before its first import to after its last answer.
const programs = {
  "empty program": "",
  "an ES module that is imported": `await import(${JSON.stringify(`data:text/javascript,export const a = 1;`)});`,
  "runtime created": `const { createRuntime } = await import("${runtime}"); await createRuntime();`,
  "first operation": `const { createRuntime } = await import("${runtime}"); const { plugin } = await import("${plugin}");
    const r = await createRuntime({ modules: [plugin] }); const { result } = await r.execute("text", "findFirst", "the cat sat on the mat", "sat"); if (result !== 8) throw 1;`,
  "load()": `const { createRuntime } = await import("${runtime}"); const { plugin } = await import("${plugin}");
    const r = await createRuntime({ modules: [plugin] }); const t = await r.load("text"); if (t.findFirst("the cat", "cat") !== 4) throw 1;`,
};
const files = Object.entries(programs).map(([name, text], index) => {
  const file = join(folder, `${index}.mjs`);
  writeFileSync(file, `const begin = performance.now();\n${text}\nprocess.stdout.write(String(performance.now() - begin)); process.exit();\n`);
  return { name, file, inside: [], outside: [] };
});
for (let round = 0; round < rounds; round++) {
  for (let turn = 0; turn < files.length; turn++) {
    const program = files[(turn + round) % files.length];
    const begin = performance.now();
    program.inside.push(Number(execFileSync(process.execPath, [program.file], { encoding: "utf8" })));
    program.outside.push(performance.now() - begin);
  }
}
const median = (values) => values.sort((left, right) => left - right)[values.length >> 1];
const [empty] = files;
const [base, whole] = [median(empty.inside), median(empty.outside)];
for (const { name, inside, outside } of files) console.log(`${name}: ${(median(inside) - base).toFixed(2)} ms inside, ${(median(outside) - whole).toFixed(2)} ms as a process, least ${(inside[0] ?? 0).toFixed(2)} ms`);
