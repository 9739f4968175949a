// `build --watch` builds again whenever something changes that decides what comes out,
// however it changes, and otherwise keeps quiet and out of the way.
//
//   node --test tests/e2e/watch.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { afterEach, test } from "node:test";

import { execute, moduleFiles, Project, settled, sinter, step, until } from "./project.mjs";
import { hasTmux, Terminal } from "./terminal.mjs";

const shell = (script) => ["sh", "-c", script];
const copy = (more = {}) => step("copy", { run: shell("cat src/*.txt > all.out"), inputs: ["src/*.txt"], outputs: ["all.out"], ...more });

/** Watching builds end only when they are told to, also where a test has failed. */
const started = [];
process.on("exit", () => started.forEach((child) => child.kill("SIGKILL")));
afterEach(() => started.splice(0).forEach((child) => child.kill("SIGKILL")));

/** A watching build: its events as they come, and how it ended. */
class Watch {
  events = [];
  /** Where the events of the build that is waited for begin. */
  #seen = 0;

  constructor(project, args = [], { program = sinter, before = [] } = {}) {
    this.project = project;
    let rest = "";
    this.run = execute(program, [...before, "build", "--watch", "--json", ...args], {
      cwd: project.folder,
      env: project.environment,
      onStart: (child) => {
        this.child = child;
        child.stdout.on("data", (text) => {
          const lines = (rest + text).split("\n");
          rest = lines.pop();
          this.events.push(...lines.map((line) => JSON.parse(line)));
        });
      },
    });
    started.push(this.child);
  }

