// Holds what STYLE.md says of the tree and a compiler does not see: which folder may
// include which, how long a file may be, and what must never be written into one.
//
//   node tests/tidy/includes.mjs      prints file:line and what to do; exits 1 on a finding
import { listFiles, readIncludes, readText } from "./sources.mjs";

/** The folders of src/ in pipeline order: each may include itself and those before it. */
const order = (
  "base os wasm dwarf binary config starter graph cache strict schedule insight compile languages optimize bind analyze size package release bench ci report commands analysis"
).split(" ");

const linesMax = 600;

/** Third-party headers that belong to one file each (STYLE, Headers). */
const oneFileHeaders = ["toml++/toml.h", "CLI/CLI.hpp", "jansson.h", "utf8proc.h"];

/** No registry is named: each machine has its own. Listed in pieces, so that this file passes. */
const registryHosts = ["registry.npm" + "js.org", "registry.yarn" + "pkg.com", "py" + "pi.org", "files.python" + "hosted.org",
  "deb.deb" + "ian.org", "security.deb" + "ian.org", "crates" + ".io", "proxy.gol" + "ang.org"];

const machinePath = /(?<![\w.$}/-])\/(?:home|root|work)\/\w/;

/** What sinterw looks at to see whether the tool has to be built again. */
const watched = /find (sinterw [^\\]+)/.exec(readText("sinterw"))[1].split(" ");

/** What [binary.sinter] is compiled from: one file a folder, or several. */
const wholeSources = new Set([...readText("sinter.toml").matchAll(/generated\/whole\/(\w+?)(?:_\d)?\.cc"/g)].map(([, folder]) => folder));

const findings = [];
const report = (path, line, text) => findings.push({ path, line, text });

function checkDirection(path) {
  const [top, folder] = path.split("/");
  for (const include of readIncludes(path)) {
    const place = [path, include.line];
    if (include.path === undefined && /_files\.inc$/.test(include.name)) continue; // CMake makes it
    if (include.path === undefined) {
      report(...place, `"${include.name}" is not a file of ours: use <> for headers of others, or mend the name`);
      continue;
    }
    const [includedTop, includedFolder] = include.path.split("/");
    const isTest = /_(test|fuzz|bench)\.cc$/.test(path);
    if (top === "modules" || top === "sdk") {
      if (includedTop === "src") report(...place, `${top}/ may not include src/: move what both need into a module`);
      if (includedTop === "testing" && !isTest) report(...place, "only tests include testing/");
    }
    if (top !== "src") continue;
    // src/analysis/ is not in the tool that sinterw builds.
    const isInTool = !isTest && !path.startsWith("src/analysis/");
    if (includedTop === "modules" && isInTool && !watched.includes(`modules/${includedFolder}`)) {
      report(...place, `sinterw does not watch modules/${includedFolder}: name it in its tool_is_current()`);
    }
    if (includedTop === "testing" && !isTest) report(...place, "only tests include testing/");
    // main.cc and pipeline.* include all; a command stands on them.
    if (path.split("/").length < 3 || includedTop !== "src" || folder === "commands") continue;
    if (include.path.split("/").length < 3) {
      if (include.path !== "src/vocabulary.h") report(...place, `src/${folder}/ may not include ${include.path}, which is above every stage`);
      continue;
    }
    if (!order.includes(folder)) continue; // reported once, below
    if (order.indexOf(includedFolder) > order.indexOf(folder)) {
      report(...place, `src/${folder}/ comes before src/${includedFolder}/ and may not include it: ` +
        "pass what it needs as a value, or move the shared part further up");
    }
  }
}

function checkText(path) {
  const lines = readText(path).split("\n");
  const isCode = /\.(cc|h|c|mjs|ts|js|sh)$/.test(path);
  if (isCode && lines.length - 1 > linesMax) {
    report(path, linesMax, `has ${lines.length - 1} lines; ${linesMax} is the most: split it by idea`);
  }
  if (path.endsWith(".h") && !/^#pragma once$/m.test(readText(path))) report(path, 1, "a header needs #pragma once");
  if (/\.(cc|h)$/.test(path) && !lines[0].startsWith("//") && !lines[0].startsWith("#include \"")) {
    report(path, 1, "a file opens with what it is for");
  }
  for (const [index, line] of lines.entries()) {
    const host = registryHosts.find((name) => line.includes(name));
    if (host !== undefined) report(path, index + 1, `names a registry (${host}): leave that to the machine's settings`);
    const match = machinePath.exec(line);
    if (match !== null) report(path, index + 1, `has a path of one machine (${match[0]}...): use a relative one`);
  }
}

const files = listFiles();
const folders = new Set();
const users = new Map(oneFileHeaders.map((name) => [name, []]));
for (const path of files) {
  if (/\.(cc|h|c)$/.test(path)) {
    if (path.startsWith("src/") && path.split("/").length > 2) folders.add(path.split("/")[1]);
    checkDirection(path);
    // sdk/ is other programs, each of which may have its own one file.
    const own = path.startsWith("sdk/") ? [] : readText(path).matchAll(/^#include <([^>]+)>/gm);
    for (const match of own) users.get(match[1])?.push(path);
  }
  if (/\.(cc|h|c|mjs|ts|js|json|toml|md|sh|txt|yml|html|svelte)$/.test(path) || !/\.\w+$/.test(path)) checkText(path);
}
for (const folder of folders) {
  if (!order.includes(folder)) report(`src/${folder}`, 1, "is not in STYLE's list of folders: name its place there and in this check");
}
for (const folder of folders) {
  const isCompiled = folder === "analysis" || wholeSources.has(folder); // that one is of [binary.sinter-analysis]
  if (!isCompiled) report("sinter.toml", 1, `[binary.sinter] is compiled without src/${folder}: add .sinter/targets/generated/whole/${folder}.cc`);
}
for (const [header, paths] of users) {
  for (const path of paths.slice(1)) report(path, 1, `<${header}> is already ${paths[0]}'s: a third-party header is seen by one .cc`);
}

for (const { path, line, text } of findings) console.log(`${path}:${line}: ${text}`);
console.log(findings.length === 0 ? `includes: ${files.length} files in order` : `includes: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
