// What every check in this folder needs: the files of the project, what they include,
// one way to report findings, and a memory of what was found clean, by content.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Folders in which a quoted include is looked for, after the includer's own. */
export const includeFolders = ["src", ".", "sdk/include"];

/** The folder of the project that a file belongs to: each example and starter is one of its own. */
const projectFolder = (path) => /^(examples|starters)\/[^/]+/.exec(path)?.[0] ?? ".";

/** Paths of the files that git has or would add, sorted. */
export function listFiles() {
  const listing = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return listing.split("\0").filter((path) => path !== "" && existsSync(join(root, path))).sort();
}

const texts = new Map();

export function readText(path) {
  let text = texts.get(path);
  if (text === undefined) texts.set(path, (text = readFileSync(join(root, path), "utf8")));
  return text;
}

/** The quoted includes of a file: [{ line, name, path }], with path undefined when it is not ours. */
export function readIncludes(path) {
  const includes = [];
  for (const [index, text] of readText(path).split("\n").entries()) {
    const match = /^\s*#\s*include\s+"([^"]+)"/.exec(text);
    if (match === null) continue;
    const name = match[1];
    const candidates = [posix.dirname(path), projectFolder(path), ...includeFolders].map((folder) => posix.join(folder, name));
    includes.push({ line: index + 1, name, path: candidates.find((candidate) => existsSync(join(root, candidate))) });
  }
  return includes;
}

/** A file and all of ours that it includes, directly or not, sorted. */
export function includeClosure(path) {
  const reached = new Set([path]);
  for (const file of reached) {
    for (const include of readIncludes(file)) if (include.path !== undefined) reached.add(include.path);
  }
  return [...reached].sort();
}

/** Names the content of some files together with whatever else decides a check's outcome. */
export function digestOf(paths, ...others) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(`${path}\0${readText(path).length}\0${readText(path)}`);
  for (const other of others) hash.update(`\0${other}`);
  return hash.digest("hex");
}

/**
 * Runs the checks that have not passed before, `width` at a time.
 * A check is { name, digest, command }; what passed is remembered under .sinter/tidy.
 */
export async function runChecks(kind, checks, width) {
  const memory = join(root, ".sinter/tidy", `${kind}.json`);
  let passed = {};
  try {
    passed = JSON.parse(readFileSync(memory, "utf8"));
  } catch {
    // Nothing is remembered, or not legibly: everything is checked.
  }
  const due = checks.filter((check) => passed[check.name] !== check.digest);
  const remembered = Object.fromEntries(
    checks.filter((check) => !due.includes(check)).map((check) => [check.name, check.digest]),
  );
  // Written after each check: a run that is interrupted has not worked in vain.
  const remember = () => {
    writeFileSync(`${memory}.${process.pid}`, JSON.stringify(remembered, null, 1));
    renameSync(`${memory}.${process.pid}`, memory);
  };
  mkdirSync(dirname(memory), { recursive: true });
  const failures = [];
  const queue = [...due];
  const work = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const { status, output } = await run(check.command);
      if (status === 0) remembered[check.name] = check.digest;
      else failures.push({ name: check.name, output });
      remember();
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  failures.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { failures, checked: due.length, remembered: checks.length - due.length };
}

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (bytes) => (output += bytes));
    child.stderr.on("data", (bytes) => (output += bytes));
    child.on("error", (error) => resolve({ status: -1, output: `${program}: ${error.message}\n` }));
    child.on("close", (status) => resolve({ status, output }));
  });
}

/** Prints what runChecks found and sets the exit code; `advice` says what to do. */
export function conclude(kind, { failures, checked, remembered }, advice) {
  for (const { output } of failures) process.stdout.write(output);
  const names = failures.map((failure) => failure.name).join(" ");
  if (failures.length !== 0) console.log(`${kind}: ${failures.length} failed: ${names}\n${kind}: ${advice}`);
  else console.log(`${kind}: ${checked} checked, ${remembered} unchanged since they passed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
