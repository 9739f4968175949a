// What releases cost beside tools made for one part of them, by turns, as `sinter bench` measures:
//
//   changelog   of 5,000 commits: `sinter release --update` and git-cliff
//
// Usage: node bench/release/measure.mjs [--tool .sinter/tool/sinter] [--cliff git-cliff] [--runs 20]
// `--cliff` is git-cliff's program: `npm install git-cliff-linux-x64@2.14.2` in an empty folder has it in bin/.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    tool: { type: "string", default: ".sinter/tool/sinter" },
    cliff: { type: "string", default: "git-cliff" },
    runs: { type: "string", default: "20" },
  },
});
const tool = path.resolve(options.tool);
const cliff = options.cliff.includes("/") ? path.resolve(options.cliff) : options.cliff;
const folder = mkdtempSync(path.join(tmpdir(), "sinter-releases-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Commits of every kind: typed, scoped, breaking, with a body, and such as nobody can sort. */
function commits(count) {
  const subjects = ["feat: add", "fix(parser): mend", "docs: say", "perf(core)!: turn round", "chore: sweep", "refactor: move", "Merge something", "fix: mend"];
  let stream = "";
  for (let at = 0; at <= count; ++at) {
    const body = at % 5 === 0 ? `\n\nBecause of ${at}.\n\n${at % 40 === 0 ? "BREAKING CHANGE: all is new\n" : ""}Refs: #${at}\n` : "\n";
    const message = at === 0 ? "chore: begin\n" : `${subjects[at % subjects.length]} number ${at}${body}`;
    const text = `[project]\nname = "commits"\nversion = "0.1.0"\n`;
    stream += `commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + at * 60} +0000\ndata ${Buffer.byteLength(message)}\n${message}`;
    stream += at === 0 ? `M 644 inline sinter.toml\ndata ${text.length}\n${text}\n` : "\n";
    if (at === 0) stream += "reset refs/tags/v0.1.0\nfrom refs/heads/main\n\n";
  }
  return stream;
}

const repository = path.join(folder, "commits");
mkdirSync(repository);
const git = (args, input) => execFileSync("git", args, { cwd: repository, input, stdio: ["pipe", "ignore", "inherit"] });
git(["init", "--quiet", "--initial-branch=main"]);
git(["fast-import", "--quiet"], commits(5000));
git(["reset", "--quiet", "--hard"]);

writeFileSync(path.join(folder, "sinter.toml"), `[project]
name = "releases"
[bench.changelog]
command = ${JSON.stringify([tool, "-C", repository, "release", "--update"])}
peer = ${JSON.stringify([cliff, "--workdir", repository, "--unreleased", "--tag", "v0.2.0", "--output", path.join(folder, "cliff.md")])}
peer_at_most = 0.1
memory_max = "20 MB"
runs = ${Number(options.runs)}
`);
process.exit(spawnSync(tool, ["bench", "changelog"], { cwd: folder, stdio: "inherit" }).status);
