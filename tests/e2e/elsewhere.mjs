// Where releases are published in tests: a forge, an npm registry and a container registry in
// one small server that keeps what it is given, checks what it is told, and fails when asked to.
// What it stands for is described in the OCI distribution specification 1.1, in npm's registry
// protocol and in GitHub's REST interface.
import { createHash } from "node:crypto";
import { createServer, request as ask } from "node:http";

const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
function answer(status, body = "", headers = {}) {
  const isDocument = typeof body === "object" && !Buffer.isBuffer(body);
  return { status, headers: isDocument ? { "Content-Type": "application/json; charset=utf-8", ...headers } : headers, body: isDocument ? JSON.stringify(body) : body };
}

export const credentials = { FORGE_TOKEN: "forge-token-0123456789", NPM_TOKEN: "npm-token-0123456789", REGISTRY_USER: "robot", REGISTRY_PASSWORD: "registry password 0123" };

const person = (base) => {
  const of = (what) => [`${what}_url`, `${base}/users/robot/${what}`];
  const addresses = ["avatar", "html", "followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events", "received_events"].map(of);
  return { login: "robot", id: 1, node_id: "U_1", gravatar_id: "", url: `${base}/users/robot`, type: "Bot", site_admin: false, ...Object.fromEntries(addresses) };
};

/** Each takes (method, url, headers, body) of a request below its own path. */
class Forge {
  releases = [];
  assets = 0;
  /** Older servers of this interface tell no digest. */
  tellsDigests = true;

  /** All that the interface's description wants of a release, of a file of it, and of who made them. */
  shown(release, base) {
    const here = `${base}/repos/acme/demo/releases/${release.id}`;
    const since = "2026-11-20T12:00:00Z";
    return {
      url: here, assets_url: `${here}/assets`, html_url: here, tarball_url: null, zipball_url: null, node_id: `R_${release.id}`, author: person(base), created_at: since,
      published_at: release.draft ? null : since, ...release, upload_url: `${base}/uploads/repos/acme/demo/releases/${release.id}/assets{?name,label}`,
      assets: release.assets.map((asset) => this.shownAsset(asset, base)),
    };
  }
  shownAsset({ bytes, ...asset }, base) {
    const here = `${base}/repos/acme/demo/releases/assets/${asset.id}`;
    const since = "2026-11-20T12:00:00Z";
    return {
      url: here, browser_download_url: here, node_id: `A_${asset.id}`, label: "", content_type: "application/octet-stream", download_count: 0, created_at: since, updated_at: since,
      uploader: person(base), ...asset, size: bytes.length, digest: this.tellsDigests ? sha256(bytes) : null,
    };
  }
  handle(method, url, headers, body, base) {
    if (headers.authorization !== `Bearer ${credentials.FORGE_TOKEN}`) return answer(401, { message: "Bad credentials" });
    if (!url.pathname.startsWith("/uploads/") && !/^application\/(vnd\.github\+json|octet-stream)$/.test(headers.accept)) return answer(415);
    const at = (pattern, wanted) => method === wanted && pattern.exec(url.pathname);
    let found;
    if ((found = at(/^\/repos\/acme\/demo\/releases\/tags\/(.+)$/, "GET"))) {
      const release = this.releases.find(({ tag_name, draft }) => tag_name === found[1] && !draft);
      return release ? answer(200, this.shown(release, base)) : answer(404, { message: "Not Found" });
    }
    if (at(/^\/repos\/acme\/demo\/releases$/, "GET")) return url.searchParams.get("page") === "1" ? answer(200, this.releases.map((release) => this.shown(release, base))) : answer(200, []);
    if (at(/^\/repos\/acme\/demo\/releases$/, "POST")) {
      const { tag_name, draft, body: notes, name, prerelease, target_commitish } = JSON.parse(body);
      if (typeof tag_name !== "string" || draft !== true || prerelease !== tag_name.includes("-")) return answer(422, { message: "Validation Failed" });
      this.releases.push({ id: 7 + this.releases.length, tag_name, draft, prerelease, body: notes, name, target_commitish, assets: [] });
      return answer(201, this.shown(this.releases.at(-1), base));
    }
    if ((found = at(/^\/repos\/acme\/demo\/releases\/(\d+)$/, "PATCH"))) {
      const release = this.releases.find(({ id }) => id === Number(found[1]));
      if (!release) return answer(404);
      Object.assign(release, JSON.parse(body));
      return answer(200, this.shown(release, base));
    }
    if ((found = at(/^\/repos\/acme\/demo\/releases\/assets\/(\d+)$/, "DELETE"))) {
      for (const release of this.releases) release.assets = release.assets.filter(({ id }) => id !== Number(found[1]));
      return answer(204);
    }
    if ((found = at(/^\/repos\/acme\/demo\/releases\/assets\/(\d+)$/, "GET"))) {
      return answer(200, this.releases.flatMap(({ assets }) => assets).find(({ id }) => id === Number(found[1])).bytes);
    }
    if ((found = at(/^\/uploads\/repos\/acme\/demo\/releases\/(\d+)\/assets$/, "POST"))) {
      const release = this.releases.find(({ id }) => id === Number(found[1]));
      const name = url.searchParams.get("name");
      if (!release.draft) throw new Error(`${name} is sent to a release that people see`);
      if (release.assets.some((asset) => asset.name === name)) return answer(422, { errors: [{ code: "already_exists" }] });
      release.assets.push({ id: ++this.assets, name, state: "uploaded", bytes: body });
      return answer(201, this.shownAsset(release.assets.at(-1), base));
    }
    return answer(404, { message: `no ${method} ${url.pathname}` });
  }
  get state() {
    return this.releases.map(({ assets, id, ...release }) => ({ ...release, assets: assets.map(({ name, state, bytes }) => `${name} ${state} ${sha256(bytes)}`).sort() }));
  }
}

