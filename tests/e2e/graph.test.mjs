// `sinter graph`: every format shows the same graph as the build runs, with the times of
// the last build, and no name in a project can break out of the place it is shown in.
//
//   node --test tests/e2e/graph.test.mjs
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import { digests, Project, step } from "./project.mjs";

const copy = (from, to) => ({ run: ["cp", from, to], inputs: [from], outputs: [to] });
const diamond = () =>
  new Project({
    "sinter.toml":
      step("top", copy("source.txt", "top.txt")) +
      step("left", copy("top.txt", "left.txt")) +
      step("right", { run: ["sh", "-c", "sleep 0.1; cp top.txt right.txt"], inputs: ["top.txt"], outputs: ["right.txt"] }) +
      step("end", { run: ["sh", "-c", "cat left.txt right.txt > end.txt"], inputs: ["left.txt", "right.txt"], outputs: ["end.txt"] }) +
      step("try", { run: ["test", "-f", "end.txt"], inputs: ["end.txt"], outputs: [], test: true }),
    "source.txt": "one\n",
  });

async function graph(project, ...args) {
  const run = await project.run(["graph", ...args]);
  assert.deepEqual([run.code, run.stderr], [0, ""]);
  return run.stdout;
}
const names = (data, positions) => positions.map((position) => data.actions[position].name);

test("before a build the text shows what needs what, and looking leaves no trace", async () => {
  const project = diamond();
  const before = readdirSync(project.folder);
  assert.equal(await graph(project), `demo, production: 4 actions of 4 goals; never built (*: the longest chain)

end *
├─ left *
│  └─ top *
└─ right
   └─ top *
`);
  assert.deepEqual(readdirSync(project.folder), before);
});

test("of a goal that never ran no time is told, in no format", async () => {
  const project = new Project({ "sinter.toml": step("good", copy("source.txt", "good.txt")) + step("bad", { run: ["false"], outputs: ["bad.txt"] }), "source.txt": "one\n" });
  assert.equal((await project.build(["--keep-going"])).code, 1);
  const goals = Object.fromEntries(JSON.parse(await graph(project, "--format", "json")).goals.map((goal) => [goal.name, goal.duration_ns]));
  assert.equal(goals.bad, null);
  assert.ok(goals.good > 0);
  for (const format of ["text", "dot", "mermaid"]) {
    const text = await graph(project, "--format", format, "--by", "goal");
    assert.match(text, /good.*ms/, format);
    assert.doesNotMatch(text.split("\n").filter((line) => line.includes("bad")).join("\n"), /\d ms/, format);
  }
});

test("after a build the critical path is the slower way, with the times of the build", async () => {
  const project = diamond();
  const run = await project.build();
  const data = JSON.parse(await graph(project, "--format", "json"));
  assert.equal(data.schema, "sinter.graph/1");
  assert.deepEqual(names(data, data.critical_path), ["top", "right", "end"]);
  for (const action of data.actions) {
    const event = run.finished.find((each) => each.action === action.name);
    assert.equal(action.duration_ns, event.duration_ns, action.name);
  }
  const time = (name) => data.actions.find((action) => action.name === name).duration_ns;
  assert.equal(data.critical_ns, time("top") + time("right") + time("end"));
  assert.equal(data.total_ns, data.critical_ns + time("left"));
  assert.equal(data.actions.find((action) => action.name === "left").slack_ns, time("right") - time("left"));
  const text = await graph(project);
  assert.match(text, /^demo, production: 4 actions of 4 goals; .* of work, at least .* \(\*: the critical path\)\n/);
  assert.match(text, /^├─ left {2}\d[\d.]* ms$/m);
  assert.match(text, /^└─ right {2}\d[\d.]* ms \*$/m);
});

test("json holds what an action is made of; goals and --tests choose what is shown", async () => {
  const project = diamond();
  const data = JSON.parse(await graph(project, "left", "--format", "json"));
  assert.deepEqual(data.actions.map((action) => action.name), ["top", "left"]);
  const { level, slack_ns, duration_ns, ...left } = data.actions[1];
  assert.deepEqual(left, {
    name: "left", verb: "run", goal: 1, needs: [0], command: ["cp", "top.txt", "left.txt"], folder: ".",
    inputs: ["top.txt"], outputs: ["left.txt"], tools: ["cp"], environment: ["PATH"],
  });
  assert.deepEqual([level, slack_ns, duration_ns], [1, 0, null]);
  const tests = JSON.parse(await graph(project, "--tests", "--format", "json"));
  assert.deepEqual(tests.actions.map((action) => action.name).sort(), ["end", "left", "right", "top", "try"]);
  assert.equal(tests.actions.find((action) => action.name === "try").is_test, true);
});

