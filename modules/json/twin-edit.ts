// Texts changed at a place, and both kinds of patches, as edit.h has them.
import {
  type JsonFault, SinterError, type Span, braceOpen, bracketOpen, check, comma, decodeString, decoder, encoder, fail, isSpace,
  parsePointer, quote, skipSpace, skipValue, spelling, stringEnd,
} from "./twin-tokens.js";
import { canonical } from "./twin-write.js";

export interface Child {
  name: Span | undefined; // from quote to quote; none in an array
  value: Span;
}

/** Those of the array or object whose opening bracket is at `at`, in a text that is JSON. */
export function* children(text: Uint8Array, at: number): Generator<Child> {
  const isObject = text[at] === braceOpen;
  at = skipSpace(text, at + 1);
  while (text[at] !== 0x7d && text[at] !== 0x5d) {
    let name: Span | undefined;
    if (isObject) {
      name = [at, stringEnd(text, at)];
      at = skipSpace(text, skipSpace(text, name[1]) + 1);
    }
    const value: Span = [at, skipValue(text, at)];
    at = skipSpace(text, value[1]);
    if (text[at] === comma) at = skipSpace(text, at + 1);
    yield { name, value };
  }
}

export function keysOf(object: Uint8Array): string[] {
  return [...children(object, 0)].map(({ name }) => decodeString(object, ...name!));
}

export function trimmed(text: Uint8Array): Uint8Array {
  const begin = skipSpace(text, 0);
  let end = text.length;
  while (end > begin && isSpace(text[end - 1]!)) end--;
  return text.subarray(begin, end);
}

const isHolder = (byte: number | undefined) => byte === braceOpen || byte === bracketOpen;
const notFound = () => fail("not_found", 0);