class NpmRegistry {
  packages = {};
  handle(method, url, headers, body) {
    if (headers.authorization !== `Bearer ${credentials.NPM_TOKEN}`) return answer(401, { error: "who are you" });
    const name = decodeURIComponent(url.pathname.slice(1));
    const there = this.packages[name];
    if (method === "GET") return there ? answer(200, there) : answer(404, { error: "not found" });
    const document = JSON.parse(body);
    const [[version, described]] = Object.entries(document.versions);
    const [[file, { data, length }]] = Object.entries(document._attachments);
    const bytes = Buffer.from(data, "base64");
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    const isRight = file === `${name}-${version}.tgz` && bytes.length === length && described.dist.integrity === integrity &&
      described.dist.shasum === createHash("sha1").update(bytes).digest("hex") && described.name === name && document["dist-tags"].latest === version;
    if (!isRight) return answer(400, { error: "this is not what it says" });
    if (there?.versions[version]) return answer(409, { error: "there already" });
    this.packages[name] = { versions: { ...there?.versions, [version]: described } };
    return answer(201, { ok: true });
  }
  get state() {
    return Object.fromEntries(Object.entries(this.packages).map(([name, { versions }]) => [name, Object.entries(versions).map(([version, { dist }]) => `${version} ${dist.integrity}`)]));
  }
}

class ContainerRegistry {
  /** Older ones refuse what they do not know. */
  mounts = true;
  blobs = {};
  manifests = {};
  places = 0;
  handle(method, url, headers, body) {
    if (headers.authorization !== `Basic ${Buffer.from(`${credentials.REGISTRY_USER}:${credentials.REGISTRY_PASSWORD}`).toString("base64")}`) {
      return answer(401, {}, { "WWW-Authenticate": 'Basic realm="registry"' });
    }
    const path = url.pathname.slice("/v2/".length);
    let found;
    if ((found = /^acme\/demo\/blobs\/(sha256:.*)$/.exec(path))) return answer(this.blobs[found[1]] ? 200 : 404);
    if (path === "acme/demo/blobs/uploads/" && method === "POST") {
      const mounted = url.searchParams.get("mount");
      if (mounted !== null && !this.mounts) return answer(404, { errors: [{ code: "UNSUPPORTED" }] });
      if (mounted !== null && url.searchParams.get("from") === "acme/demo" && this.blobs[mounted]) return answer(201, "", { Location: `/v2/acme/demo/blobs/${mounted}` });
      return answer(202, "", { Location: `/v2/acme/demo/blobs/uploads/${++this.places}?state=x` });
    }
    if (path.startsWith("acme/demo/blobs/uploads/") && method === "PUT") {
      if (sha256(body) !== url.searchParams.get("digest")) return answer(400, { errors: [{ code: "DIGEST_INVALID" }] });
      this.blobs[sha256(body)] = body;
      return answer(201);
    }
    if ((found = /^acme\/demo\/manifests\/(.*)$/.exec(path))) {
      if (method !== "PUT") return this.manifests[found[1]] ? answer(200, this.manifests[found[1]]) : answer(404);
      const { manifests = [], layers = [], config = [] } = JSON.parse(body);
      const has = ({ digest }) => this.blobs[digest] || this.manifests[digest];
      if (![...manifests, ...layers, ...[config].flat()].every(has)) return answer(400, { errors: [{ code: "MANIFEST_BLOB_UNKNOWN" }] });
      this.manifests[found[1]] = this.manifests[sha256(body)] = body;
      return answer(201);
    }
    return answer(404);
  }
  get state() {
    return { blobs: Object.keys(this.blobs).sort(), manifests: Object.entries(this.manifests).map(([name, bytes]) => `${name} ${sha256(bytes)}`).sort() };
  }
}

