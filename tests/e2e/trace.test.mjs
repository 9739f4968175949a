// `--trace FILE` writes the Trace Event Format as its readers want it, and says of a build
// what the events say: which action ran when, in which slot, and what decided how long it took.
//
//   node --test tests/e2e/trace.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";

import { Project, step } from "./project.mjs";

/** The tool's own lane, the critical path, then one lane a slot. */
const toolLane = 0;
const criticalLane = 1;

/** Reads a trace and holds it to the format; returns its parts by kind. */
function readTrace(text) {
  const trace = JSON.parse(text);
  assert.deepEqual(Object.keys(trace), ["displayTimeUnit", "otherData", "traceEvents"]);
  assert.equal(trace.displayTimeUnit, "ms");
  const members = {
    M: ["ph", "pid", "tid", "name", "args"],
    X: ["ph", "pid", "tid", "name", "cat", "ts", "dur", "args"],
    s: ["ph", "pid", "tid", "name", "cat", "id", "ts"],
    f: ["ph", "pid", "tid", "name", "cat", "id", "ts", "bp"],
    C: ["ph", "pid", "tid", "name", "ts", "args"],
  };
  const kinds = { M: [], X: [], s: [], f: [], C: [] };
  for (const event of trace.traceEvents) {
    assert.ok(event.ph in kinds, `no event has the phase ${event.ph}`);
    assert.deepEqual(Object.keys(event), members[event.ph], JSON.stringify(event));
    for (const key of ["ts", "dur"]) {
      if (key in event) assert.ok(Number.isFinite(event[key]) && event[key] >= 0, JSON.stringify(event));
    }
    kinds[event.ph].push(event);
  }
  checkLanes(kinds);
  checkNesting(kinds.X);
  checkFlows(kinds);
  return { ...kinds, about: trace.otherData };
}

function checkLanes({ M, X }) {
  const named = new Map(M.filter((event) => event.name === "thread_name").map((event) => [event.tid, event.args.name]));
  assert.equal(named.get(toolLane), "sinter itself");
  assert.equal(named.get(criticalLane), "critical path");
  for (const slice of X) assert.ok(named.has(slice.tid), `lane ${slice.tid} has a name`);
  for (const [lane, name] of named) if (lane > criticalLane) assert.equal(name, `slot ${lane - criticalLane}`);
}

/** Slices of one lane either contain each other or do not touch: otherwise readers draw nonsense. */
function checkNesting(slices) {
  for (const lane of new Set(slices.map((slice) => slice.tid))) {
    const open = [];
    for (const slice of slices.filter((each) => each.tid === lane)) {
      const end = slice.ts + slice.dur;
      while (open.length > 0 && open.at(-1) <= slice.ts + 0.0005) open.pop();
      if (open.length > 0) assert.ok(end <= open.at(-1) + 0.0005, `${slice.name} in lane ${slice.tid} ends within what it began in`);
      open.push(end);
    }
  }
}

/** Every flow has one start within a slice and one end at the beginning of a later one. */
function checkFlows({ X, s, f }) {
  const inside = (flow) => X.some((slice) => slice.tid === flow.tid && slice.ts <= flow.ts && flow.ts <= slice.ts + slice.dur);
  assert.deepEqual(s.map((flow) => flow.id).sort(), f.map((flow) => flow.id).sort());
  assert.equal(new Set(s.map((flow) => flow.id)).size, s.length);
  for (const start of s) {
    const end = f.find((flow) => flow.id === start.id);
    assert.equal(end.bp, "e");
    assert.ok(inside(start) && inside(end));
    assert.ok(start.ts <= end.ts, "a flow goes forward in time");
  }
}

const script = (text, outputs, inputs = []) => ({ run: ["sh", "-c", text], outputs, inputs });
const project = () =>
  new Project({
    "sinter.toml":
      step("fast", script("cat in.txt > fast.txt", ["fast.txt"], ["in.txt"])) +
      step("slow", script("sleep 0.2; cat in.txt > slow.txt", ["slow.txt"], ["in.txt"])) +
      step("end", script("cat fast.txt slow.txt > end.txt", ["end.txt"], ["fast.txt", "slow.txt"])) +
      step("other", script("echo x > other.txt", ["other.txt"])),
    "in.txt": "1\n",
  });

async function traced(built, args = [], options = {}) {
  const run = await built.build(["--trace", "trace.json", ...args], options);
  return { run, trace: readTrace(built.read("trace.json")) };
}
const inSlots = (trace) => trace.X.filter((slice) => slice.tid > criticalLane);
const inTool = (trace) => trace.X.filter((slice) => slice.tid === toolLane);

