// Those functions of the text module that Node has built in, with the same results; in hosts
// without them they are undefined.
import { firstInvalidUtf8 as firstInvalidByTwin } from "./twin.js";

const { Buffer: bytesOf, process: host } = globalThis as Partial<Pick<typeof globalThis, "Buffer" | "process">>;
const isUtf8 = host?.getBuiltinModule?.("node:buffer")?.isUtf8;

export const compareBytes = bytesOf && ((left: Uint8Array, right: Uint8Array): number => bytesOf.compare(left, right));

export const findFirstBytes = bytesOf && ((haystack: Uint8Array, needle: Uint8Array): number | undefined => {
  const at = bytesOf.from(haystack.buffer, haystack.byteOffset, haystack.length).indexOf(needle);
  return at < 0 ? undefined : at;
});

export const firstInvalidUtf8 = isUtf8 && ((bytes: Uint8Array): number | undefined => (isUtf8(bytes) ? undefined : firstInvalidByTwin(bytes)));

export const utf8Length = bytesOf && ((text: string): number => bytesOf.byteLength(text));