test("an unknown goal is an error that names the nearest one", async () => {
  const run = await diamond().run(["graph", "lefd"]);
  assert.deepEqual([run.code, run.stdout], [2, ""]);
  assert.match(run.stderr, /there is no goal `lefd` {2}\[SN0204\]\n {2}next: did you mean `left`\?/);
});

test("-o writes beside the person who asks, not beside sinter.toml", async () => {
  const project = diamond();
  project.write("deep/here.txt", "");
  const run = await project.run(["graph", "--format", "dot", "-o", "graph.dot"], { cwd: project.at("deep") });
  assert.deepEqual([run.code, run.stdout], [0, ""]);
  assert.match(project.read("deep/graph.dot"), /^digraph "demo" \{/);
});

test("looking changes nothing in a project that was built", async () => {
  const project = diamond();
  await project.build();
  const before = digests(project.folder);
  for (const format of ["text", "dot", "mermaid", "json", "html"]) await graph(project, "--format", format);
  assert.deepEqual(digests(project.folder), before);
});

/** Statements of a DOT text; throws where a quoted text is not closed. */
function dotStatements(text) {
  const outside = text.replace(/"(?:[^"\\\n]|\\.)*"/g, (quoted) => `<${Buffer.from(quoted).toString("hex")}>`);
  assert.doesNotMatch(outside, /"/, "a quoted text that does not end");
  return outside.split("\n").map((line) => line.trim());
}

// Everything that one of the formats could take for its own.
const hostile = `</script><img src=x onerror=alert(1)>"];\n\t\\N\`%%{end}#quot;$(x) \u001b[31m \u202etxt.\u2028<!--`;

test("a name cannot leave the place it is shown in, in any format", async () => {
  const project = new Project({
    "sinter.toml": `[project]\nname = "demo"\n` + step("odd", { run: ["touch", hostile, "odd.txt"], outputs: ["odd.txt"] }),
  });
  const text = await graph(project);
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
  const data = JSON.parse(await graph(project, "--format", "json"));
  assert.deepEqual(data.actions[0].command, ["touch", hostile, "odd.txt"]);
  const statements = dotStatements(await graph(project, "--format", "dot"));
  assert.equal(statements.filter((line) => line.includes("[label=")).length, 1);
  const html = await graph(project, "--format", "html");
  assert.equal(html.split("</script>").length, 3, "the page's own two scripts end, and nothing else");
  assert.doesNotMatch(html, /<img/);
  assert.doesNotMatch(html, /<!--/);
  const inside = /<script type="application\/json" id="graph">([^]*?)<\/script>/.exec(html)[1];
  assert.deepEqual(JSON.parse(inside), data);
});

test("mermaid spells out what it would read as its own", async () => {
  const project = new Project({ "sinter.toml": step("end", { run: ["true"], outputs: [] }) + step("a-b_c", { run: ["true"], outputs: [], needs: ["end"] }) });
  const text = await graph(project, "--format", "mermaid");
  assert.match(text, /^flowchart LR\n {2}subgraph s0\["end"\]\n {4}a0\["end"\]\n {2}end\n {2}subgraph s1\["a-b#95;c"\]/);
  assert.match(text, /\n {2}a0 --> a1\n/);
  assert.match(text, /\n {2}linkStyle 0 stroke/);
});

test("html loads nothing: no address in it, and a policy that forbids it", async () => {
  const html = await graph(diamond(), "--format", "html");
  assert.match(html, /<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
  assert.doesNotMatch(html, /https?:|\bsrc=|\bhref=|\bimport\b|url\(/);
});

test("graphs too large for a tree are shown by goal, then by level, and in full when asked", async () => {
  const wide = Array.from({ length: 250 }, (_, i) => step(`s${i}`, { run: ["true"], outputs: [] })).join("");
  const project = new Project({ "sinter.toml": wide + step("last", { run: ["true"], outputs: [], needs: Array.from({ length: 250 }, (_, i) => `s${i}`) }) });
  const text = await graph(project);
  assert.match(text, /\nlevel 1: 250 actions\nlevel 2: 1 action\n\nlongest chain:\n {2}s\d+\n {2}last\n/);
  assert.equal((await graph(project, "--by", "action")).split("\n").filter((line) => /[├└]─ s\d+/.test(line)).length, 250);
});

test("a chain deeper than a screen is continued below, and no action is lost", async () => {
  const chain = Array.from({ length: 60 }, (_, i) => step(`s${i}`, { run: ["true"], outputs: [], ...(i > 0 ? { needs: [`s${i - 1}`] } : {}) })).join("");
  const text = await graph(new Project({ "sinter.toml": chain }));
  for (let i = 0; i < 60; ++i) assert.match(text, new RegExp(`(^|[ ])s${i}( |\n)`, "m"));
  assert.ok(text.split("\n").every((line) => line.length < 120));
});
