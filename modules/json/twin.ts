// The json module in plain TypeScript: the same functions, the same results bit for bit, the
// same faults. It stands in where wasm cannot run, and it is what the tests hold the wasm
// builds against. The definitions and their sources are in the C++ headers beside this file.
//
// Texts are read as UTF-8 bytes, because faults have offsets in bytes.

export type JsonFault =
  | "unexpected_end" | "expected_value" | "expected_key" | "expected_colon" | "expected_comma" | "trailing_content"
  | "bad_literal" | "bad_number" | "bad_escape" | "control_character" | "invalid_utf8" | "too_deep" | "too_large"
  | "number_too_long" | "bad_pointer";

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
type Maybe<T> = T | null | undefined;

class SinterError extends Error {
  override readonly name = "SinterError";
  constructor(readonly code: JsonFault, readonly offset: number) {
    super(`${code.replaceAll("_", " ")} at offset ${offset}`);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const depthDefault = 1024, depthMost = 2 ** 24, pointerTokensMax = 128;

function fail(code: JsonFault, offset: number): never {
  throw new SinterError(code, offset);
}

/** At the end of the text every fault is that it ends. */
function wrong(text: Uint8Array, code: JsonFault, at: number): never {
  fail(at >= text.length ? "unexpected_end" : code, Math.min(at, text.length));
}

// Tokens

const [quote, backslash, comma, colon, minus, zero] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x30];
const [braceOpen, braceClose, bracketOpen, bracketClose] = [0x7b, 0x7d, 0x5b, 0x5d];
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isDigit = (byte: number) => byte >= zero && byte <= 0x39;
const isLetter = (byte: number) => byte === 0x74 || byte === 0x66 || byte === 0x6e;
const isDelimiter = (byte: number) =>
  isSpace(byte) || byte === comma || byte === colon || byte === quote || byte === braceOpen || byte === braceClose ||
  byte === bracketOpen || byte === bracketClose;

function skipSpace(text: Uint8Array, at: number): number {
  while (at < text.length && isSpace(text[at]!)) at++;
  return at;
}

function stringEnd(text: Uint8Array, at: number): number {
  for (at++; at < text.length; at++) {
    const byte = text[at]!;
    if (byte === quote) return at + 1;
    if (byte === backslash) at++;
  }
  return fail("unexpected_end", text.length);
}

/** The value of four hexadecimal digits, or NaN. */
function hex4(text: Uint8Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + 4; index++) {
    const byte = text[index] ?? 0, letter = byte | 0x20;
    const digit = isDigit(byte) ? byte - zero : letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : NaN;
    value = value * 16 + digit;
  }
  return value;
}

