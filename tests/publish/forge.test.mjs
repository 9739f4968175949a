// What is said to a forge, and what the forge of the tests answers, held against GitHub's own
// description of its interface (OpenAPI, in npm's @octokit/openapi): paths, parameters, bodies,
// statuses. So the stand-in cannot be wrong in the same way as the tool. Part of `./sinterw test --all`.
//
//   node --test tests/publish/forge.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";

import { credentials, Elsewhere } from "../e2e/elsewhere.mjs";
import { Project, repository } from "../e2e/project.mjs";

const from = createRequire(join(repository, "tests/hosts/package.json"));
const Ajv = from("ajv").default;
const addFormats = from("ajv-formats").default;
const described = JSON.parse(readFileSync(from.resolve("@octokit/openapi/generated/api.github.com.json"), "utf8"));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(described, "github");
const isValid = (pointer, value) => {
  const validate = ajv.getSchema(`github#/${pointer.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`);
  assert.ok(validate, pointer.join(" "));
  return validate(value) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
};
const resolved = (value) => (value?.$ref ? value.$ref.slice(2).split("/").reduce((at, step) => at[step], described) : value);

/** The described path that an address fits, with the one that has the fewest variables first. */
function operationOf(method, pathname) {
  const fits = Object.keys(described.paths).filter((path) => {
    const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]*\}/g, "[^/]+");
    return described.paths[path][method] && new RegExp(`^${pattern}$`).test(pathname);
  });
  return fits.sort((left, right) => left.split("{").length - right.split("{").length)[0];
}

/** All that is wrong with one request and its answer. */
function problems({ method, url, asked, sent, status, headers, body }) {
  const verb = method.toLowerCase();
  const path = operationOf(verb, url.pathname.replace(/^\/forge(\/uploads)?/, ""));
  if (!path) return [`nobody described ${method} ${url.pathname}`];
  const operation = described.paths[path][verb];
  const found = [];
  const parameters = (operation.parameters ?? []).map(resolved);
  const query = parameters.filter((parameter) => parameter.in === "query");
  for (const { name, required } of query) if (required && !url.searchParams.has(name)) found.push(`no ${name}`);
  for (const [name, value] of url.searchParams) {
    const parameter = query.find((one) => one.name === name);
    if (!parameter) found.push(`nobody described ?${name}=`);
    else if (parameter.schema.type === "integer" && !/^\d+$/.test(value)) found.push(`?${name}=${value} is no number`);
  }
  if (asked["x-github-api-version"] !== "2022-11-28") found.push("another version of the interface");
  const content = operation.requestBody?.content;
  const type = Object.keys(content ?? {})[0];
  if (sent.length > 0 && !content) found.push("a body that nobody described");
  if (sent.length > 0 && content && asked["content-type"] !== type) found.push(`sent as ${asked["content-type"]}, not as ${type}`);
  if (sent.length > 0 && type === "application/json") {
    const value = JSON.parse(sent);
    found.push(...isValid(["paths", path, verb, "requestBody", "content", type, "schema"], value));
    found.push(...Object.keys(value).filter((key) => !content[type].schema.properties[key]).map((key) => `nobody described ${key} of what is sent`));
  }
  // That a token is wrong may be said to anything.
  if (status === 401) return found;
  const answer = resolved(operation.responses[status]);
  if (!answer) return [...found, `nobody described the answer ${status}`];
  if (asked.accept === "application/octet-stream") return found;
  const answered = answer.content?.["application/json"];
  if (!answered) return body.length > 0 && answer.content === undefined && status < 300 ? [...found, "an answer where none is described"] : found;
  if (!headers["Content-Type"]?.startsWith("application/json")) found.push(`answers as ${headers["Content-Type"]}`);
  const direct = described.paths[path][verb].responses[status].$ref;
  const pointer = direct ? direct.slice(2).split("/") : ["paths", path, verb, "responses", String(status)];
  return [...found, ...isValid([...pointer, "content", "application/json", "schema"], JSON.parse(body))];
}