  /** Waits until it is idle again; the events since it was so last. */
  async settles() {
    await until(() => this.events.slice(this.#seen).some((event) => event.event === "watching"), "the build to end").catch(async () => {
      this.child.kill("SIGINT");
      throw new Error(`no further build; events:\n${this.events.map((event) => JSON.stringify(event)).join("\n")}\n${(await this.run).stderr}`);
    });
    const end = this.events.findIndex((event, index) => index >= this.#seen && event.event === "watching") + 1;
    const events = this.events.slice(this.#seen, end);
    this.#seen = end;
    return {
      events,
      changed: events.filter((event) => event.event === "files_changed").map((event) => event.paths.join(" ")),
      outcomes: Object.fromEntries(events.filter((event) => event.event === "action_finished" && event.outcome !== "unchanged").map((event) => [event.action, event.outcome])),
      count: events.filter((event) => event.event === "build_finished").length,
    };
  }
  /** Does something, and waits for the build that follows. */
  async after(change) {
    await change();
    return this.settles();
  }
  /** The same with the tool stopped meanwhile: a busy machine cannot draw the parts of one change apart. */
  async afterAtOnce(change) {
    this.child.kill("SIGSTOP");
    try {
      await change();
    } finally {
      this.child.kill("SIGCONT");
    }
    return this.settles();
  }
  async ends() {
    this.child.kill("SIGINT");
    return this.run;
  }
}

async function watching(files, body, args = []) {
  const project = new Project(files);
  const watch = new Watch(project, args);
  const first = await watch.settles();
  await body(project, watch, first);
  const run = await watch.ends();
  assert.equal(run.code, 130, run.stderr);
  return run;
}

test("a program that comes to be found before another one of its name builds again", async () => {
  const project = new Project({ "sinter.toml": step("it", { run: ["made"], outputs: ["out.txt"] }) });
  for (const [folder, text] of [["early", ""], ["late", "#!/bin/sh\necho late > out.txt\n"]]) {
    mkdirSync(project.at(folder));
    if (text !== "") writeFileSync(project.at(`${folder}/made`), text, { mode: 0o755 });
  }
  project.environment.PATH = `${project.at("early")}:${project.at("late")}:${project.environment.PATH}`;
  const watch = new Watch(project);
  await watch.settles();
  writeFileSync(project.at("early/other"), "#!/bin/sh\necho early > out.txt\n", { mode: 0o755 });
  renameSync(project.at("early/other"), project.at("early/made"));
  await watch.settles();
  assert.equal(project.read("out.txt"), "early\n");
});

test("a change builds what it reaches, says what changed, and Ctrl-C ends with a summary and 130", async () => {
  const run = await watching({ "src/a.txt": "1", "src/b.txt": "2", "sinter.toml": copy() }, async (project, watch, first) => {
    assert.deepEqual(first.outcomes, { copy: "ran" });
    const second = await watch.after(() => project.write("src/a.txt", "3"));
    assert.deepEqual([second.changed, second.outcomes], [["src/a.txt"], { copy: "ran" }]);
    assert.equal(project.read("all.out"), "32");
    const third = await watch.after(() => project.write("src/a.txt", "1"));
    assert.deepEqual(third.outcomes, { copy: "restored" });
  });
  assert.match(settled(run.stderr), /watched for TIME: 3 builds\n$/);
});

test("however an editor saves, one build follows", async () => {
  await watching({ "src/a.txt": "1", "sinter.toml": copy() }, async (project, watch) => {
    const file = project.at("src/a.txt");
    const saves = {
      "written aside and renamed over it, as VS Code": () => { writeFileSync(project.at("src/a.txt.tmp-1"), "atomic"); renameSync(project.at("src/a.txt.tmp-1"), file); },
      "moved away and written anew, as vim with backups": () => { writeFileSync(project.at("src/4913"), ""); renameSync(file, `${file}~`); writeFileSync(file, "vim"); project.remove("src/4913"); project.remove("src/a.txt~"); },
      "removed and made again": () => { project.remove("src/a.txt"); project.write("src/a.txt", "again"); },
      "written in pieces": () => { const open = openSync(file, "w"); for (const piece of ["in", " ", "pieces"]) writeSync(open, piece); closeSync(open); },
      "appended to": () => appendFileSync(file, "+"),
    };
    for (const [how, save] of Object.entries(saves)) {
      const build = await watch.afterAtOnce(save);
      assert.deepEqual([build.outcomes, build.count, build.changed], [{ copy: "ran" }, 1, ["src/a.txt"]], how);
      assert.equal(project.read("all.out"), readFileSync(file, "utf8"), how);
    }
  });
});

test("vim itself", { skip: spawnSync("vim", ["--version"]).status === 0 ? false : "vim is not installed" }, async () => {
  await watching({ "src/a.txt": "1\n", "sinter.toml": copy() }, async (project, watch) => {
    for (const backup of ["set backupcopy=no", "set backupcopy=yes"]) {
      const build = await watch.after(() => execute("vim", ["-u", "NONE", "-es", "-c", backup, "-c", `%s/^.*$/${backup}/`, "-c", "wq", "src/a.txt"], { cwd: project.folder, env: { ...project.environment, TERM: "dumb" } }));
      assert.deepEqual(build.outcomes, { copy: "ran" }, backup);
      assert.equal(project.read("all.out"), `${backup}\n`);
    }
  });
});

test("files and folders that come and go are noticed where a glob matches them", async () => {
  const toml = step("copy", { run: shell("find src -name '*.txt' | sort | xargs cat > all.out"), inputs: ["src/**/*.txt"], outputs: ["all.out"] });
  await watching({ "src/a.txt": "a", "sinter.toml": toml }, async (project, watch) => {
    assert.deepEqual((await watch.after(() => project.write("src/new/deep/b.txt", "b"))).outcomes, { copy: "ran" });
    assert.equal(project.read("all.out"), "ab");
    assert.deepEqual((await watch.after(() => project.write("src/new/deep/b.txt", "B"))).changed, ["src/new/deep/b.txt"]);
    assert.equal(project.read("all.out"), "aB");
    await watch.after(() => renameSync(project.at("src/new"), project.at("moved")));
    assert.equal(project.read("all.out"), "a");
    await watch.after(() => renameSync(project.at("moved"), project.at("src/back")));
    assert.equal(project.read("all.out"), "aB");
    await watch.after(() => project.remove("src/back"));
    assert.equal(project.read("all.out"), "a");
    // What no glob matches builds nothing: the next build is for what comes after it.
    project.write("src/notes.md", "");
    project.write("elsewhere/b.txt", "");
    assert.deepEqual((await watch.after(() => project.write("src/a.txt", "end"))).changed, ["src/a.txt"]);
  });
});

test("a step that makes a whole folder anew is built once for each change", async () => {
  const site = step("site", { run: shell("rm -rf site/dist; mkdir -p site/dist/assets; cp src/a.txt site/dist/assets/$(cat src/a.txt).txt"), inputs: ["src/*.txt"], outputs: ["site/dist/**"] });
  const use = step("use", { run: shell("ls site/dist/assets > use.out"), inputs: ["site/dist/assets/*"], outputs: ["use.out"] });
  const run = await watching({ "src/a.txt": "1", "sinter.toml": site + use }, async (project, watch) => {
    for (const text of ["2", "3"]) {
      const build = await watch.after(() => project.write("src/a.txt", text));
      assert.deepEqual([build.outcomes, build.count, build.changed], [{ site: "ran", use: "ran" }, 1, ["src/a.txt"]]);
      assert.equal(project.read("use.out"), `${text}.txt\n`);
    }
  });
  assert.match(settled(run.stderr), /: 3 builds\n$/);
});

test("a folder that is replaced by another one is looked into", async () => {
  await watching({ "src/a.txt": "1", "sinter.toml": copy() }, async (project, watch) => {
    mkdirSync(project.at("other"));
    writeFileSync(project.at("other/a.txt"), "2");
    await watch.after(() => { renameSync(project.at("src"), project.at("old")); renameSync(project.at("other"), project.at("src")); });
    assert.equal(project.read("all.out"), "2");
    await watch.after(() => project.write("src/a.txt", "3"));
    assert.equal(project.read("all.out"), "3");
  });
});

test("sinter.toml is followed, through a mistake and out of it again", async () => {
  await watching({ "src/a.txt": "1", "sinter.toml": copy() }, async (project, watch) => {
    const added = await watch.after(() => project.edit("sinter.toml", "[step.copy]", '[step.more]\nrun = ["true"]\n[step.copy]'));
    assert.deepEqual([added.changed, added.outcomes], [["sinter.toml"], { more: "ran" }]);
    const wrong = await watch.after(() => project.edit("sinter.toml", "[step.more]", "[stp.more]"));
    assert.deepEqual(wrong.events.filter((event) => event.event === "error").map((event) => event.error.code), ["SN0104"]);
    // What else changes meanwhile cannot mend it, and the same message again tells nothing.
    project.write("src/a.txt", "meanwhile");
    const mended = await watch.after(() => project.edit("sinter.toml", "[stp.more]", "[step.more]"));
    assert.deepEqual([mended.count, project.read("all.out")], [1, "meanwhile"]);
    await watch.after(() => project.write("src/a.txt", "2"));
    assert.equal(project.read("all.out"), "2");
  });
});

test("a project that cannot be planned at first is built when what it lacks is there", async () => {
  await watching({ "sinter.toml": copy(), "README.md": "" }, async (project, watch, first) => {
    assert.deepEqual(first.events.map((event) => event.error?.code ?? event.event), ["SN0109", "watching"]);
    const build = await watch.after(() => project.write("src/a.txt", "at last"));
    assert.ok(build.count >= 1);
    assert.equal(project.read("all.out"), "at last");
  });
});

test("headers that only the compiler told of are watched, also those of a failed compilation", async () => {
  await watching({ ...moduleFiles }, async (project, watch, first) => {
    assert.ok(first.events.some((event) => event.event === "build_finished" && event.ok));
    const scaled = await watch.after(() => project.write("src/scale.h", "#pragma once\nconstexpr int scale = 2;\n"));
    assert.deepEqual(scaled.changed, ["src/scale.h"]);
    assert.ok(Object.keys(scaled.outcomes).every((name) => !name.includes("sum.cc")), JSON.stringify(scaled.outcomes));
    project.write("src/fresh.h", "#pragma once\nbroken\n");
    const broken = await watch.after(() => project.edit("src/sum.cc", '#include "src/shapes.h"', '#include "src/fresh.h"\n#include "src/shapes.h"'));
    assert.ok(Object.values(broken.outcomes).includes("failed"));
    const mended = await watch.after(() => project.write("src/fresh.h", "#pragma once\n"));
    assert.deepEqual(mended.changed, ["src/fresh.h"]);
    assert.ok(mended.events.find((event) => event.event === "build_finished").ok);
  }, ["--profile", "development"]);
});

test("a script that a step runs, and the target of a link, are watched too", async () => {
  const project = new Project({
    "tools/make.sh": "#!/bin/sh\ncat src/linked.txt > out.txt\n", "elsewhere/target.txt": "1",
    "src/keep.txt": "", "sinter.toml": step("make", { run: ["tools/make.sh"], inputs: ["src/linked.txt"], outputs: ["out.txt"] }),
  });
  chmodSync(project.at("tools/make.sh"), 0o755);
  symlinkSync("../elsewhere/target.txt", project.at("src/linked.txt"));
  const watch = new Watch(project);
  await watch.settles();
  await watch.after(() => project.write("elsewhere/target.txt", "2"));
  assert.equal(project.read("out.txt"), "2");
  await watch.after(() => project.edit("tools/make.sh", "cat src", "echo made; cat src"));
  assert.equal((await watch.ends()).code, 130);
});

test("any number of changes during a build are one more build", async () => {
  const script = "echo x >> runs.log; cat src/*.txt > all.out; [ ! -e hold ] || { touch held; until [ ! -e hold ]; do sleep 0.02; done; }";
  await watching({ "src/a.txt": "1", "sinter.toml": copy({ run: shell(script) }) }, async (project, watch) => {
    project.write("hold", "");
    project.write("src/a.txt", "2");
    await until(() => project.has("held"), "the step to run");
    for (const text of ["3", "4", "5"]) project.write("src/a.txt", text);
    project.remove("hold");
    const builds = await watch.settles();
    assert.equal(builds.count, 2);
    assert.deepEqual(builds.changed, ["src/a.txt", "src/a.txt"]);
    assert.equal(project.read("all.out"), "5");
    assert.equal(project.read("runs.log"), "x\nx\nx\n");
  });
});

test("what the build writes does not build again, not even what a step writes over its input", async () => {
  const toml = step("format", { run: shell("tr a-z A-Z < src/a.txt > t && cat t > src/a.txt; rm t; touch done.out; cp src/a.txt src/copy.out"), inputs: ["src/a.txt"], outputs: ["done.out", "src/copy.out"] }) +
    step("list", { run: shell("ls src > list.out"), inputs: ["src/*.txt"], outputs: ["list.out"] });
  await watching({ "src/a.txt": "text", "src/b.txt": "", "sinter.toml": toml }, async (project, watch) => {
    await watch.after(() => project.write("src/a.txt", "other"));
    assert.equal(project.read("src/a.txt"), "OTHER");
    // What changes its own input is never remembered, so it runs in each build, but no build follows for it.
    const last = await watch.after(() => project.write("src/b.txt", "b"));
    assert.deepEqual([last.changed, last.outcomes], [["src/b.txt"], { format: "ran", list: "ran" }]);
  });
});

test("a failing step that writes a log wherever it likes fails once for each change", async () => {
  const toml = step("log", { run: shell("echo $$ > run.log; echo $$ >> src/seen.txt; grep -q good src/a.txt"), inputs: ["src/a.txt"] });
  await watching({ "src/a.txt": "bad", "sinter.toml": toml }, async (project, watch) => {
    // The first failure cannot know who wrote the log; the second one does.
    const worse = await watch.after(() => project.write("src/a.txt", "worse"));
    assert.deepEqual([worse.changed, worse.count], [["src/a.txt"], 1]);
    const good = await watch.after(() => project.write("src/a.txt", "good"));
    assert.deepEqual([good.outcomes, good.count], [{ log: "ran" }, 1]);
  });
});

test("while it waits, another build of the project runs, and it takes over what that one made", async () => {
  await watching({ "src/a.txt": "1", "sinter.toml": copy() }, async (project, watch) => {
    const other = await project.build();
    assert.equal(other.code, 0, String(other));
    assert.doesNotMatch(other.stderr, /waiting/);
    await watch.after(() => project.write("src/a.txt", "2"));
    assert.equal(project.read("all.out"), "2");
    assert.equal((await project.build()).events.at(-1).unchanged, 1);
  });
});

test("a checkout of many files is one build", async () => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`src/${i}.txt`, `first ${i}\n`]));
  const project = new Project({ ...files, "sinter.toml": copy(), ".gitignore": ".sinter\nall.out\ndist\n" });
  const git = (...args) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: project.folder, stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "first");
  git("checkout", "-qb", "second");
  for (const path of Object.keys(files)) project.write(path, `second of ${path}\n`);
  project.remove("src/7.txt");
  git("add", "-A");
  git("commit", "-qm", "second");
  const watch = new Watch(project);
  await watch.settles();
  const build = await watch.afterAtOnce(() => git("checkout", "-q", "main"));
  assert.equal(build.events.filter((event) => event.event === "files_changed").at(-1).count >= 1, true);
  assert.equal(build.count, 1);
  assert.match(project.read("all.out"), /^first 0\n/);
  assert.ok(project.read("all.out").includes("first 7\n"));
  assert.ok(!project.read("all.out").includes("second"));
  await watch.ends();
});

