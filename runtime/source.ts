// Reads a wasm file and holds it against its digest. What came changed, cut short or not at
// all is an error: nothing is compiled that is not what the build shipped.
import { SinterError, messageOf } from "./errors.js";
import type { WasmFile } from "./plugin.js";

/** The bytes of the file, exactly those that the digest is of. */
export async function readVerified(file: WasmFile): Promise<Uint8Array<ArrayBuffer>> {
  const url = file.url();
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = url.protocol === "file:" ? await readFromDisk(url) : await fetchBytes(url, file);
  } catch (cause) {
    if (cause instanceof SinterError) throw cause;
    throw new SinterError("wasm_missing", `${url.href} cannot be read: ${messageOf(cause)}`, url.href, { cause });
  }
  if (bytes.length !== file.bytes) throw differs(url, `it has ${bytes.length} bytes, not ${file.bytes}`);
  const digest = await digestOf(bytes);
  if (digest !== undefined && digest !== file.digest) throw differs(url, `its digest is ${digest}, not ${file.digest}`);
  return bytes;
}

function differs(url: URL, why: string): SinterError {
  return new SinterError("wasm_differs", `${url.href} is not what was built: ${why}`, url.href, { next: "install the package again" });
}

/** At once: a queue of the thread pool would cost more than the file. */
async function readFromDisk(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { readFileSync } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:fs");
  return Uint8Array.from(readFileSync(url));
}

/**
 * Where pages have no SubtleCrypto (plain http), the browser's own integrity check of fetch
 * holds the digest.
 */
async function fetchBytes(url: URL, file: WasmFile): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(url, globalThis.crypto?.subtle === undefined ? { integrity: file.digest } : undefined);
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** "sha256-" and the digest in base64; nothing where the host offers no SHA-256. */
async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  // Node's own is there at once, and needs no thread.
  const host = (globalThis as { process?: Partial<NodeJS.Process> }).process?.getBuiltinModule?.("node:crypto");
  if (host !== undefined) return `sha256-${host.createHash("sha256").update(bytes).digest("base64")}`;
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return undefined;
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
