// The value of a secret variable reaches the command and nothing else: neither what people
// and programs read of a build, nor any file that the tool writes, in whatever usual form
// and pieces the command prints it.
//
//   node --test tests/e2e/secrets.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Project, scratchFolder, step, until } from "./project.mjs";

const token = 'npm_"S3cr3t" /T0ken+é';
const forms = {
  plain: token,
  base64: Buffer.from(token).toString("base64").replace(/=+$/, "").slice(0, -1),
  base64url: Buffer.from(token).toString("base64url").slice(0, -1),
  "base64 of user:token": Buffer.from(`user:${token}`).toString("base64").slice(8, -4),
  hex: Buffer.from(token).toString("hex"),
  HEX: Buffer.from(token).toString("hex").toUpperCase(),
  "percent-encoded": encodeURIComponent(token),
  "form field": new URLSearchParams({ "": token }).toString().slice(1),
  JSON: JSON.stringify(token).slice(1, -1),
  "JSON in JSON": JSON.stringify(JSON.stringify(token).slice(1, -1)).slice(1, -1),
};

/** Prints every form, each in two writes that the reader sees apart, cut at every third of it. */
const printer = `// cut at every third
const { writeSync } = require("node:fs");
const token = process.env.TOKEN;
const forms = [token, Buffer.from(token).toString("base64"), Buffer.from(token).toString("base64url"),
  Buffer.from("user:" + token).toString("base64"), Buffer.from(token).toString("hex"), Buffer.from(token).toString("hex").toUpperCase(),
  encodeURIComponent(token), new URLSearchParams({ t: token }).toString(), JSON.stringify(token), JSON.stringify(JSON.stringify(token))];
for (const form of forms) {
  const bytes = Buffer.from(form + "\\n");
  const at = Math.floor(bytes.length / 3);
  writeSync(1, bytes.subarray(0, at));
  writeSync(2, bytes.subarray(at));
}
process.exit(Number(process.argv[2]));
`;

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield join(entry.parentPath ?? entry.path, entry.name);
  }
}

/** Fails if some text or some file of the tool's holds some form. */
function assertHidden(project, run, outputs = []) {
  const places = [["stdout", Buffer.from(run.stdout)], ["stderr", Buffer.from(run.stderr)]];
  for (const folder of [project.folder, project.cache]) {
    for (const path of files(folder)) places.push([path, readFileSync(path)]);
  }
  assert.ok(places.length > 5);
  for (const [place, bytes] of places) {
    if (outputs.includes(place)) continue;
    for (const [name, form] of Object.entries(forms)) assert.ok(!bytes.includes(form), `${name} is in ${place}`);
    assert.ok(!bytes.includes("S3cr3t"), `a part is in ${place}`);
  }
}

const project = (keys) => new Project({ "print.cjs": printer, "sinter.toml": step("it", { secrets: ["TOKEN"], inputs: ["print.cjs"], ...keys }) });

for (const args of [[], ["--json"], ["--verbose"], ["--strict", "--json"]]) {
  test(`nothing shows a secret that a step prints, whether it succeeds or fails: ${args.join(" ")}`, async () => {
    for (const code of ["0", "3"]) {
      const it = project({ run: ["node", "print.cjs", code] });
      const run = await it.run(["build", ...args], { env: { TOKEN: token } });
      assert.equal(run.code, code === "0" ? 0 : 1, String(run));
      assert.ok((run.stdout + run.stderr).includes("***"), String(run));
      assertHidden(it, run);
    }
  });
}

test("a secret is masked wherever a read of the output cuts it in two", async () => {
  const lines = 20_000;  // many times what a pipe holds, so reads end in the middle of a line
  const it = project({ run: ["sh", "-c", `yes "$TOKEN" | head -n ${lines}; printf %s "$TOKEN"`] });
  const run = await it.build([], { env: { TOKEN: token } });
  assert.equal(run.code, 0, String(run));
  assert.ok(run.finished[0].output === `${"***\n".repeat(lines)}***`, "nothing but what stands for it");
  assertHidden(it, run);
});

test("a restored action's output is masked, too: the cache never held it", async () => {
  const it = project({ run: ["sh", "-c", 'echo "$TOKEN"; echo 1 > out.txt'], outputs: ["out.txt"] });
  await it.run(["build"], { env: { TOKEN: token } });
  it.remove("out.txt");
  const again = await it.build();
  assert.deepEqual(again.outcomes, { it: "restored" });
  assert.equal(again.finished[0].output, "***\n");
  assertHidden(it, again);
});