/** The size of the well-formed sequence that begins with a byte above 7F; 0 if there is none. */
function sequenceSize(text: Uint8Array, at: number): number {
  const lead = text[at]!, second = text[at + 1] ?? 0;
  const continues = (offset: number) => ((text[at + offset] ?? 0) & 0xc0) === 0x80;
  if (lead < 0xc2 || lead > 0xf4 || !continues(1)) return 0;
  if (lead < 0xe0) return 2;
  if (!continues(2) || (lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if (lead < 0xf0) return 3;
  return !continues(3) || (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f) ? 0 : 4;
}

/** By the byte behind the backslash. */
const escapes = new Map([...'"\\/bfnrt'].map((name, index) => [name.charCodeAt(0), '"\\/\b\f\n\r\t'[index]!]));

function checkedStringEnd(text: Uint8Array, at: number): number {
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

function digitsEnd(text: Uint8Array, at: number): number {
  if (!isDigit(text[at] ?? 0)) wrong(text, "bad_number", at);
  while (isDigit(text[at] ?? 0)) at++;
  return at;
}

function numberEnd(text: Uint8Array, at: number): number {
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

const literals = new Map(["true", "false", "null"].map((literal) => [literal.charCodeAt(0), encoder.encode(literal)]));

function literalEnd(text: Uint8Array, at: number): number {
  for (const byte of literals.get(text[at]!)!) {
    if (text[at] !== byte) wrong(text, "bad_literal", at);
    at++;
  }
  if (at < text.length && !isDelimiter(text[at]!)) fail("bad_literal", at);
  return at;
}

/** Moves behind the string, number or literal at `at`. */
function scalarEnd(text: Uint8Array, at: number, limits: Limits): number {
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

function check(text: Uint8Array, limits: Limits): void {
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

export function validate(text: string, limits?: Maybe<Limits>): void {
  check(encoder.encode(text), limits ?? {});
}

export function validateBytes(text: Uint8Array, limits?: Maybe<Limits>): void {
  check(text, limits ?? {});
}

function place(text: Uint8Array, offset: number): Position {
  let line = 1, column = 1, index = 0;
  for (const byte of text.subarray(0, offset)) {
    const units = (byte & 0xc0) === 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
    index += units;
    column = byte === 0x0a ? 1 : column + units;
    line += byte === 0x0a ? 1 : 0;
  }
  return { line, column, index };
}

export function locate(text: string, offset: number): Position {
  return place(encoder.encode(text), offset);
}

export function findProblem(text: string, limits?: Maybe<Limits>): Problem | undefined {
  const bytes = encoder.encode(text);
  try {
    check(bytes, limits ?? {});
  } catch (error) {
    if (!(error instanceof SinterError)) throw error;
    return { code: error.code, offset: error.offset, ...place(bytes, error.offset) };
  }
  return undefined;
}

// Reading by pointer

function parsePointer(pointer: string): string[] {
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
function decodeString(text: Uint8Array, begin: number, end: number): string {
  const raw = decoder.decode(text.subarray(begin + 1, end - 1));
  if (!raw.includes("\\")) return raw;
  const decoded = raw.replace(/\\(u....|.)/gs, (_, escape: string) =>
    escape.length > 1 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : escapes.get(escape.charCodeAt(0))!);
  return decoded.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** What a string that may be wrong spells: nothing if it is. */
function spelling(text: Uint8Array, begin: number, end: number): string | undefined {
  try {
    checkedStringEnd(text, begin);
  } catch {
    return undefined;
  }
  return decodeString(text, begin, end);
}

function skipRest(text: Uint8Array, at: number): number {
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

function skipValue(text: Uint8Array, at: number): number {
  if (at >= text.length) fail("unexpected_end", text.length);
  if (text[at] === quote) return stringEnd(text, at);
  if (text[at] === braceOpen || text[at] === bracketOpen) return skipRest(text, at + 1);
  let end = at;
  while (end < text.length && !isDelimiter(text[end]!)) end++;
  return end > at ? end : fail("expected_value", at);
}

/** What pointers lead to from one value on: those that end there, and the others by token. */
interface Way {
  places: number[];
  next: Map<string, Way>;
  count: number; // of pointers that come through here
}
type Span = [begin: number, end: number];

class Walk {
  readonly spans: (Span | undefined)[];
  #left: number; // pointers of which it is not known where they lead
  readonly #root: Way = { places: [], next: new Map(), count: 0 };

  constructor(readonly text: Uint8Array, pointers: readonly string[]) {
    this.#left = pointers.length;
    this.spans = pointers.map(() => undefined);
    pointers.map(parsePointer).forEach((tokens, place) => {
      let way = this.#root;
      for (const token of tokens) {
        let next = way.next.get(token);
        if (next === undefined) way.next.set(token, (next = { places: [], next: new Map(), count: 0 }));
        next.count++;
        way = next;
      }
      way.places.push(place);
    });
    if (this.#left > 0) this.#value(skipSpace(text, 0), this.#root);
  }

  #value(at: number, way: Way): number {
    const end = this.#inside(at, way);
    if (this.#left === 0) return end;
    for (const place of way.places) this.spans[place] = [at, end];
    this.#left -= way.places.length;
    return end;
  }

  #inside(at: number, way: Way): number {
    if (way.next.size > 0 && this.text[at] === braceOpen) return this.#object(at, new Map(way.next));
    if (way.next.size > 0 && this.text[at] === bracketOpen) return this.#array(at, way.next);
    const end = skipValue(this.text, at);
    this.#giveUp(way.next.values());
    return end;
  }

  #giveUp(ways: Iterable<Way>): void {
    for (const way of ways) this.#left -= way.count;
  }

  #object(at: number, missing: Map<string, Way>): number {
    const text = this.text;
    at = skipSpace(text, at + 1);
    if (text[at] === braceClose) return this.#giveUp(missing.values()), at + 1;
    for (;;) {
      if (text[at] !== quote) wrong(text, "expected_key", at);
      const nameEnd = stringEnd(text, at);
      const name = spelling(text, at, nameEnd);
      const way = name === undefined ? undefined : missing.get(name);
      at = skipSpace(text, nameEnd);
      if (text[at] !== colon) wrong(text, "expected_colon", at);
      at = skipSpace(text, at + 1);
      const end = way === undefined ? skipValue(text, at) : this.#value(at, way);
      if (this.#left === 0) return end;
      if (way !== undefined) {
        missing.delete(name!);
        if (missing.size === 0) return skipRest(text, end);
      }
      at = this.#next(end, braceClose);
      if (text[at - 1] === braceClose) return this.#giveUp(missing.values()), at;
      at = skipSpace(text, at);
    }
  }

  #array(at: number, ways: Map<string, Way>): number {
    const text = this.text;
    at = skipSpace(text, at + 1);
    if (text[at] === bracketClose) return this.#giveUp(ways.values()), at + 1;
    const missing = new Map([...ways].filter(([token]) => /^(0|[1-9]\d{0,8})$/.test(token)));
    this.#giveUp([...ways].filter(([token]) => !missing.has(token)).map(([, way]) => way));
    if (missing.size === 0) return this.#left === 0 ? at : skipRest(text, at);
    for (let index = 0; ; index++) {
      const way = missing.get(String(index));
      const end = way === undefined ? skipValue(text, at) : this.#value(at, way);
      if (this.#left === 0) return end;
      if (way !== undefined) {
        missing.delete(String(index));
        if (missing.size === 0) return skipRest(text, end);
      }
      at = this.#next(end, bracketClose);
      if (text[at - 1] === bracketClose) return this.#giveUp(missing.values()), at;
      at = skipSpace(text, at);
    }
  }

  /** Behind the comma or the closing bracket that follows an element. */
  #next(at: number, closing: number): number {
    at = skipSpace(this.text, at);
    if (this.text[at] !== comma && this.text[at] !== closing) wrong(this.text, "expected_comma", at);
    return at + 1;
  }
}

/** The JSON of a value that was passed over, which is looked at now. */
function checkedValue(text: Uint8Array, span: Span | undefined): string | undefined {
  if (span === undefined) return undefined;
  const value = text.subarray(...span);
  try {
    check(value, {});
  } catch (error) {
    if (!(error instanceof SinterError)) throw error;
    // Only a number or literal can end early without the text doing so.
    const isCut = error.code === "unexpected_end" && span[1] < text.length;
    fail(!isCut ? error.code : isLetter(value[0]!) ? "bad_literal" : "bad_number", error.offset + span[0]);
  }
  return decoder.decode(value);
}

export function readAllBytes(text: Uint8Array, pointers: readonly string[]): (string | undefined)[] {
  return new Walk(text, pointers).spans.map((span) => checkedValue(text, span));
}

export function readAll(text: string, pointers: readonly string[]): (string | undefined)[] {
  return readAllBytes(encoder.encode(text), pointers);
}

export function readBytes(text: Uint8Array, pointer: string): string | undefined {
  return readAllBytes(text, [pointer])[0];
}

export function read(text: string, pointer: string): string | undefined {
  return readAllBytes(encoder.encode(text), [pointer])[0];
}
