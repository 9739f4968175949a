// Reads a wasm file and holds it against its digest. What came changed, cut short or not at
// all is an error: nothing is compiled that is not what the build shipped.
import { messageOf, refuse } from "./errors.js";
import type { WasmFile } from "./plugin.js";

/** What was read; without a digest where the host has held it already. */
export interface Source {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: string | undefined;
}

/** The bytes of the file, exactly those that the digest is of. */
export async function readVerified(file: WasmFile): Promise<Uint8Array<ArrayBuffer>> {
  const url = file.url();
  const { href } = url;
  let source: Source;
  try {
    source = await (url.protocol === "file:" ? (await import("./disk.js")).readFromDisk(url) : fetchSource(url, file));
  } catch (cause) {
    return refuse("wasm_missing", `${href} cannot be read: ${messageOf(cause)}`, href, undefined, cause);
  }
  const { bytes, digest = file.digest } = source;
  if (bytes.length === file.bytes && digest === file.digest) return bytes;
  return refuse("wasm_differs", `${href} is not what was built: ${bytes.length === file.bytes ? "its digest is another" : `${bytes.length} bytes of ${file.bytes}`}`, href, "install the package again");
}

/**
 * Where pages have no SubtleCrypto (plain http), the browser's own integrity check of fetch
 * holds the digest.
 */
async function fetchSource(url: URL, { digest }: WasmFile): Promise<Source> {
  const subtle = globalThis.crypto?.subtle;
  const answer = await fetch(url, subtle === undefined ? { integrity: digest } : undefined);
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (subtle === undefined) return { bytes, digest };
  return { bytes, digest: `sha256-${btoa(String.fromCharCode(...new Uint8Array(await subtle.digest("SHA-256", bytes))))}` };
}
