// A page in Chromium that a test drives as a person would: keys, clicks, the wheel, either
// theme. Talks to the browser over its pipe (the DevTools protocol), so there is no port
// that another test could have, and nothing to install but Chromium itself.
//
//   const page = await DrivenPage.open("report.html", { width: 1200, height: 800 });
//   await page.key("ArrowDown");
//   await page.evaluate("document.title");
//   await page.close();
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { findProgram } from "../../sdk/testing/browsers.mjs";

const keyCodes = { Enter: 13, Escape: 27, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 };

export class DrivenPage {
  #browser;
  #profile;
  #session;
  #waiting = new Map();
  #next = 1;
  /** What the page said on its console, and what it threw. */
  messages = [];

  /** Opens a file, once it is painted. */
  static async open(file, { width = 1200, height = 800, dark = false } = {}) {
    const page = new DrivenPage();
    await page.#start();
    const { targetId } = await page.#send("Target.createTarget", { url: "about:blank" });
    page.#session = (await page.#send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    await page.#send("Runtime.enable");
    await page.#send("Page.enable");
    await page.#send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    await page.setDark(dark);
    await page.#send("Page.navigate", { url: pathToFileURL(resolve(file)).href });
    await page.until("document.readyState === 'complete'");
    return page;
  }

  async #start() {
    const program = findProgram("chromium", "chromium-browser", "google-chrome");
    if (program === undefined) throw new Error("chromium is not on this machine; sinterw installs it");
    this.#profile = mkdtempSync(join(tmpdir(), "sinter-chromium-"));
    const options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe", `--user-data-dir=${this.#profile}`];
    this.#browser = spawn(program, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let text = "";
    this.#browser.stdio[4].setEncoding("utf8").on("data", (part) => {
      const messages = (text + part).split("\0");
      text = messages.pop();
      for (const message of messages) this.#take(JSON.parse(message));
    });
  }

  #take({ id, method, params, result, error }) {
    if (method === "Runtime.exceptionThrown") this.messages.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Runtime.consoleAPICalled") this.messages.push(params.args.map((value) => value.value).join(" "));
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    if (error !== undefined) waiting.reject(new Error(error.message));
    else waiting.resolve(result);
  }

  #send(method, params = {}) {
    const id = this.#next++;
    this.#browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.#session })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** The value of an expression, or of its promise. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits, frame by frame, for an expression to become true. */
  async until(expression) {
    await this.evaluate(`new Promise((resolve) => { const look = () => (${expression} ? resolve() : requestAnimationFrame(look)); look(); })`);
  }

  async key(key) {
    const text = key.length === 1 ? key : key === "Enter" ? "\r" : undefined;
    const code = { key, text, windowsVirtualKeyCode: keyCodes[key] ?? key.toUpperCase().charCodeAt(0) };
    await this.#send("Input.dispatchKeyEvent", { type: "keyDown", ...code });
    await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...code });
  }

  async type(text) {
    await this.#send("Input.insertText", { text });
  }

  async click(x, y, count = 1) {
    for (let clicks = 1; clicks <= count; ++clicks) {
      for (const type of ["mousePressed", "mouseReleased"]) {
        await this.#send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: clicks });
      }
    }
  }

  async point(x, y) {
    await this.#send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
  }

  async wheel(x, y, deltaY) {
    await this.#send("Input.dispatchMouseEvent", { type: "mouseWheel", x, y, deltaX: 0, deltaY });
  }

  /** Which of the two themes the page is asked for. */
  async setDark(dark) {
    await this.#send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
  }

  async screenshot(file) {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    writeFileSync(file, Buffer.from(data, "base64"));
  }

  async close() {
    const ended = once(this.#browser, "exit");
    this.#session = undefined;
    this.#send("Browser.close");
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
