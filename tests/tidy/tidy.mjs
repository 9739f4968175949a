// Looks for defects in every C++ file with clang-tidy, and compiles every header alone that is
// not what such a file includes first. All without precompiled headers, so that a missing
// #include shows here.
//
//   node tests/tidy/tidy.mjs [FILE...]    prints findings; exits 1 when there are any
//
// A file that passed is not looked at again until it, a header of ours that it includes,
// the flags or the checks change (.sinter/tidy remembers).
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
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
  const known = flagsByFile.get(path);
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
const named = listFiles().filter(
  (path) => /^(src|sdk|modules|testing)\/.*\.(cc|h)$/.test(path) && !isForWasm(path) && (wanted.length === 0 || wanted.includes(path)),
);
// What comes first sees nothing of what others include: it is compiled as if alone.
const isOpened = (path) => /^[^#]*#include "/.test(readText(path)); // by one of ours, not by <vector> or a macro
const openings = new Set(
  named.filter((path) => path.endsWith(".cc") && isOpened(path)).map((path) => readIncludes(path)[0].path),
);
const files = named.filter((path) => !openings.has(path));
const version = execFileSync("clang-tidy-22", ["--version"], { encoding: "utf8" });
const checks = files.map((path) => {
  const isHeader = path.endsWith(".h");
  const command = isHeader
    ? ["clang++-22", ...flagsOf(path), "-fsyntax-only", "-Wno-pragma-once-outside-header", "-x", "c++", path]
    : ["clang-tidy-22", "--quiet", ...(isTest(path) ? [checksOfTests] : []), path, "--", ...flagsOf(path)];
  return { name: path, command, digest: digestOf(includeClosure(path), version, readText(".clang-tidy"), command.join(" ")) };
});
// The longest first: both workers then end at about the same time.
checks.sort((a, b) => readText(b.name).length - readText(a.name).length);
const outcome = await runChecks(wanted.length === 0 ? "tidy" : "tidy-some", checks, jobs);
for (const failure of outcome.failures) {
  failure.output = failure.output.replace(/^\d+ warnings? .*generated.*\n|^Suppressed .*\n|^Use -header-filter.*\n/gm, "");
}
conclude("tidy", outcome, "mend what is named above; when a check is wrong about a line, say why there: // NOLINT(check): reason");