// ---- limits of the system, in a user namespace of its own

const unshare = (limits) => ["-Ur", "sh", "-c", `${limits}; exec "$@"`, "sh", sinter];
const canUnshare = spawnSync("unshare", unshare("echo 100 > /proc/sys/user/max_inotify_watches").slice(0, 4)).status === 0;
const limited = { skip: canUnshare ? false : "user namespaces are not allowed here" };

test("a limit on watches is an error that says how to raise it", limited, async () => {
  for (const [name, key] of [["max_inotify_watches", "max_user_watches"], ["max_inotify_instances", "max_user_instances"]]) {
    const project = new Project({ "src/a.txt": "1", "sinter.toml": copy() });
    const watch = new Watch(project, [], { program: "unshare", before: unshare(`echo ${name.endsWith("watches") ? 1 : 0} > /proc/sys/user/${name}`) });
    const run = await watch.run;
    assert.equal(run.code, 3, run.stderr);
    assert.equal(watch.events.at(-1).error.code, "SN0521");
    assert.match(run.stderr, new RegExp(`next: .*sysctl fs\\.inotify\\.${key}=`));
  }
});

// ---- what people see

test("in a terminal: what changed, what ran, and a summary after Ctrl-C", { skip: hasTmux ? false : "tmux is not installed" }, async () => {
  const project = new Project({ "src/a.txt": "1", "sinter.toml": copy() });
  const terminal = new Terminal(`'${sinter}' build --watch`, { cwd: project.folder, env: project.environment });
  await terminal.shows(/watching \d+ files in .* Ctrl-C ends$/);
  project.write("src/a.txt", "2");
  await terminal.shows(/changed: src\/a\.txt\n.*\nwatching .*$/);
  terminal.keys("C-c");
  const text = settled(await terminal.shows(/\[exit/)).replace(/watching \d+ files in \d+ folders/g, "watching N files in M folders");
  assert.equal(text, "done in TIME: 1 ran\nwatching N files in M folders; Ctrl-C ends\n\nchanged: src/a.txt\ndone in TIME: 1 ran\n" +
    "watching N files in M folders; Ctrl-C ends\n^C\nwatched for TIME: 2 builds\n[exit 130]");
});
