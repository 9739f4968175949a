// A real terminal for tests: tmux, with a server of its own. What it shows is read back
// as text, as a person sees it.
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

import { scratchFolder, until } from "./project.mjs";

export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

export class Terminal {
  #socket = join(scratchFolder(), "tmux");

  /** Starts `command` (for a shell) in a terminal of that size; its screen stays when it has ended. */
  constructor(command, { columns = 80, rows = 24, cwd, env }) {
    this.environment = { ...env, TERM: "xterm-256color", SHELL: "/bin/sh" };
    this.#tmux("-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), "-c", cwd,
      `trap : INT; ${command}; echo "[exit $?]"; exec cat`);
    process.prependListener("exit", () => this.close()); // before its socket goes with the scratch folder
  }

  #tmux(...args) {
    return execFileSync("tmux", ["-S", this.#socket, ...args], { encoding: "utf8", env: this.environment });
  }

  /** The lines on the screen, without the empty ones at its end. */
  lines() {
    return this.#tmux("capture-pane", "-p").trimEnd().split("\n");
  }
  get text() {
    return this.lines().join("\n");
  }
  /** {cursor: is it visible, wraps: do long lines wrap} */
  modes() {
    const [cursor, wraps] = this.#tmux("display-message", "-p", "#{cursor_flag} #{wrap_flag}").trim().split(" ");
    return { cursor: cursor === "1", wraps: wraps === "1" };
  }
  /** The process that runs in the terminal's shell. */
  processId() {
    const shell = this.#tmux("display-message", "-p", "#{pane_pid}").trim();
    return Number(execFileSync("ps", ["-o", "pid=", "--ppid", shell], { encoding: "utf8" }).trim().split("\n")[0]);
  }
  keys(...keys) {
    this.#tmux("send-keys", ...keys);
  }
  resize(columns, rows) {
    this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }
  /** Waits until the screen holds what `pattern` matches; shows the screen when it never does. */
  async shows(pattern) {
    let text = "";
    await until(() => pattern.test((text = this.text)), "").catch(() => {
      throw new Error(`the screen never showed ${pattern}:\n${text}`);
    });
    return text;
  }
  close() {
    spawnSync("tmux", ["-S", this.#socket, "kill-server"]);
  }
}
