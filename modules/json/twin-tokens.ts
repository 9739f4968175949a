// The tokens of the twin: where strings, numbers and literals end, what is wrong in them, and what
// they mean. In the order of token.h, spelling.h, pointer.h and skip.h.

export type JsonFault =
  | "unexpected_end" | "expected_value" | "expected_key" | "expected_colon" | "expected_comma" | "trailing_content"
  | "bad_literal" | "bad_number" | "bad_escape" | "control_character" | "invalid_utf8" | "too_deep" | "too_large"
  | "number_too_long" | "bad_pointer" | "duplicate_key" | "lone_surrogate" | "number_out_of_range" | "not_found"
  | "bad_value" | "bad_patch" | "test_failed" | "bad_path";

export interface Limits {
  depthMax?: number | null | undefined;
  sizeBytesMax?: number | null | undefined;
  numberBytesMax?: number | null | undefined;
}
export interface Position {
  line: number;
  column: number;
  index: number;
}
export interface Problem extends Position {
  code: JsonFault;
  offset: number;
}
export type Maybe<T> = T | null | undefined;

export class SinterError extends Error {
  override readonly name = "SinterError";
  constructor(readonly code: JsonFault | "disposed", readonly offset: number) {
    super(`${code.replaceAll("_", " ")} at offset ${offset}`);
  }
}

export const encoder = new TextEncoder();
export const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const depthDefault = 1024, depthMost = 2 ** 24, pointerTokensMax = 128;

export function fail(code: JsonFault, offset: number): never {
  throw new SinterError(code, offset);
}

/** At the end of the text every fault is that it ends. */
export function wrong(text: Uint8Array, code: JsonFault, at: number): never {
  fail(at >= text.length ? "unexpected_end" : code, Math.min(at, text.length));
}

// Tokens

const [quote, backslash, comma, colon, minus, zero] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x30];
const [braceOpen, braceClose, bracketOpen, bracketClose] = [0x7b, 0x7d, 0x5b, 0x5d];
export { backslash, braceClose, braceOpen, bracketClose, bracketOpen, colon, comma, depthDefault, depthMost, minus, pointerTokensMax, quote, zero };
export const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
export const isDigit = (byte: number) => byte >= zero && byte <= 0x39;
export const isLetter = (byte: number) => byte === 0x74 || byte === 0x66 || byte === 0x6e;
export const isDelimiter = (byte: number) =>
  isSpace(byte) || byte === comma || byte === colon || byte === quote || byte === braceOpen || byte === braceClose ||
  byte === bracketOpen || byte === bracketClose;

export function skipSpace(text: Uint8Array, at: number): number {
  while (at < text.length && isSpace(text[at]!)) at++;
  return at;
}

export function stringEnd(text: Uint8Array, at: number): number {
  for (at++; at < text.length; at++) {
    const byte = text[at]!;
    if (byte === quote) return at + 1;
    if (byte === backslash) at++;
  }
  return fail("unexpected_end", text.length);
}

/** The value of four hexadecimal digits, or NaN. */
export function hex4(text: Uint8Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + 4; index++) {
    const byte = text[index] ?? 0, letter = byte | 0x20;
    const digit = isDigit(byte) ? byte - zero : letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : NaN;
    value = value * 16 + digit;
  }
  return value;
}

