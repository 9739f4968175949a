// Looks for defects in every C++ file with clang-tidy.
//
//   node tests/tidy/tidy.mjs             prints findings; exits 1 when there are any
//   node tests/tidy/tidy.mjs FILE...     these, each alone
//
// Sources of one folder are looked at a few together, as the build compiles them: most of the
// time goes into the headers they share. With SINTER_TEST_ALL, and when files are named, each
// is looked at alone and without precompiled headers, so that a missing #include shows; then
// headers are compiled alone, too, that are not what such a file includes first.
//
// What passed is not looked at again until it, a header of ours that it includes, the flags or
// the checks change (.sinter/tidy remembers).
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { availableParallelism } from "node:os";
import { conclude, digestOf, includeClosure, includeFolders, listFiles, readIncludes, readText, root, runChecks } from "./sources.mjs";

const jobs = Math.min(2, availableParallelism());

/** The flags of one file as CMake wrote them, without output, input and precompiled header. */
function readFlags(entry) {
  const words = entry.command.split(" ").slice(1).map((word) => word.replaceAll("\\", ""));
  const flags = [];
  for (let index = 0; index < words.length; index++) {
    if (["-o", "-c"].includes(words[index])) index++;
    else if (words[index] === "-Xclang") index++;
    else if (!["-Winvalid-pch", "-fpch-instantiate-templates"].includes(words[index])) flags.push(words[index]);
  }
  return flags;
}

/** Modules are not built by CMake: they are looked at as the native build sees them. */
const moduleFolders = includeFolders.map((folder) => `-I${join(root, folder)}`);
const moduleFlags = [
  ..."-std=c++23 -stdlib=libc++ -O2 -Wall -Wextra -Wconversion -Wno-sign-conversion -Werror".split(" "),
  ...["-Wno-c23-extensions", "-Wno-missing-designated-field-initializers", "-fno-rtti"],
  ...moduleFolders,
];

const database = join(root, ".sinter/tool/compile_commands.json");
let entries;
try {
  entries = JSON.parse(readFileSync(database, "utf8"));
} catch {
  console.log(`tidy: ${relative(root, database)} cannot be read\ntidy: build the tool first: ./sinterw --version`);
  process.exit(3);
}
const flagsByFile = new Map(entries.map((entry) => [relative(root, entry.file), readFlags(entry)]));
const sourceFlags = flagsByFile.get("src/main.cc");
const testFlags = flagsByFile.get("testing/main.cc"); // with exceptions, which REQUIRE throws
const isTest = (path) => path.endsWith("_test.cc") || path.startsWith("testing/");

function flagsOf(path) {
  // command_line_size.h is a part of command_line.cc.
  const known = flagsByFile.get(path) ?? flagsByFile.get(path.replace(/_[a-z]+\.h$/, ".cc"));
  if (known !== undefined) return known;
  if (!/^(src|testing)\//.test(path)) return moduleFlags;
  // src/analysis is built by Sinter, with a module.
  return isTest(path) ? testFlags : [...sourceFlags, ...moduleFolders];
}

// What is written for wasm alone has no meaning for this machine's compiler.
const isForWasm = (path) => /(^|\/)(wasm_[^/]*|exports)\.(cc|h)$/.test(path) && !path.startsWith("src/");

// A test may be slow where that makes it shorter.
const checksOfTests = "--checks=-performance-*,-cert-err34-c,-bugprone-unchecked-string-to-number-conversion,-bugprone-throwing-static-initialization";

const wanted = process.argv.slice(2);
const isAlone = wanted.length !== 0 || Boolean(process.env.SINTER_TEST_ALL);
const files = listFiles().filter(
  (path) => /^(src|sdk|modules|testing)\/.*\.(cc|h)$/.test(path) && !isForWasm(path) && (wanted.length === 0 || wanted.includes(path)),
);
const version = execFileSync("clang-tidy-22", ["--version"], { encoding: "utf8" });
const configuration = readText(".clang-tidy");

const tidy = (path, options, flags) => ["clang-tidy-22", "--quiet", ...options, path, "--", ...flags];
function check(name, paths, command) {
  const read = [...new Set(paths.flatMap(includeClosure))].sort();
  return { name, command, size: paths.reduce((sum, path) => sum + readText(path).length, 0), digest: digestOf(read, version, configuration, command.join(" ")) };
}
function checkAlone(path) {
  const compile = ["clang++-22", ...flagsOf(path), "-fsyntax-only", "-Wno-pragma-once-outside-header", "-x", "c++", path];
  return check(path, [path], path.endsWith(".h") ? compile : tidy(path, isTest(path) ? [checksOfTests] : [], flagsOf(path)));
}

// What comes first sees nothing of what others include: it is compiled as if alone.
const isOpened = (path) => /^[^#]*#include "/.test(readText(path)); // by one of ours, not by <vector> or a macro
function checksAlone() {
  const openings = new Set(files.filter((path) => path.endsWith(".cc") && isOpened(path)).map((path) => readIncludes(path)[0].path));
  return files.filter((path) => !openings.has(path)).map(checkAlone);
}

/** One check a folder of src/ and 60,000 bytes; one a file where names may meet: tests and modules. */
function checksTogether() {
  const groups = new Map();
  const checks = [];
  for (const path of files.filter((path) => path.endsWith(".cc"))) {
    const flags = flagsOf(path);
    if (!path.startsWith("src/") || /_(test|fuzz)\.cc$/.test(path)) {
      checks.push(checkAlone(path));
      continue;
    }
    const key = `${dirname(path)} ${flags.join(" ")}`;
    const group = groups.get(key) ?? { paths: [], size: 0, flags };
    group.paths.push(path);
    group.size += readText(path).length;
    groups.set(key, group);
    if (group.size < 60_000) continue;
    checks.push(checkTogether(group));
    groups.delete(key);
  }
  return [...checks, ...[...groups.values()].map(checkTogether)];
}
function checkTogether({ paths, flags }) {
  const name = `${dirname(paths[0])} from ${paths[0].split("/").pop()}`;
  const source = join(".sinter/tidy", `${paths[0].replace(/[/.]/g, "_")}.cc`);
  mkdirSync(join(root, ".sinter/tidy"), { recursive: true });
  writeFileSync(join(root, source), paths.map((path) => `#include "${join(root, path)}"\n`).join(""));
  return check(name, paths, tidy(source, ["--checks=-bugprone-suspicious-include"], flags));
}

const checks = isAlone ? checksAlone() : checksTogether();
checks.sort((a, b) => b.size - a.size); // the longest first: both workers then end at about the same time
const outcome = await runChecks(wanted.length !== 0 ? "tidy-some" : isAlone ? "tidy-alone" : "tidy", checks, jobs);
for (const failure of outcome.failures) {
  failure.output = failure.output.replace(/^\d+ warnings? .*generated.*\n|^Suppressed .*\n|^Use -header-filter.*\n/gm, "");
}
conclude("tidy", outcome, "mend what is named above; when a check is wrong about a line, say why there: // NOLINT(check): reason");
