// Writes the same graph of N actions for sinter and for ninja: ten layers; each action
// reads a source of its own and two outputs of the layer below, and writes one small file.
// Usage: node generate.mjs N FOLDER
import { mkdirSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const [count, folder] = [Number(process.argv[2]), process.argv[3]];
if (!Number.isInteger(count) || count < 10 || !folder) {
  console.error("usage: node generate.mjs N FOLDER   (N at least 10)");
  process.exit(2);
}
const layerCount = 10;
const layerSize = Math.floor(count / layerCount);

// One process an action and nothing else: no shell, no dynamic linking.
const program = `
#include <stdio.h>
int main(int argc, char **argv) {
  unsigned long sum = 0;
  for (int i = 2; i < argc; ++i) {
    FILE *in = fopen(argv[i], "rb");
    if (!in) { perror(argv[i]); return 1; }
    for (int c; (c = fgetc(in)) != EOF;) sum = sum * 31 + (unsigned long)c;
    fclose(in);
  }
  FILE *out = fopen(argv[1], "wb");
  if (!out) { perror(argv[1]); return 1; }
  fprintf(out, "%016lx\\n", sum);
  return fclose(out) != 0;
}
`;

mkdirSync(join(folder, "source"), { recursive: true });
mkdirSync(join(folder, "out"), { recursive: true });
writeFileSync(join(folder, "mix.c"), program);
execFileSync("clang-22", ["-O1", "-static", "-fuse-ld=lld", "-s", "mix.c", "-o", "mix"], { cwd: folder });

const toml = ['[project]\nname = "graph"\nversion = "0.1.0"\n'];
const ninja = ["rule mix\n  command = ./mix $out $in\n"];
for (let layer = 0; layer < layerCount; ++layer) {
  for (let i = 0; i < layerSize; ++i) {
    const name = `a${layer}-${i}`;
    const source = `source/${name}`;
    writeFileSync(join(folder, source), `${layer} ${i}`.padEnd(9));
    const inputs = [source];
    if (layer > 0) {
      inputs.push(`out/a${layer - 1}-${i}`, `out/a${layer - 1}-${(i * 7 + 3) % layerSize}`);
    }
    const words = ["./mix", `out/${name}`, ...inputs].map((word) => JSON.stringify(word)).join(", ");
    toml.push(`[step.${name}]\nrun = [${words}]\ninputs = ${JSON.stringify(inputs)}\noutputs = ["out/${name}"]\n`);
    ninja.push(`build ninja-${`out/${name}`}: mix ${inputs.map((path) => path.replace("out/", "ninja-out/")).join(" ")}`);
  }
}
mkdirSync(join(folder, "ninja-out"), { recursive: true });
writeFileSync(join(folder, "sinter.toml"), toml.join("\n"));
writeFileSync(join(folder, "build.ninja"), ninja.join("\n") + "\n");
console.log(`${layerCount * layerSize} actions in ${folder}`);