function joined(...parts: (Uint8Array | string)[]): Uint8Array {
  const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const whole = new Uint8Array(bytes.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function cut(text: Uint8Array, [begin, end]: Span, ...middle: (Uint8Array | string)[]): Uint8Array {
  return joined(text.subarray(0, begin), ...middle, text.subarray(end));
}

const indexOf = (token: string) => (/^(0|[1-9]\d{0,8})$/.test(token) ? Number(token) : undefined);

/** The children of the array or object at `at`, and the place among them that the token means, or -1. */
function findChild(text: Uint8Array, at: number, token: string): { all: Child[]; place: number } {
  const all = [...children(text, at)];
  const isObject = text[at] === braceOpen;
  const place = isObject ? all.findIndex(({ name }) => spelling(text, ...name!) === token) : indexOf(token) ?? -1;
  return { all, place: place < all.length ? place : -1 };
}

function findValue(text: Uint8Array, tokens: readonly string[]): Span | undefined {
  const begin = skipSpace(text, 0);
  let span: Span = [begin, skipValue(text, begin)];
  for (const token of tokens) {
    if (!isHolder(text[span[0]])) return undefined;
    const { all, place } = findChild(text, span[0], token);
    if (place < 0) return undefined;
    span = all[place]!.value;
  }
  return span;
}

function findParent(text: Uint8Array, tokens: readonly string[]): number {
  const parent = tokens.length === 0 ? undefined : findValue(text, tokens.slice(0, -1));
  return parent !== undefined && isHolder(text[parent[0]]) ? parent[0] : notFound();
}

type Edit = (text: Uint8Array, tokens: readonly string[], value: Uint8Array) => Uint8Array;

export const replaceAt: Edit = (text, tokens, value) => cut(text, findValue(text, tokens) ?? notFound(), value);

export const insertAt: Edit = (text, tokens, value) => {
  if (tokens.length === 0) return value;
  const parent = findParent(text, tokens), token = tokens.at(-1)!;
  const isObject = text[parent] === braceOpen;
  const { all, place } = findChild(text, parent, token);
  const child = all[place];
  if (child !== undefined && isObject) return cut(text, child.value, value);
  if (child !== undefined) return cut(text, [child.value[0], child.value[0]], value, ",");
  if (!isObject && token !== "-" && indexOf(token) !== all.length) notFound();
  const at = all.at(-1)?.value[1] ?? parent + 1;
  return cut(text, [at, at], all.length > 0 ? "," : "", isObject ? `${JSON.stringify(token)}:` : "", value);
};

export function removeAt(text: Uint8Array, tokens: readonly string[]): Uint8Array {
  const { all, place } = findChild(text, findParent(text, tokens), tokens.at(-1)!);
  if (place < 0) notFound();
  const beginOf = ({ name, value }: Child) => (name ?? value)[0];
  const child = all[place]!, before = all[place - 1], after = all[place + 1];
  if (after !== undefined) return cut(text, [beginOf(child), beginOf(after)]);
  return cut(text, [before === undefined ? beginOf(child) : before.value[1], child.value[1]]);
}

/** Throws what is wrong with the JSON in another fault's name. */
function checkAs(code: JsonFault, text: Uint8Array, depthMax?: number): void {
  try {
    check(text, { depthMax });
  } catch (error) {
    fail(code, error instanceof SinterError ? error.offset : 0);
  }
}

/** What `replace` and `insert` do with a text that is known to be JSON. */
export function edited(text: Uint8Array, pointer: string, value: string, edit: Edit): Uint8Array {
  const tokens = parsePointer(pointer);
  const bytes = encoder.encode(value);
  checkAs("bad_value", bytes);
  return edit(text, tokens, trimmed(bytes));
}

function checked(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  check(bytes, {});
  return bytes;
}

export function replace(text: string, pointer: string, value: string): string {
  return decoder.decode(edited(checked(text), pointer, value, replaceAt));
}

export function insert(text: string, pointer: string, value: string): string {
  return decoder.decode(edited(checked(text), pointer, value, insertAt));
}

export function remove(text: string, pointer: string): string {
  return decoder.decode(removeAt(checked(text), parsePointer(pointer)));
}

// Merge patch

function merged(target: Uint8Array | undefined, patch: Uint8Array): Uint8Array {
  if (patch[0] !== braceOpen) return patch;
  const changes = new Map<string, Child>();
  for (const child of children(patch, 0)) {
    const name = decodeString(patch, ...child.name!);
    const first = changes.get(name);
    changes.set(name, { name: first?.name ?? child.name, value: child.value });
    if (first !== undefined) changes.get(name)!.name = child.name;
  }
  const members: Uint8Array[] = [], done = new Set<string>();
  const isNull = ({ value }: Child) => patch[value[0]] === 0x6e;
  if (target?.[0] === braceOpen) {
    for (const { name, value } of children(target, 0)) {
      const spelled = spelling(target, ...name!);
      const change = spelled === undefined ? undefined : changes.get(spelled);
      if (change !== undefined) done.add(spelled!);
      if (change !== undefined && isNull(change)) continue;
      const old = target.subarray(...value);
      members.push(joined(target.subarray(...name!), ":", change === undefined ? old : merged(old, patch.subarray(...change.value))));
    }
  }
  for (const [name, change] of changes) {
    if (done.has(name) || isNull(change)) continue;
    members.push(joined(patch.subarray(...change.name!), ":", merged(undefined, patch.subarray(...change.value))));
  }
  return joined("{", ...members.flatMap((member, index) => (index > 0 ? [",", member] : [member])), "}");
}

export function mergePatch(text: string, patch: string): string {
  const target = checked(text), change = encoder.encode(patch);
  checkAs("bad_patch", change, 128);
  return decoder.decode(merged(trimmed(target), trimmed(change)));
}

// Patch

interface Operation {
  op: string;
  path: string[];
  from: string[] | undefined;
  value: Uint8Array | undefined;
}

/** Throws if it is none; the place is the caller's to say. */
function readOperation(patch: Uint8Array, at: number): Operation {
  if (patch[at] !== braceOpen) fail("bad_patch", at);
  let op = "", path: string[] | undefined, from: string[] | undefined, value: Uint8Array | undefined;
  for (const child of children(patch, at)) {
    const name = spelling(patch, ...child.name!);
    if (name === "value") value = patch.subarray(...child.value);
    if (name !== "op" && name !== "path" && name !== "from") continue;
    if (patch[child.value[0]] !== quote) fail("bad_patch", at);
    const text = decodeString(patch, ...child.value);
    if (name === "op") op = text;
    else if (name === "path") path = parsePointer(text);
    else from = parsePointer(text);
  }
  const needsValue = op === "add" || op === "replace" || op === "test", needsFrom = op === "move" || op === "copy";
  const isRight = (!needsValue || value !== undefined) && (!needsFrom || from !== undefined) && (needsValue || needsFrom || op === "remove");
  return path !== undefined && isRight ? { op, path, from, value } : fail("bad_patch", at);
}

function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  try {
    return canonical(decoder.decode(left)) === canonical(decoder.decode(right));
  } catch {
    return false;
  }
}

function carryOut(text: Uint8Array, { op, path, from, value }: Operation): Uint8Array {
  if (op === "remove") return removeAt(text, path);
  if (op === "add") return insertAt(text, path, value!);
  if (op === "replace") return replaceAt(text, path, value!);
  const source = op === "test" ? path : from!;
  const span = findValue(text, source) ?? notFound();
  const found = text.subarray(...span);
  if (op === "test") return areEqual(found, value!) ? text : fail("test_failed", 0);
  if (op === "copy") return insertAt(text, path, found);
  const isInside = source.every((token, index) => path[index] === token);
  if (isInside && path.length === source.length) return text;
  if (isInside) fail("bad_patch", 0);
  return insertAt(removeAt(text, source), path, found);
}

export function patch(text: string, patch: string): string {
  let patched = checked(text);
  const bytes = encoder.encode(patch);
  checkAs("bad_patch", bytes);
  const begin = skipSpace(bytes, 0);
  if (bytes[begin] !== bracketOpen) fail("bad_patch", begin);
  for (const { value: [at] } of children(bytes, begin)) {
    let operation: Operation;
    try {
      operation = readOperation(bytes, at);
    } catch {
      return fail("bad_patch", at);
    }
    try {
      patched = carryOut(patched, operation);
    } catch (error) {
      if (!(error instanceof SinterError)) throw error;
      fail(error.code as JsonFault, at);
    }
  }
  return decoder.decode(patched);
}
