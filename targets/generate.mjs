// Writes what the programs of [binary.sinter] and [binary.sinter-analysis] are compiled from, beside the sources:
//
//   node targets/generate.mjs OUT     `sinter build --profile release` runs it as the step `target-sources`
//
// OUT/whole/FOLDER.cc      the sources of a folder of src/, included one after another: what they include is compiled once
// OUT/analysis/FOLDER.cc   the same of what looks at files and builds nothing
// OUT/embedded/*.inc       the files that travel inside the tool
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const out = process.argv[2];
const to_root = "../".repeat(out.split("/").length + 1);
const version = readFileSync("VERSION", "utf8").trim();
const note = "// Written by targets/generate.mjs.\n";
const by_name = (one, other) => (one < other ? -1 : 1);

function write(path, text) {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
}

/** Folders whose sources are so large that one file of them would keep one processor busy at the end. */
const parts = { bind: 3, config: 2, report: 2, size: 2, commands: 2 };

/** The sources of `src`, by folder; what is only for tests, or has a file of its own, is none. */
function sourcesByFolder() {
  const folders = new Map([["main", ["command_line.cc", "main.cc"]]]);
  for (const entry of readdirSync("src", { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name).slice("src/".length);
    if (!entry.isFile() || !/\.cc$/.test(path) || /_(test|fuzz)\.cc$/.test(path)) continue;
    if (/^analysis\//.test(path) || folders.get("main").includes(path)) continue;
    const folder = path.includes("/") ? dirname(path) : "pipeline";
    folders.set(folder, [...(folders.get(folder) ?? []), path].sort(by_name));
  }
  return folders;
}

/** What src/analysis/ needs of the other folders: all of a folder, or the files named. */
const analysis = {
  analysis: ["ending.cc", "json_parse.cc", "main.cc", "no_inflate.cc", "own_json.cc", "plain_text.cc", "portable_files.cc", "wasi_memory.cc"],
  analyze: ["summary.cc"],
  base: ["arena.cc", "base64.cc", "bytes.cc", "digest.cc", "error.cc", "json.cc", "json_value.cc", "path.cc", "ranges.cc", "text.cc", "visible.cc"],
  binary: [],
  bind: [],
  commands: ["size_file.cc", "verify_file.cc"],
  dwarf: [],
  os: ["make_folders.cc"],
  report: ["aligned_table.cc", "size_json.cc", "size_text.cc"],
  size: [],
  wasm: [],
};
/** Of our own modules, what is small and has all that is asked for. */
const json = ["containers", "number", "scan", "spelling", "token", "validate"].map((name) => `modules/json/${name}.cc`);
/** What unpacks, measures compressed sizes, asks git, looks into a build or makes a page. */
const beyond_analysis = ["binary/inflate.cc", "size/baseline.cc", "size/budget.cc", "size/built_module.cc", "size/compressed_shares.cc",
  "size/file_picture.cc", "size/size_history.cc", "size/snapshot.cc"];

function writeAnalysis() {
  const folders = sourcesByFolder();
  for (const [folder, chosen] of Object.entries(analysis)) {
    const all = chosen.length > 0 ? chosen.map((name) => `${folder}/${name}`) : folders.get(folder);
    const paths = all.filter((path) => !beyond_analysis.includes(path)).map((path) => `src/${path}`);
    if (folder === "base") paths.push("modules/text/xxh3.cc");
    write(`analysis/${folder}.cc`, includes(paths));
  }
  write("analysis/json.cc", includes([...json, "modules/text/utf8.cc", "modules/text/utf8_lookup.cc"]));
}

function includes(paths) {
  const defines = paths.some((path) => /\bSINTER_VERSION\b/.test(readFileSync(path, "utf8")));
  return note + (defines ? `#define SINTER_VERSION "${version}"\n` : "") + paths.map((path) => `#include "${to_root}${path}"\n`).join("");
}

function writeWhole() {
  for (const [folder, files] of sourcesByFolder()) {
    const paths = files.map((file) => `src/${file}`);
    if (folder === "base") paths.push("modules/text/xxh3.cc");
    if (folder === "main") {
      for (const path of paths) write(`whole/${path.slice("src/".length)}`, includes([path]));
      continue;
    }
    const count = parts[folder] ?? 1;
    for (let part = 0; part < count; ++part) {
      const some = paths.slice(Math.floor((paths.length * part) / count), Math.floor((paths.length * (part + 1)) / count));
      write(`whole/${folder}${count > 1 ? `_${part + 1}` : ""}.cc`, includes(some));
    }
  }
}

/** Arrays with what the files hold, and a table of them, as CMakeLists.txt writes it. */
function writeEmbedded(name, type, files) {
  const arrays = files.map(([path], index) => `constexpr char embedded_${index}[] = {\n#embed "${to_root}${path}"\n};\n`);
  const rows = files.map(([, called], index) => `    {"${called}", {embedded_${index}, sizeof embedded_${index}}},\n`);
  write(`embedded/${name}.inc`, `${note}${arrays.join("")}constexpr ${type} embedded_files[] = {\n${rows.join("")}};\n`);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(by_name);
}

rmSync(out, { recursive: true, force: true });
writeWhole();
writeAnalysis();
writeEmbedded("sdk_files", "SdkFile", [
  ...filesBelow("sdk").map((path) => [path, path.slice("sdk/".length)]),
  ...["allocator.cc", "allocator.h", "wasm_runtime.cc"].map((name) => [`modules/memory/${name}`, `wasm/${name}`]),
]);
writeEmbedded("starter_files", "StarterFile", filesBelow("starters")
  .filter((path) => !/\/(dist|target|\.sinter)\//.test(path))
  .map((path) => [path, path.slice("starters/".length)]));
