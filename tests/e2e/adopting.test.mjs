// What somebody meets who describes a project that has scripts and packages already: each
// test makes one slip that people bring along from shells and package.json, and the message
// says what to write instead.
//
//   node --test tests/e2e/adopting.test.mjs        (SINTER=<path> for another tool)
import assert from "node:assert/strict";
import { test } from "node:test";

import { Project, step } from "./project.mjs";

/** The last `next:` of a build that must fail. */
async function advice(project) {
  const run = await project.run(["build"]);
  assert.notEqual(run.code, 0, String(run));
  return run.stderr.match(/^ {2}next: .*$/gm).at(-1).slice("  next: ".length);
}

const failing = (keys, files = {}) => advice(new Project({ "sinter.toml": step("site", keys), ...files }));

test("a program of an npm package is found where npm put it", async () => {
  const files = { "web/node_modules/.bin/postcss": "#!/bin/sh\n" };
  assert.equal(await failing({ run: ["postcss", "a.css"], cwd: "web/css" }, { ...files, "web/css/a.css": "" }),
               'write `run = ["../node_modules/.bin/postcss", ...]`');
});

test("a script beside sinter.toml is started by its path", async () => {
  assert.equal(await failing({ run: ["make.sh"] }, { "make.sh": "" }), 'write `run = ["./make.sh", ...]`');
});

test("a variable in front of the command is set by env", async () => {
  assert.equal(await failing({ run: ["NODE_ENV=production", "webpack"] }),
               'let `env` set the variable: write `run = ["env", "NODE_ENV=production", ...]`');
});

test("what a shell would read is given to one", async () => {
  for (const line of ["cat a.txt > b.txt", "NODE_ENV=test ./node_modules/.bin/jest"]) {
    assert.equal(await failing({ run: [line] }),
                 `each argument is a text of its own, and no shell reads them; for one, write \`run = ["sh", "-c", "${line}"]\``);
  }
});

test("a missing program is told once, not for every combination", async () => {
  const project = new Project({ "sinter.toml": `${step("one", { run: ["no-such-program", "{a}"] })}for = { a = ["x", "y", "z"] }\n` });
  const run = await project.run(["build"]);
  assert.equal(run.code, 3);
  assert.match(run.stderr, /^error: the step `one` needs `no-such-program`, which is not installed {2}\[SN0501\]$/m);
  assert.equal(run.stderr.match(/^error:/gm).length, 1, run.stderr);
});

test("a goal among the inputs belongs to needs", async () => {
  const project = new Project({
    "sinter.toml": step("css", { run: ["touch", "a.css"], outputs: ["a.css"] }) + step("site", { run: ["true"], inputs: ["css"] }),
  });
  assert.equal(await advice(project), "`css` is the name of a goal; write it in `needs`, or what it makes in `inputs`");
});

test("a file of a package that is not installed names the package", async () => {
  const needing = (path) => failing({ run: ["cat", path], inputs: [path] });
  const advice = (name) => `\`npm install --save-dev ${name}\`; where a step installs packages, add it to \`needs\``;
  assert.equal(await needing("node_modules/typescript/bin/tsc"), advice("typescript"));
  assert.equal(await needing("site/node_modules/@scope/name/index.js"), advice("@scope/name"));
});

test("a program that is not installed yet waits for the step that installs it", async () => {
  const program = "node_modules/.bin/sass";
  const site = { run: [program], outputs: ["out.css"] };
  assert.equal(await failing(site), "add the step that installs packages to `needs`");

  const project = new Project({
    "install.sh": `mkdir -p node_modules/.bin; printf '#!/bin/sh\\ntouch out.css\\n' > ${program}; chmod +x ${program}; touch node_modules/.package-lock.json`,
    "sinter.toml": step("packages", { run: ["sh", "install.sh"], inputs: ["install.sh"], outputs: ["node_modules/.package-lock.json"] }) +
      step("site", { ...site, needs: ["packages"] }),
  });
  const run = await project.build();
  assert.equal(run.code, 0, String(run));
  assert.deepEqual(run.outcomes, { packages: "ran", site: "ran" });
});
