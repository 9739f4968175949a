// Every view of `sinter size` on files that others made: that each ends well, adds up to the
// file and says the same as the others, with the CPU time of the slowest.
//
//   node bench/size/real_files.mjs [FOLDER]     default: .sinter/bench/size
//
// SINTER=<path> names another tool than .sinter/tool/sinter; ONLY=<text> takes the files with it in their path.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { install, natives, packages } from "./packages.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = resolve(process.argv[2] ?? join(root, ".sinter/bench/size"));
const sinter = process.env.SINTER ?? join(root, ".sinter/tool/sinter");
const problems = [];
const sum = (list, field = "size_bytes") => list.reduce((total, row) => total + row[field], 0);

/** What one view prints, and its CPU time as GNU time says it. */
function run(file, args) {
  const { stdout, stderr, status, signal } = spawnSync("/usr/bin/time", ["-f", "%U %S %M", sinter, "size", file, ...args], { encoding: "utf8", maxBuffer: 1 << 30 });
  const lines = stderr.trim().split("\n");
  const [user, system, kilobytes] = (lines.pop() ?? "").split(" ").map(Number);
  return { text: stdout, said: lines.join("\n"), status, signal, seconds: user + system, times_file: (kilobytes * 1024) / statSync(file).size };
}

function tryFile(file, maker) {
  const bytes = statSync(file).size;
  let slowest = { seconds: 0 };
  let most = 0;
  const note = (text) => problems.push(`${file}: ${text}`);
  const ask = (...args) => {
    const got = run(file, args);
    if (got.seconds > slowest.seconds) slowest = { seconds: got.seconds, view: args.join(" ") };
    most = Math.max(most, got.times_file);
    const isRefused = got.status === 2 && /does not say what it was compiled from|is known of wasm files only/.test(got.said);
    if (got.status !== 0 && !isRefused) note(`${args.join(" ")}: exit ${got.status} ${got.signal ?? ""} ${got.said.split("\n")[0]}`);
    return got;
  };
  const json = (...args) => {
    const got = ask(...args, "--json");
    return got.status === 0 ? JSON.parse(got.text) : null;
  };
  ask();
  for (const by of ["function", "section", "data", "import", "export", "namespace", "template", "producer", "source", "directory"]) {
    const rows = json("--by", by, "--top", "all")?.views[0].rows;
    if (rows && sum(rows) !== bytes) note(`--by ${by} adds up to ${sum(rows)} instead of ${bytes}`);
    if (by === "function" && rows) {
      const largest = rows.find(({ kind }) => kind === "function");
      if (largest) ask("--paths", largest.name);
    }
  }
  const reasons = json("--dominators", "--garbage", "--top", "all");
  if (reasons) {
    const retained = sum(reasons.dominators.filter(({ depth }) => depth === 0), "retained_bytes") + reasons.garbage.size_bytes;
    if (retained !== bytes) note(`dominators and garbage add up to ${retained} instead of ${bytes}`);
  }
  const saved = json("--advice")?.advice ?? [];
  for (const { saved_bytes: less, what } of saved) if (less > bytes) note(`${what} would save ${less} of ${bytes}`);
  json("--duplicates");
  const diff = json("--diff", file, "--top", "all")?.diff;
  if (diff && (diff.added_count || diff.gone_count || diff.grown_count || diff.shrunk_count)) note("differs from itself");
  const page = ask("--format", "html").text;
  if (!page.endsWith("</html>\n")) note("its page ends early");
  ask("--format", "github");
  const megabytes = (bytes / 1e6).toFixed(1).padStart(6);
  console.log(`${maker.padEnd(14)} ${megabytes} MB  page ${(page.length / 1e6).toFixed(2).padStart(5)} MB  memory ${most.toFixed(1).padStart(5)} x  ${slowest.seconds.toFixed(2).padStart(5)} s ${slowest.view}  ${file.replace(`${folder}/node_modules/`, "")}`);
}

install(folder);
const only = process.env.ONLY ?? "";
for (const { name, by, files } of packages) {
  for (const path of files.map((file) => join(folder, "node_modules", name, file))) {
    if (!path.includes(only)) continue;
    if (WebAssembly.validate(readFileSync(path))) tryFile(path, by);
    else problems.push(`${path}: is no module`);
  }
}
for (const path of natives.filter((file) => file.includes(only) && existsSync(file))) tryFile(path, "Debian");
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
