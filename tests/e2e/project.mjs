// What the end-to-end tests share: a real project in a scratch folder with a cache of its
// own, and a run of the real tool in it. A run gives back everything a caller could see:
// the exit code, both streams and, for builds, the events of `--json`.
//
//   SINTER=<path>   another tool than .sinter/tool/sinter of this repository
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export const repository = resolve(import.meta.dirname, "../..");
export const sinter = resolve(process.env.SINTER ?? join(repository, ".sinter/tool/sinter"));

/**
 * A cache that stays, for modules in tests that are about something else: what was compiled
 * once is restored. Whether an action runs or is restored is then up to earlier tests.
 */
export const warmCache = join(repository, ".sinter/e2e-cache");

const scratches = [];
process.on("exit", () => {
  for (const folder of scratches) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed when this test file ends. */
export function scratchFolder() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sinter-e2e-")));
  scratches.push(folder);
  return folder;
}

/** Text of people's messages with what differs from run to run made the same. */
export function settled(text, folder = "") {
  if (folder !== "") text = text.replaceAll(folder, "PROJECT");
  return text
    .replace(/\d+(\.\d+)? (ns|µs|us|ms|s|min)( \d+ s)?\b/g, "TIME")
    .replace(/\(process \d+\)/g, "(process N)");
}

/** One event as a line; actions that had nothing to do are left out. */
function summary(event) {
  if (event.event === "notice") return `notice: ${JSON.stringify(event.error)}`;
  if (event.event !== "action_finished" || event.outcome === "unchanged") return "";
  const errors = event.errors ? JSON.stringify(event.errors) : "";
  return `${event.outcome} ${event.action}: ${event.cause ?? ""} ${errors}${event.output ?? ""}`;
}

/** One finished run of the tool. */
class Run {
  constructor(code, signal, stdout, stderr) {
    Object.assign(this, { code, signal, stdout, stderr });
  }
  /** The events of a run with --json; a line that is no JSON fails the test. */
  get events() {
    return this.stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }
  get finished() {
    return this.events.filter((event) => event.event === "action_finished");
  }
  get notices() {
    return this.events.filter((event) => event.event === "notice").map((event) => event.error);
  }
  /** Names of the actions with that outcome, sorted. */
  named(outcome) {
    return this.finished.filter((event) => event.outcome === outcome).map((event) => event.action).sort();
  }
  /** {"copy": "ran", ...} without the actions that had nothing to do. */
  get outcomes() {
    const done = this.finished.filter((event) => event.outcome !== "unchanged");
    return Object.fromEntries(done.map((event) => [event.action, event.outcome]));
  }
  /** All there is to see, for the message of a failing assertion. */
  toString() {
    const lines = this.stdout.split("\n").map((line) => (line.startsWith("{") ? summary(JSON.parse(line)) : line));
    return `exit ${this.code ?? this.signal}\n${lines.filter((line) => line !== "").join("\n")}\n${this.stderr}`;
  }
}

/** Starts the tool (or another program) and waits; `onStart` may look at the child meanwhile. */
export function execute(program, args, { cwd, env, onStart = () => {}, detached = false } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd, env, detached, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => { stdout += text; });
    child.stderr.setEncoding("utf8").on("data", (text) => { stderr += text; });
    child.on("error", failed);
    child.on("close", (code, signal) => done(new Run(code, signal, stdout, stderr)));
    onStart(child);
  });
}

export class Project {
  /** `files`: path to text; sinter.toml gets a [project] table when it has none. */
  constructor(files, { folder = scratchFolder(), cache = scratchFolder() } = {}) {
    this.folder = folder;
    this.cache = cache;
    this.environment = { PATH: process.env.PATH, HOME: cache, SINTER_CACHE: cache, LANG: "C.UTF-8" };
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  at(path) {
    return join(this.folder, path);
  }
  write(path, text) {
    if (path === "sinter.toml" && !text.includes("[project]")) text = `[project]\nname = "demo"\n${text}`;
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), text);
  }
  /** Replaces `before` in a file, which must hold it. */
  edit(path, before, after) {
    const text = this.read(path);
    if (!text.includes(before)) throw new Error(`${path} does not hold ${before}`);
    this.write(path, text.replace(before, after));
  }
  read(path) {
    return readFileSync(this.at(path), "utf8");
  }
  has(path) {
    return existsSync(this.at(path));
  }
  remove(path) {
    rmSync(this.at(path), { recursive: true, force: true });
  }

  /** Runs the tool in the project's folder. */
  run(args, { env = {}, ...options } = {}) {
    return execute(sinter, args, { cwd: this.folder, env: { ...this.environment, ...env }, ...options });
  }
  build(args = [], options = {}) {
    return this.run(["build", "--json", ...args], options);
  }
  /** The project as it is now, with its state, in another folder. */
  copy({ cache = this.cache, with_state = true } = {}) {
    const folder = scratchFolder();
    const filter = (path) => with_state || !/\/(\.sinter|dist)$/.test(path);
    cpSync(this.folder, folder, { recursive: true, filter, verbatimSymlinks: true, preserveTimestamps: true });
    return new Project({}, { folder, cache });
  }
}

/** Every file below a folder, as path to digest; what `skip` matches is left out. */
export function digests(folder, skip = /^$/) {
  const result = {};
  const visit = (path) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const below = path === "" ? entry.name : `${path}/${entry.name}`;
      if (skip.test(below)) continue;
      if (entry.isDirectory()) visit(below);
      else if (entry.isFile()) result[below] = createHash("sha256").update(readFileSync(join(folder, below))).digest("hex");
    }
  };
  if (existsSync(folder)) visit("");
  return Object.fromEntries(Object.entries(result).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** What of a folder comes from its sources alone: the report holds times. */
export const distDigests = (project) => digests(project.at("dist"), /^build-report\.json$/);

/** Waits until `condition` holds, looking again and again; gives up after half a minute. */
export async function until(condition, what) {
  for (let turn = 0; turn < 6000; ++turn) {
    if (condition()) return;
    await new Promise((wake) => setTimeout(wake, 5));
  }
  throw new Error(`waited in vain for: ${what}`);
}

export const modifiedTime = (path) => statSync(path, { bigint: true }).mtimeNs;

/** A step table from its keys: step("copy", {run: [...]}). */
export function step(name, keys) {
  const lines = Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `[step.${name}]\n${lines.join("\n")}\n`;
}

/** A module of two plain sources, a surface and two headers, cheap to compile. */
export const moduleFiles = {
  "sinter.toml": `[project]
name = "demo"
version = "1.0.0"
license = "MIT"

[profile.production]
optimize = "none"
lto = false

[module.shapes]
sources = ["src/*.cc"]
variants = ["baseline"]

[package.shapes_package]
name = "@demo/shapes"
contains = ["shapes"]
`,
  "src/shapes.h": "#pragma once\nnamespace shapes {\nint area(int width, int height);\nint sum(int left, int right);\n}\n",
  "src/scale.h": "#pragma once\nconstexpr int scale = 1;\n",
  "src/area.cc":
    '#include "src/scale.h"\n#include "src/shapes.h"\nint shapes::area(int width, int height) { return width * height * scale; }\n',
  "src/sum.cc": '#include "src/shapes.h"\nint shapes::sum(int left, int right) { return left + right; }\n',
  "src/exports.cc": `#include "sinter/bind.h"
#include "src/shapes.h"
namespace shapes {
SINTER_EXPORT(area, "The area of a rectangle.", "width", "height")
SINTER_EXPORT(sum, "The sum of two numbers.", "left", "right")
}
`,
};
