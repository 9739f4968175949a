// What binding costs the compiler: CPU milliseconds of one file with 50 exported functions,
// beside the same file without bindings, and of the header alone.
//
//   node bench/bind/compile.mjs [ROUNDS]
//
// The least of all rounds, taken in turns: what is more was the machine's other work.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";

import { compileFlags } from "../../tests/e2e/bind/build.mjs";

const folder = mkdtempSync(path.join(os.tmpdir(), "sinter-compile-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

const kinds = [
  ["int", "int a, double b", "return a + static_cast<int>(b);", "a", "b"],
  ["std::string", "std::string_view text, std::uint32_t count", "return std::string(text.substr(0, count));", "text", "count"],
  ["double", "std::span<const double> values", "return values.front();", "values"],
  ["std::vector<double>", "std::vector<double> values, double factor", "for (double& value : values) value *= factor; return values;", "values", "factor"],
  ["Point", "Point a, const Point& b", "return {a.x + b.x, a.y + b.y};", "a", "b"],
];
function source(isBound) {
  let text = ["cstdint", "span", "string", "string_view", "vector"].map((name) => `#include <${name}>\n`).join("");
  if (isBound) text += '#include "sinter/bind.h"\n';
  text += `namespace fifty {\nstruct Point { double x = 0, y = 0; };\n${isBound ? "SINTER_STRUCT(Point, x, y)\n" : ""}`;
  for (let number = 0; number < 50; number++) {
    const [result, parameters, body, ...names] = kinds[number % kinds.length];
    text += `${result} function_${number}(${parameters}) { ${body} }\n`;
    if (isBound) text += `SINTER_EXPORT(function_${number}, "What function ${number} does.", ${names.map((name) => `"${name}"`).join(", ")})\n`;
  }
  return `${text}}\n`;
}
const files = { empty: "", header: '#include "sinter/bind.h"\n', plain: source(false), bound: source(true) };
for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, `${name}.cc`), text);

function cpuMs(name) {
  const { stderr, status } = spawnSync("bash", ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "bash", "clang++-22", ...compileFlags, "-Oz", "-c", path.join(folder, `${name}.cc`), "-o", path.join(folder, "out.o")], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const [user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return (user + system) * 1000;
}

const least = Object.fromEntries(Object.keys(files).map((name) => [name, Infinity]));
for (let round = 0; round < Number(process.argv[2] ?? 7); round++) {
  for (const name of Object.keys(files)) least[name] = Math.min(least[name], cpuMs(name));
}
console.log(`| what | CPU ms | hold |\n|---|---|---|`);
console.log(`| \`#include "sinter/bind.h"\` alone, over an empty file | ${(least.header - least.empty).toFixed(0)} | ≤ 400 |`);
console.log(`| 50 exported functions, over the same file without | ${(least.bound - least.plain).toFixed(0)} | ≤ 3,000 |`);