/** The size of the well-formed sequence that begins with a byte above 7F; 0 if there is none. */
export function sequenceSize(text: Uint8Array, at: number): number {
  const lead = text[at]!, second = text[at + 1] ?? 0;
  const continues = (offset: number) => ((text[at + offset] ?? 0) & 0xc0) === 0x80;
  if (lead < 0xc2 || lead > 0xf4 || !continues(1)) return 0;
  if (lead < 0xe0) return 2;
  if (!continues(2) || (lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if (lead < 0xf0) return 3;
  return !continues(3) || (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f) ? 0 : 4;
}

/** By the byte behind the backslash. */
export const escapes = new Map([...'"\\/bfnrt'].map((name, index) => [name.charCodeAt(0), '"\\/\b\f\n\r\t'[index]!]));

export function checkedStringEnd(text: Uint8Array, at: number): number {
  for (at++; at < text.length;) {
    const byte = text[at]!;
    if (byte === quote) return at + 1;
    if (byte < 0x20) fail("control_character", at);
    if (byte === backslash) {
      const size = escapes.has(text[at + 1] ?? 0) ? 2 : text[at + 1] === 0x75 && hex4(text, at + 2) >= 0 ? 6 : 0;
      if (size === 0) fail("bad_escape", at);
      at += size;
    } else if (byte < 0x80) {
      at++;
    } else {
      const size = sequenceSize(text, at);
      if (size === 0) fail("invalid_utf8", at);
      at += size;
    }
  }
  return fail("unexpected_end", text.length);
}

export function digitsEnd(text: Uint8Array, at: number): number {
  if (!isDigit(text[at] ?? 0)) wrong(text, "bad_number", at);
  while (isDigit(text[at] ?? 0)) at++;
  return at;
}

export function numberEnd(text: Uint8Array, at: number): number {
  if (text[at] === minus) at++;
  at = text[at] === zero ? at + 1 : digitsEnd(text, at);
  if (text[at] === 0x2e) at = digitsEnd(text, at + 1);
  if (((text[at] ?? 0) | 0x20) === 0x65) {
    at++;
    if (text[at] === 0x2b || text[at] === minus) at++;
    at = digitsEnd(text, at);
  }
  if (at < text.length && !isDelimiter(text[at]!)) fail("bad_number", at);
  return at;
}

export const literals = new Map(["true", "false", "null"].map((literal) => [literal.charCodeAt(0), encoder.encode(literal)]));

export function literalEnd(text: Uint8Array, at: number): number {
  for (const byte of literals.get(text[at]!)!) {
    if (text[at] !== byte) wrong(text, "bad_literal", at);
    at++;
  }
  if (at < text.length && !isDelimiter(text[at]!)) fail("bad_literal", at);
  return at;
}

/** Moves behind the string, number or literal at `at`. */
export function scalarEnd(text: Uint8Array, at: number, limits: Limits): number {
  const byte = text[at]!;
  if (byte === quote) return checkedStringEnd(text, at);
  if (isLetter(byte)) return literalEnd(text, at);
  if (byte !== minus && !isDigit(byte)) fail("expected_value", at);
  const end = numberEnd(text, at);
  if (end - at > (limits.numberBytesMax ?? Infinity)) fail("number_too_long", at);
  return end;
}

// Validation

/** Behind the name and the colon of a member. */
function memberValue(text: Uint8Array, at: number): number {
  if (text[at] !== quote) wrong(text, "expected_key", at);
  at = skipSpace(text, checkedStringEnd(text, at));
  if (text[at] !== colon) wrong(text, "expected_colon", at);
  return skipSpace(text, at + 1);
}

export function check(text: Uint8Array, limits: Limits): void {
  if (text.length > (limits.sizeBytesMax ?? Infinity)) fail("too_large", limits.sizeBytesMax!);
  const depthMax = Math.min(limits.depthMax ?? depthDefault, depthMost);
  const closers: number[] = []; // what the open brackets wait for
  let at = skipSpace(text, 0);
  for (;;) {
    // A value begins at `at`.
    if (at >= text.length) fail("unexpected_end", text.length);
    const byte = text[at]!;
    let isOpened = false;
    if (byte === braceOpen || byte === bracketOpen) {
      if (closers.length === depthMax) fail("too_deep", at);
      closers.push(byte + 2);
      at = skipSpace(text, at + 1);
      isOpened = text[at] !== byte + 2;
      if (isOpened && byte === braceOpen) at = memberValue(text, at);
      if (isOpened) continue;
    } else {
      at = skipSpace(text, scalarEnd(text, at, limits));
    }
    // A value has ended, or an empty array or object is about to.
    while (closers.length > 0 && text[at] === closers.at(-1)) {
      closers.pop();
      at = skipSpace(text, at + 1);
    }
    if (closers.length === 0) break;
    if (text[at] !== comma) wrong(text, "expected_comma", at);
    at = skipSpace(text, at + 1);
    if (closers.at(-1) === braceClose) at = memberValue(text, at);
  }
  if (at < text.length) fail("trailing_content", at);
}

// Strings and pointers

export function parsePointer(pointer: string): string[] {
  const bytes = encoder.encode(pointer);
  const slashes: number[] = [];
  bytes.forEach((byte, at) => {
    if (byte === 0x2f) slashes.push(at);
    if (byte === 0x2f && slashes.length > pointerTokensMax) fail("too_deep", at);
    if (slashes.length === 0) fail("bad_pointer", at);
    if (byte === 0x7e && bytes[at + 1] !== zero && bytes[at + 1] !== 0x31) fail("bad_pointer", at);
  });
  return slashes.map((at, index) => {
    const token = decoder.decode(bytes.subarray(at + 1, slashes[index + 1] ?? bytes.length));
    return token.replaceAll("~1", "/").replaceAll("~0", "~");
  });
}

/** A right string from quote to quote; half a surrogate pair becomes U+FFFD. */
export function decodeString(text: Uint8Array, begin: number, end: number): string {
  const raw = decoder.decode(text.subarray(begin + 1, end - 1));
  if (!raw.includes("\\")) return raw;
  const decoded = raw.replace(/\\(u....|.)/gs, (_, escape: string) =>
    escape.length > 1 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : escapes.get(escape.charCodeAt(0))!);
  return decoded.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** What a string that may be wrong spells: nothing if it is. */
export function spelling(text: Uint8Array, begin: number, end: number): string | undefined {
  try {
    checkedStringEnd(text, begin);
  } catch {
    return undefined;
  }
  return decodeString(text, begin, end);
}

// Passing over

export function skipRest(text: Uint8Array, at: number): number {
  for (let depth = 1; at < text.length;) {
    const byte = text[at]!;
    if (byte === quote) {
      at = stringEnd(text, at);
      continue;
    }
    at++;
    if (byte === braceOpen || byte === bracketOpen) depth++;
    else if ((byte === braceClose || byte === bracketClose) && --depth === 0) return at;
  }
  return fail("unexpected_end", text.length);
}

export function skipValue(text: Uint8Array, at: number): number {
  if (at >= text.length) fail("unexpected_end", text.length);
  if (text[at] === quote) return stringEnd(text, at);
  if (text[at] === braceOpen || text[at] === bracketOpen) return skipRest(text, at + 1);
  let end = at;
  while (end < text.length && !isDelimiter(text[end]!)) end++;
  return end > at ? end : fail("expected_value", at);
}

export type Span = [begin: number, end: number];
