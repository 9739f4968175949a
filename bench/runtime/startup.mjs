// What the runtime costs a program that starts: processes that do nothing, create a runtime,
// and get a first answer, in turns; medians and least of wall and processor time over the
// empty one, from before the first import to after the last answer.
//
//   node bench/runtime/startup.mjs [ROUNDS]      after `sinter build`
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const rounds = Number(process.argv[2] ?? 41);
const dist = resolve(import.meta.dirname, "../../dist/npm/@sinter");
const runtime = pathToFileURL(join(dist, "runtime/node.mjs"));
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
  const end = "const { user, system } = process.cpuUsage(used); console.log(performance.now() - begin, (user + system) / 1000); process.exit();";
  writeFileSync(file, `const used = process.cpuUsage(); const begin = performance.now();\n${text}\n${end}\n`);
  return { name, file, wall: [], processor: [] };
});
for (let round = 0; round < rounds; round++) {
  for (let turn = 0; turn < files.length; turn++) {
    const program = files[(turn + round) % files.length];
    const [wall, processor] = execFileSync(process.execPath, [program.file], { encoding: "utf8" }).split(" ").map(Number);
    program.wall.push(wall);
    program.processor.push(processor);
  }
}
const sorted = (values) => values.sort((left, right) => left - right);
const over = (values, base, at) => (sorted(values)[at] - sorted(base)[at]).toFixed(2);
const [empty] = files;
for (const { name, wall, processor } of files) {
  const middle = rounds >> 1;
  console.log(`${name}: ${over(wall, empty.wall, middle)} ms (least ${over(wall, empty.wall, 0)}), processor ${over(processor, empty.processor, middle)} ms (least ${over(processor, empty.processor, 0)})`);
}