test("a value that stands in a command or in the name of a missing program is masked", async () => {
  const it = new Project({ "sinter.toml":
    step("one", { run: ["sh", "-c", "exit 3", "sw0rdfish"], secrets: ["TOKEN"] }) +
    step("two", { run: ["sh", "-c", "sw0rdfish"] }) });
  for (const args of [["--keep-going"], ["--keep-going", "--json"]]) {
    const run = await it.run(["build", ...args], { env: { TOKEN: "sw0rdfish" } });
    assert.equal(run.code, 1);
    assert.ok(!(run.stdout + run.stderr).includes("sw0rdfish"), String(run));
    assert.ok(!it.read("dist/build-report.json").includes("sw0rdfish"));
  }
});

test("what was printed before the time was up, or an interrupt, is masked", async () => {
  const late = project({ run: ["sh", "-c", 'echo "$TOKEN"; sleep 1000'], timeout: "200ms" });
  const timed = await late.run(["build"], { env: { TOKEN: token } });
  assert.equal(timed.code, 1);
  assert.ok(timed.stderr.includes("***"), String(timed));
  assertHidden(late, timed);
  const it = project({ run: ["sh", "-c", 'echo "$TOKEN"; touch begun; sleep 1000'] });
  const stopped = await it.run(["build", "--json"], {
    env: { TOKEN: token },
    onStart: async (child) => { await until(() => it.has("begun"), "the step"); child.kill("SIGINT"); },
  });
  assert.equal(stopped.code, 130);
  assertHidden(it, stopped);
});

test("neither a trace, nor what is told of the plan, nor the history of runs holds a value", async () => {
  const print = ["node", "print.cjs", "0"];
  const it = new Project({ "print.cjs": printer, "sinter.toml":
    step("it", { run: print, inputs: ["print.cjs"], secrets: ["TOKEN"], when: "environment.TOKEN != ''" }) +
    // An ordinary variable here, the value is a secret all the same.
    step("other", { run: print, inputs: ["print.cjs"], environment: ["TOKEN", "PLACE"] }) });
  const env = { TOKEN: token, PLACE: `https://me:${token}@host/` };
  const first = await it.run(["build", "--verbose", "--trace", "trace.json"], { env });
  assert.equal(first.code, 0, String(first));
  assertHidden(it, first);
  assert.ok(it.has("trace.json") && it.has(".sinter/history"));
  it.edit("print.cjs", "cut at every third", "cut at each third");
  for (const args of [["build", "--explain"], ["build", "--explain", "--json"], ["config"], ["verify"], ["clean"],
    ...["text", "dot", "mermaid", "json", "html"].map((format) => ["graph", "--format", format])]) {
    const run = await it.run(args, { env: { ...env, PLACE: `https://you:${token}@host/` } });
    assert.equal(run.code, 0, `${args}: ${run.stderr}`);
    assertHidden(it, run);
  }
});

test("a new value runs nothing again", async () => {
  const it = project({ run: ["sh", "-c", "touch out.txt"], outputs: ["out.txt"] });
  assert.deepEqual((await it.build([], { env: { TOKEN: token } })).outcomes, { it: "ran" });
  assert.deepEqual((await it.build([], { env: { TOKEN: "another one" } })).outcomes, {});
  assert.deepEqual((await it.build()).outcomes, {});
});

test("a step that fails without its secret says that it is not set", async () => {
  const it = project({ run: ["false"] });
  const why = async (env) => (await it.build([], { env })).finished[0].errors[0].why;
  assert.deepEqual(await why({}), ["its secret `TOKEN` is not set"]);
  assert.deepEqual(await why({ TOKEN: token }), []);
});

test("a value too short to be hidden is told of", async () => {
  const it = project({ run: ["true"] });
  const run = await it.build([], { env: { TOKEN: "abc" } });
  assert.equal(run.notices[0].what, "the value of `TOKEN` is not hidden where it is printed");
  assert.equal(run.notices[0].why[0], "it is shorter than 4 bytes");
});

test("much output that begins like a secret again and again stays bounded", async () => {
  const it = new Project({ "sinter.toml": step("it", { run: ["sh", "-c", "yes secretive | head -c 20000000"], secrets: ["TOKEN"] }) }, { cache: scratchFolder() });
  const run = await it.build([], { env: { TOKEN: "secretary" } });
  assert.equal(run.code, 0);
  assert.ok(run.finished[0].output.length < 2_000_000);
  assert.ok(run.finished[0].output.includes("of output left out"));
});
