// `sinter bench`: what it says of programs whose cost is known, how it compares revisions,
// what it remembers, and which mistakes it names.
//
//   node --test tests/e2e/bench.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { Project } from "./project.mjs";

const identity = {
  GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

/** A program that counts to that many thousands; twice as many cost twice as much. */
const counting = (thousands) => `#!/bin/bash\nfor ((i = 0; i < ${thousands}000; ++i)); do :; done\n`;
const bench = (name, keys) => `[bench.${name}]\n${keys.join("\n")}\n`;

class Measured extends Project {
  constructor(sections, files = {}) {
    super({ "sinter.toml": sections.join("\n"), "slow.sh": counting(40), "fast.sh": counting(5), ...files });
  }
  git(...args) {
    return execFileSync("git", args, { cwd: this.folder, env: { ...process.env, ...identity }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
  async json(...args) {
    const run = await this.run(["bench", ...args, "--json"]);
    return { run, figures: JSON.parse(run.stdout).benchmarks.flatMap(({ figures }) => figures) };
  }
}

test("what takes eight times as long is over its limit, and the same against itself is not", async () => {
  const project = new Measured([
    bench("slower", ['command = ["bash", "slow.sh"]', 'peer = ["bash", "fast.sh"]', "peer_at_most = 1.5", "runs = 4"]),
    bench("same", ['command = ["bash", "fast.sh"]', 'peer = ["bash", "fast.sh"]', "peer_at_most = 4", "runs = 4"]),
    bench("reads", ['command = ["bash", "-c", "read -r line; [[ $line == hello ]]"]', 'input = "hello.txt"', "runs = 3"]),
  ], { "hello.txt": "hello\n" });
  const { run, figures: [reads, same, slower] } = await project.json();
  assert.equal(run.code, 1, run.stderr);
  assert.match(run.stderr, /SN0807/);
  assert.ok(slower.cpu.ratio.low > 1.5, JSON.stringify(slower));
  assert.equal(slower.alarms.length, 1);
  assert.ok(slower.again.estimate > 1.5, "measured again");
  assert.deepEqual(same.alarms, []);
  assert.ok(reads.now.memory_bytes > 0 && reads.noise.estimate > 0, "standard input, also when watched");
  assert.ok(same.now.cpu_ns > 0 && same.now.wall_ns > 0 && same.cpu.control.estimate > 0);
});

test("peak memory is the program's own, and held by memory_max", async () => {
  const take = (megabytes) => `["perl", "-e", "my $block = 'x'; vec($block, ${megabytes}_000_000, 8) = 1;"]`;
  const project = new Measured([
    bench("little", ['kind = "memory"', 'command = ["true"]', 'memory_max = "4 MB"', "runs = 3"]),
    bench("much", ['kind = "memory"', `command = ${take(50)}`, `peer = ${take(0)}`, 'memory_max = "20 MB"', "runs = 3"]),
  ]);
  const { run, figures: [little, much] } = await project.json();
  assert.equal(run.code, 1, run.stderr);
  assert.deepEqual(little.alarms, [], "less than the tool itself has");
  assert.ok(little.now.memory_bytes > 100_000);
  const grown = much.now.memory_bytes - much.other.memory_bytes;
  assert.ok(Math.abs(grown - 50e6) < 2e6, `${grown}`);
  assert.match(much.alarms[0], /may take 19\.1 MiB/);
});

test("a revision is built beside the project, and what became slower since is found", async () => {
  const step = '[step.program]\nrun = ["cp", "program.sh", "out/program"]\ninputs = ["program.sh"]\noutputs = ["out/program"]';
  const project = new Measured(
    [step, bench("program", ['command = ["bash", "out/program"]', 'needs = ["program"]', "runs = 4"])],
    { "program.sh": counting(5), ".gitignore": "out/\n.sinter/\n" });
  project.git("init", "--quiet", "--initial-branch=main");
  project.git("add", "--all");
  project.git("commit", "--quiet", "--message", "feat: begin");
  project.git("tag", "main");  // git warns that there are two of this name
  project.write("program.sh", counting(40));
  const slower = await project.run(["bench", "--against", "main", "--format", "github"]);
  assert.equal(slower.code, 1, String(slower));
  assert.match(slower.stdout, /^#### program: startup, 4 rounds\n\n\| +\| CPU a run \|.*\n\|---\|---:\|---:\|---:\|\n\| now \|/);
  assert.match(slower.stdout, /\*\*ALARM: it takes \d+\.\d\d times the CPU time of main/);
  project.git("commit", "--quiet", "--all", "--message", "feat: more");
  assert.equal((await project.run(["bench", "--against", "HEAD"])).code, 0, "the tree of main is gone, that of HEAD is built");
  assert.equal(project.git("worktree", "list").trim().split("\n").length, 2);

  const history = JSON.parse((await project.run(["bench", "history", "program", "--json"])).stdout);
  assert.deepEqual(history.parts[0].runs.map(({ other, is_alarm, is_modified }) => [other, is_alarm, is_modified]), [["main", true, true], ["HEAD", false, false]]);
  const table = await project.run(["bench", "history", "program"]);
  assert.match(table.stdout, /^program: 2 runs\n {2}CPU {5}[▁-█]{2}\n/);
  const page = await project.run(["bench", "history", "program", "--format", "html", "-o", "pages/trend.html"]);
  assert.equal(page.code, 0, String(page));
  assert.match(project.read("pages/trend.html"), /"schema":"sinter\.bench-history\/1","name":"program"/);
});

test("servers: three ways of sending, the first answer, and memory under load", async () => {
  // Of each connection it writes how many pieces came, and their bytes in all.
  const server = `
import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
createServer((socket) => {
  let pieces = 0;
  socket.on("data", () => ++pieces).on("close", () => appendFileSync("seen.txt", pieces + " " + socket.bytesRead + "\\n"));
  socket.pipe(socket);
}).listen(Number(process.argv[2]), "127.0.0.1");
`;
  const command = 'command = ["node", "echo.mjs", "{port}"]';
  const project = new Measured([
    bench("throughput", ['kind = "throughput"', command, 'input = "messages.txt"', "runs = 3"]),
    bench("start", ['kind = "cold-start"', command, 'input = "messages.txt"', "runs = 3"]),
    bench("memory", ['kind = "memory"', command, 'input = "messages.txt"', "runs = 3"]),
  ], { "echo.mjs": server, "messages.txt": '{"id":1}\n{"id":2}\n' });
  const { run, figures } = await project.json();
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(figures.map(({ part, unit }) => part ?? unit), ["idle", "loaded", "start", "kept", "pipelined", "connect"]);
  const [idle, loaded, start, ...sending] = figures.map(({ now }) => now);
  assert.ok(loaded.memory_bytes > 10e6 && idle.memory_bytes > 10e6);
  assert.ok(start.cpu_ns > 1e6 && start.wall_ns > 1e6);
  for (const { cpu_ns } of sending) assert.ok(cpu_ns > 0);
  // The same messages one by one, many at once, and each in a connection of its own.
  const seen = project.read("seen.txt").trim().split("\n").map((line) => line.split(" ").map(Number));
  assert.ok(seen.some(([pieces, bytes]) => pieces > 1 && bytes === pieces * 9), "one at a time");
  assert.ok(seen.some(([pieces, bytes]) => pieces > 0 && bytes > pieces * 9), "many at once");
  assert.ok(seen.filter(([pieces, bytes]) => pieces === 1 && bytes === 9).length > 3, "one a connection");
});

/** A process for each connection, which it waits for. */
const forking = `
use IO::Socket::INET;
my $listening = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die;
while (my $connection = $listening->accept) {
  if (!fork) {
    $connection->autoflush(1);
    while (<$connection>) { my $sum = 0; $sum += $_ for 1 .. 3000; print $connection $_; }
    exit;
  }
  close $connection;
  wait;
}
`;

test("of a server whose processes end while it is measured nothing is lost", async () => {
  const project = new Measured([
    bench("forks", ['kind = "throughput"', 'command = ["perl", "fork.pl", "{port}"]', 'input = "messages.txt"', "runs = 3"]),
  ], { "fork.pl": forking, "messages.txt": "one\n" });
  const { run, figures } = await project.json();
  assert.equal(run.code, 0, run.stderr);
  for (const { part, now, noise } of figures) {
    assert.ok(now.cpu_ns > 20e3 && now.cpu_ns < 100e6, JSON.stringify({ part, now }));
    assert.ok(noise.high < 1000, JSON.stringify({ part, noise }));
  }
});

test("a server whose answer never ends a line is given up", async () => {
  const endless = `
import { createServer } from "node:net";
const part = Buffer.alloc(1 << 20);
createServer((socket) => {
  const send = () => { while (socket.write(part)); };
  socket.on("drain", send).on("error", () => {}).once("data", send);
}).listen(Number(process.argv[2]), "127.0.0.1");
`;
  const project = new Measured([
    bench("endless", ['kind = "throughput"', 'command = ["node", "endless.mjs", "{port}"]', 'input = "messages.txt"', "runs = 3"]),
  ], { "endless.mjs": endless, "messages.txt": "one\n" });
  const run = await project.run(["bench"]);
  assert.equal(run.code, 1, String(run));
  assert.match(run.stderr, /the server answers without ending a line/);
});

test("operations are called in Node", async () => {
  const project = new Measured(
    [bench("operation", ['kind = "operations"', 'import = "sum.mjs"', 'call = "module.sum(1000)"', "runs = 3"])],
    { "sum.mjs": "export const load = async () => ({ sum: (n) => { let s = 0; for (let i = 0; i < n; ++i) s += Math.sqrt(i); return s; } });\n" });
  const { run, figures: [figure] } = await project.json();
  assert.equal(run.code, 0, run.stderr);
  assert.ok(figure.now.cpu_ns > 100 && figure.now.cpu_ns < 1e6, JSON.stringify(figure));
});

test("of an operation that gives a promise, what it does until it is kept counts", async () => {
  const later = `
const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
export async function later() { await null; for (const end = used() + 3000; used() < end; ); return 1; }
`;
  const project = new Measured(
    [bench("later", ['kind = "operations"', 'import = "later.mjs"', 'call = "module.later()"', "runs = 3"])], { "later.mjs": later });
  const { run, figures: [figure] } = await project.json();
  assert.equal(run.code, 0, run.stderr);
  assert.ok(figure.now.cpu_ns >= 3e6, JSON.stringify(figure));
  project.write("later.mjs", "export const later = () => new Promise(() => {});\n");
  const never = await project.run(["bench"]);
  assert.equal(never.code, 1, String(never));
  assert.match(never.stderr, /--eval \.\.\. later\.mjs [^\n]* exit code 13[^]*`module\.later\(\)` gave a promise that nothing keeps/);
});

test("mistakes are named", async () => {
  const failing = new Measured([bench("fails", ['command = ["bash", "-c", "echo no; exit 3"]', "runs = 3"])]);
  const failed = await failing.run(["bench"]);
  assert.equal(failed.code, 1, String(failed));
  assert.match(failed.stderr, /ended with exit code 3[^]*because it wrote: no\n/);
  assert.match((await failing.run(["bench", "fail"])).stderr, /there is no benchmark `fail`[^]*did you mean `fails`/);
  assert.match((await failing.run(["bench", "history", "fails"])).stderr, /no run of `fails`/);
  assert.match((await new Measured([]).run(["bench"])).stderr, /sinter\.toml has no benchmark/);
  const absent = new Measured([bench("absent", ['kind = "memory"', 'command = ["./absent"]', "runs = 3"])]);
  assert.match((await absent.run(["bench"])).stderr, /cannot start `\.\/absent`[^]*look whether it is there/);
  const server = new Measured([bench("s", ['kind = "throughput"', 'command = ["node"]', 'input = "slow.sh"'])]);
  assert.match((await server.run(["bench"])).stderr, /`command` of \[bench\.s\] is not told where to listen/);
});