const opened = [];
after(() => {
  for (const server of opened) server.close();
});

/** A project whose releases have a document or two, and a forge alone. */
async function begin() {
  const server = await new Elsewhere().listen();
  opened.push(server);
  const project = new Project({
    ".gitignore": "dist/\n.sinter/\n",
    "sinter.toml": `[project]
name = "demo"
version = "1.0.0-rc.1"
[release]
retries = 0
[release.forge]
api = "${server.base}/forge"
repository = "acme/demo"
token = "FORGE_TOKEN"
`,
  });
  Object.assign(project.environment, { FORGE_TOKEN: credentials.FORGE_TOKEN });
  const git = (...args) => execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { cwd: project.folder, stdio: "pipe" });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "feat: begin, with \"quotes\", @names and <tags>");
  return { project, server };
}

test("every request, and every answer of the stand-in, is as GitHub describes it", async () => {
  const { project, server } = await begin();
  server.forge.releases.push(...Array.from({ length: 100 }, (_, at) => ({ id: 1000 + at, tag_name: `v0.${at}.0`, draft: false, prerelease: false, body: null, name: null, target_commitish: "main", assets: [] })));
  const publish = async (code, env = {}) => {
    const run = await project.run(["release", "--publish"], { env });
    assert.equal(run.code, code, String(run));
  };
  await publish(1, { FORGE_TOKEN: "wrong-token-0123456789" });
  server.planned.set(server.requests.length + 14, "500");
  await publish(3);
  // A file whose upload was cut short, and a server that keeps no digests: that one is downloaded.
  const [draft] = server.forge.releases.filter((release) => release.draft);
  draft.assets[0].state = "open";
  server.forge.tellsDigests = false;
  await publish(0);
  await publish(0);
  assert.ok(server.exchanges.length > 15);
  for (const exchange of server.exchanges) {
    assert.deepEqual(problems(exchange), [], `${exchange.method} ${exchange.url.pathname} ${exchange.status}\n${exchange.sent.subarray(0, 500)}\n${String(exchange.body).slice(0, 500)}`);
  }
  const kinds = new Set(server.exchanges.map(({ method, url, status }) => `${method} ${url.pathname.replace(/\d+/g, "N").replace(/tags\/.*/, "tags/T").slice("/forge".length)} ${status}`));
  for (const kind of ["GET /repos/acme/demo/releases/tags/T 404", "GET /repos/acme/demo/releases/tags/T 200", "GET /repos/acme/demo/releases 200", "POST /repos/acme/demo/releases 201",
    "PATCH /repos/acme/demo/releases/N 200", "DELETE /repos/acme/demo/releases/assets/N 204", "GET /repos/acme/demo/releases/assets/N 200", "POST /uploads/repos/acme/demo/releases/N/assets 201"]) {
    assert.ok(kinds.has(kind), `${kind} did not happen: ${[...kinds].join(", ")}`);
  }
});

test("the description does find what is wrong", async () => {
  const { project, server } = await begin();
  assert.equal((await project.run(["release", "--publish"])).code, 0);
  const made = server.exchanges.find(({ method, status }) => method === "POST" && status === 201);
  assert.deepEqual(problems(made), []);
  assert.deepEqual(problems({ ...made, sent: Buffer.from('{"name":7,"draughty":true}') }), [" must have required property 'tag_name'", "/name must be string", "nobody described draughty of what is sent"]);
  assert.deepEqual(problems({ ...made, status: 299 }), ["nobody described the answer 299"]);
  assert.match(problems({ ...made, body: "{}" }).join(), /must have required property 'upload_url'/);
  const listed = server.exchanges.find(({ url }) => url.searchParams.has("per_page"));
  assert.deepEqual(problems({ ...listed, url: new URL(`${listed.url}&since=x`) }), ["nobody described ?since="]);
});