test("every action that ran is one slice in a slot, with what the events say of it", async () => {
  const { run, trace } = await traced(project(), ["-j", "2"]);
  assert.equal(run.code, 0);
  const slices = inSlots(trace);
  assert.deepEqual(slices.map((slice) => slice.name).sort(), ["end", "fast", "other", "slow"]);
  assert.ok(slices.every((slice) => slice.tid <= criticalLane + 2), "two slots, two lanes");
  for (const slice of slices) {
    const event = run.finished.find((each) => each.action === slice.name);
    assert.equal(Math.round(slice.dur * 1000), event.duration_ns, "the slice is as long as the action took");
    const { goal, outcome, cause, attempt, cpu_ns, memory_bytes_max, command, folder } = slice.args;
    assert.deepEqual([goal, outcome, cause, attempt, cpu_ns, memory_bytes_max, command, folder],
      [event.goal, event.outcome, event.cause, event.attempts, event.cpu_ns, event.memory_bytes_max, event.command, event.folder]);
  }
});

test("the critical path is what was waited for, in a lane of its own and as arrows", async () => {
  const { trace } = await traced(project(), ["-j", "4"]);
  const path = trace.X.filter((slice) => slice.tid === criticalLane);
  assert.deepEqual(path.map((slice) => slice.name), ["slow", "end"]);
  for (const slice of path) {
    const original = inSlots(trace).find((each) => each.name === slice.name);
    assert.deepEqual([slice.ts, slice.dur, slice.args], [original.ts, original.dur, original.args]);
  }
  assert.equal(trace.s.length, 1);
});

test("with one slot nothing overlaps, and the count of running actions never passes one", async () => {
  const { trace } = await traced(project(), ["-j", "1"]);
  assert.deepEqual([...new Set(inSlots(trace).map((slice) => slice.tid))], [criticalLane + 1]);
  assert.deepEqual([...new Set(trace.C.map((event) => event.args.running))].sort(), [0, 1]);
  assert.equal(trace.C.at(-1).args.running, 0);
});

test("the tool's own stages are there in their order", async () => {
  const { trace } = await traced(project());
  const names = inTool(trace).map((slice) => slice.name);
  for (const name of ["lock", "plan", "state", "prepare", "survey", "assess", "store", "save", "report"]) assert.ok(names.includes(name), name);
  const first = (name) => names.indexOf(name);
  assert.ok(first("lock") < first("plan") && first("plan") < first("state") && first("state") < first("assess"));
  assert.ok(first("assess") < first("store") && names.lastIndexOf("store") < first("save") && first("save") < first("report"));
  assert.ok(inTool(trace).every((slice) => slice.ts * 1000 <= trace.about.duration_ns));
});

test("what is restored is a slice within the assessing that did it; what is unchanged takes no room", async () => {
  const built = project();
  await built.build();
  built.remove("end.txt");
  const { trace } = await traced(built);
  assert.deepEqual(inSlots(trace), []);
  const restored = inTool(trace).filter((slice) => slice.cat !== "sinter");
  assert.deepEqual(restored.map((slice) => [slice.name, slice.args.outcome, slice.args.cause]), [["end", "restored", "`end.txt` was missing"]]);
  const within = inTool(trace).some((slice) => slice.name === "assess" && slice.ts <= restored[0].ts && restored[0].ts + restored[0].dur <= slice.ts + slice.dur + 0.001);
  assert.ok(within);
  assert.deepEqual([trace.about.restored, trace.about.unchanged], [1, 3]);
});

test("each attempt of a retried action is a slice, and a failed one says why", async () => {
  const built = new Project({ "sinter.toml": step("flaky", { run: ["sh", "-c", "exit 7"], outputs: [], retries: 2, backoff: "1ms" }) });
  const { run, trace } = await traced(built);
  assert.equal(run.code, 1);
  assert.deepEqual(inSlots(trace).map((slice) => [slice.args.outcome, slice.args.attempt, slice.args.error]), [
    ["retried", 1, "`flaky` failed with exit code 7"],
    ["retried", 2, "`flaky` failed with exit code 7"],
    ["failed", 3, "`flaky` failed with exit code 7"],
  ]);
  assert.equal(trace.about.ok, false);
});

test("the file goes where the person is, and one that cannot be written fails the build", async () => {
  const built = project();
  built.write("deep/here.txt", "");
  assert.equal((await built.run(["build", "--trace", "t.json"], { cwd: built.at("deep") })).code, 0);
  readTrace(built.read("deep/t.json"));
  const run = await built.run(["build", "--trace", "no/such/folder/t.json"]);
  assert.equal(run.code, 3);
  assert.match(run.stderr, /no\/such\/folder\/t\.json/);
});

test("`sinter test` writes one too", async () => {
  const built = new Project({ "sinter.toml": step("try", { run: ["true"], outputs: [], test: true }) });
  assert.equal((await built.run(["test", "--trace", "t.json"])).code, 0);
  assert.deepEqual(inSlots(readTrace(built.read("t.json"))).map((slice) => slice.name), ["try"]);
});
