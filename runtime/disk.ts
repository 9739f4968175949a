// Files of hosts that have them: read at once, because a queue of the thread pool would cost
// more than the file.
import type { Source } from "./source.js";

/** A module of Node, by name: bundlers for browsers would put in what stands for it there. */
async function builtin<T>(name: string): Promise<T> {
  return ((process as Partial<NodeJS.Process>).getBuiltinModule?.(name) ?? (await import(/* webpackIgnore: true */ /* @vite-ignore */ name))) as T;
}

export async function readFromDisk(url: URL): Promise<Source> {
  const { readFileSync } = await builtin<typeof import("node:fs")>("node:fs");
  const bytes = readFileSync(url) as Uint8Array<ArrayBuffer>;
  const { createHash } = await builtin<typeof import("node:crypto")>("node:crypto");
  return { bytes, digest: `sha256-${createHash("sha256").update(bytes).digest("base64")}` };
}