/** What a server may do instead of answering. Those with `after` have done it all the same. */
export const faults = ["500", "reset after", "429", "half", "500 after", "reset"];

/** Several places at one address. */
export class Elsewhere {
  forge = new Forge();
  npm = new NpmRegistry();
  containers = new ContainerRegistry();
  requests = [];
  /** Each request that was answered, with its answer. */
  exchanges = [];
  /** Number of a request, from 0 on, to what goes wrong with it. */
  planned = new Map();
  onKill = () => {};
  /** Each request that is new fails, in one of those ways. */
  failsAllOnce = false;

  async listen() {
    this.server = createServer((request, response) => this.take(request, response));
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.base = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
  async take(request, response) {
    const url = new URL(request.url, this.base);
    const name = `${request.method} ${url.pathname.replace(/blobs\/uploads\/.+/, "blobs/uploads/N")}`;
    const isFirst = this.failsAllOnce && !this.requests.includes(name);
    const fault = this.planned.get(this.requests.length) ?? (isFirst ? faults[this.requests.length % faults.length] : "");
    this.requests.push(name);
    const parts = [];
    let received = 0;
    for await (const part of request) {
      parts.push(part);
      received += part.length;
      if (!fault.endsWith("inside") || received < Number(request.headers["content-length"]) / 2) continue;
      if (fault === "kill inside") this.onKill();
      return void request.socket.destroy();
    }
    if (fault === "500" || fault === "429") return void response.writeHead(Number(fault), { "Retry-After": "0" }).end("busy");
    if (fault === "kill") this.onKill();
    if (fault === "silent") return;
    if (fault === "huge") return void response.writeHead(200, { "Content-Length": 1e9 }).write("{");
    if (fault === "reset" || fault === "kill") return void request.socket.destroy();
    const sent = Buffer.concat(parts);
    const { status, headers, body } = await this.handle(request.method, url, request.headers, sent);
    this.exchanges.push({ method: request.method, url, asked: request.headers, sent, status, headers, body });
    if (fault === "kill after") this.onKill();
    if (fault === "500 after") return void response.writeHead(500).end("busy");
    if (fault === "reset after" || fault === "kill after" || (fault === "half" && body.length === 0)) return void request.socket.destroy();
    response.writeHead(status, { "Content-Length": Buffer.byteLength(body), ...headers });
    if (fault === "half") return void response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
    response.end(request.method === "HEAD" ? "" : body);
  }
  handle(method, url, headers, body) {
    for (const [prefix, place] of [["/forge", this.forge], ["/npm", this.npm]]) {
      if (!url.pathname.startsWith(`${prefix}/`)) continue;
      const inside = new URL(url);
      inside.pathname = url.pathname.slice(prefix.length);
      return place.handle(method, inside, headers, body, this.base + prefix);
    }
    return this.containers.handle(method, url, headers, body);
  }
  get state() {
    return { forge: this.forge.state, npm: this.npm.state, containers: this.containers.state };
  }
}

/** A real server behind the same faults. */
export class Before extends Elsewhere {
  constructor(port) {
    super();
    this.port = port;
  }
  handle(method, url, headers, body) {
    return new Promise((done, failed) => {
      const { "transfer-encoding": _, ...kept } = headers;
      const asked = ask({ port: this.port, host: "127.0.0.1", method, path: url.pathname + url.search, headers: { ...kept, "content-length": body.length } }, async (response) => {
        const parts = [];
        for await (const part of response) parts.push(part);
        const { connection: _connection, "transfer-encoding": _encoding, ...headers } = response.headers;
        done({ status: response.statusCode, headers, body: Buffer.concat(parts) });
      });
      asked.on("error", failed);
      asked.end(body);
    });
  }
}
