// Real browsers without a driver: a page is served from here, opened without a window, and
// posts what it found to /report.
//
//   const report = await openPage("firefox", { "/": folder }, "/page.html");
//
// Engines are the programs that Debian's packages bring: chromium, firefox-esr, and
// MiniBrowser of webkit2gtk-driver, which needs xvfb-run.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, extname, join, normalize } from "node:path";

const types = { ".html": "text/html", ".mjs": "text/javascript", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

/** The program's place: the first of `names` in PATH; undefined if there is none. */
export function findProgram(...names) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

function findMiniBrowser() {
  for (const library of ["/usr/lib", "/usr/libexec"]) {
    if (!existsSync(library)) continue;
    for (const folder of [".", ...readdirSync(library)]) {
      for (const version of ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"]) {
        const program = join(library, folder, version, "MiniBrowser");
        if (existsSync(program)) return program;
      }
    }
  }
  return undefined;
}

const version = (program, ...args) => /\d[\d.]+\d/.exec(execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))?.[0] ?? "?";

/** How each engine is found and started; `command` is given an empty folder for its profile. */
const engines = {
  chromium: {
    find: () => findProgram("chromium", "chromium-browser", "google-chrome"),
    version: (program) => version(program, "--version"),
    command: (program, profile, url) => [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", `--user-data-dir=${profile}`, url],
  },
  firefox: {
    find: () => findProgram("firefox-esr", "firefox"),
    version: (program) => version(program, "--version"),
    command: (program, profile, url) => [program, "--headless", "--no-remote", "--profile", profile, url],
  },
  webkit: {
    find: () => (findProgram("xvfb-run") === undefined ? undefined : findMiniBrowser()),
    version: () => version("dpkg-query", "--show", "webkit2gtk-driver"),
    command: (program, profile, url) => ["xvfb-run", "-a", program, "--private", url],
    environment: { WEBKIT_DISABLE_COMPOSITING_MODE: "1", LIBGL_ALWAYS_SOFTWARE: "1", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
  },
};

export const engineNames = Object.keys(engines);

/** "156.0.8078.79"; undefined if the engine is not on this machine. */
export function engineVersion(name) {
  const program = engines[name].find();
  return program === undefined ? undefined : engines[name].version(program);
}

/** Serves `folders`, a map from the beginnings of paths to folders; below /plain/ the same, wasm with a wrong type. */
function listen(folders, onReport) {
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let text = "";
      request.on("data", (part) => (text += part)).on("end", () => {
        response.end();
        onReport(JSON.parse(text));
      });
      return;
    }
    let path = normalize(decodeURIComponent(new URL(request.url, "http://page").pathname));
    const isPlain = path.startsWith("/plain/");
    if (isPlain) path = path.slice("/plain".length);
    const begin = Object.keys(folders).filter((key) => path.startsWith(key)).sort((a, b) => b.length - a.length)[0];
    try {
      const body = readFileSync(join(folders[begin], path.slice(begin.length)));
      const type = types[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": isPlain && type === types[".wasm"] ? "text/plain" : type, "cache-control": "max-age=600" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Opens `page` in the engine and gives what it posts to /report, as JSON. */
export async function openPage(engine, folders, page, { timeoutMs = 120_000 } = {}) {
  const program = engines[engine].find();
  if (program === undefined) throw new Error(`there is no ${engine} on this machine`);
  const profile = mkdtempSync(join(tmpdir(), "sinter-browser-"));
  if (engine === "firefox") {
    writeFileSync(join(profile, "user.js"), 'user_pref("datareporting.policy.dataSubmissionEnabled", false);\nuser_pref("browser.shell.checkDefaultBrowser", false);\n');
  }
  let server;
  let child;
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      listen(folders, resolve).then((listening) => {
        server = listening;
        const url = `http://127.0.0.1:${server.address().port}${page}`;
        const [command, ...args] = engines[engine].command(program, profile, url);
        // A group of its own, so that the browser ends with all it started.
        child = spawn(command, args, { detached: true, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: profile, ...engines[engine].environment } });
        let said = "";
        child.stderr.on("data", (part) => (said = (said + part).slice(-4000)));
        child.on("error", reject);
        child.on("exit", (code) => reject(new Error(`${engine} ended with ${code} and no report\n${said}`)));
        timer = setTimeout(() => reject(new Error(`${engine} gave no report in ${timeoutMs} ms\n${said}`)), timeoutMs);
      }, reject);
    });
  } finally {
    clearTimeout(timer);
    if (child?.pid !== undefined && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      process.kill(-child.pid, "SIGKILL");
      await ended;
    }
    server?.closeAllConnections();
    server?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
