// The json module in plain TypeScript: the same functions, the same results bit for bit, the
// same faults. It stands in where wasm cannot run, and it is what the tests hold the wasm
// builds against. The definitions and their sources are in the C++ headers beside this file.
//
// Texts are read as UTF-8 bytes, because faults have offsets in bytes.

import {
  type JsonFault, type Limits, type Maybe, type Position, type Problem, SinterError, type Span, braceClose, braceOpen,
  bracketClose, bracketOpen, check, colon, comma, decodeString, decoder, encoder, fail, isLetter, parsePointer,
  quote, skipRest, skipSpace, skipValue, spelling, stringEnd, wrong,
} from "./twin-tokens.js";
import { parsePath, selected } from "./twin-path.js";
import { children, edited, insertAt, keysOf, removeAt, replaceAt, trimmed } from "./twin-edit.js";

export type { JsonFault, Limits, Position, Problem } from "./twin-tokens.js";
export { insert, mergePatch, patch, remove, replace } from "./twin-edit.js";
export { select, selectBytes } from "./twin-path.js";
export { canonical, minify } from "./twin-write.js";

// Validation

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
    return { code: error.code as JsonFault, offset: error.offset, ...place(bytes, error.offset) };
  }
  return undefined;
}

// Reading by pointer

/** What pointers lead to from one value on: those that end there, and the others by token. */
interface Way {
  places: number[];
  next: Map<string, Way>;
  count: number; // of pointers that come through here
}

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
    fail(!isCut ? (error.code as JsonFault) : isLetter(value[0]!) ? "bad_literal" : "bad_number", error.offset + span[0]);
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

// Lines

export interface Record {
  line: number;
  text: string;
  fault: JsonFault | undefined;
  offset: number;
}
const lineBytesDefault = 64 * 2 ** 20;

/** Has `dispose()` like the objects of the module, and nothing to free. */
class Held {
  #isDisposed = false;

  dispose(): void {
    this.held();
    this.#isDisposed = true;
  }

  protected held(): void {
    if (this.#isDisposed) throw new SinterError("disposed", 0);
  }
}

export class LineReader extends Held {
  readonly #limits: Limits;
  readonly #sizeMax: number;
  #line = 0;
  #rest = new Uint8Array(0);
  #isTooLarge = false;

  constructor(limits?: Maybe<Limits>) {
    super();
    this.#sizeMax = limits?.sizeBytesMax ?? lineBytesDefault;
    this.#limits = { ...limits, sizeBytesMax: this.#sizeMax };
  }

  push(chunk: Uint8Array): Record[] {
    this.held();
    const records: Record[] = [];
    for (let feed = chunk.indexOf(0x0a); feed >= 0; feed = chunk.indexOf(0x0a)) {
      this.#keep(chunk.subarray(0, feed));
      this.#add(records);
      chunk = chunk.subarray(feed + 1);
    }
    this.#keep(chunk);
    return records;
  }

  pushText(chunk: string): Record[] {
    return this.push(encoder.encode(chunk));
  }

  finish(): Record[] {
    this.held();
    const records: Record[] = [];
    if (this.#rest.length > 0 || this.#isTooLarge) this.#add(records);
    return records;
  }

  get waitingBytes(): number {
    this.held();
    return this.#rest.length;
  }

  #keep(part: Uint8Array): void {
    this.#isTooLarge ||= this.#rest.length + part.length > this.#sizeMax;
    const kept = new Uint8Array(this.#isTooLarge ? 0 : this.#rest.length + part.length);
    if (!this.#isTooLarge) kept.set(this.#rest), kept.set(part, this.#rest.length);
    this.#rest = kept;
  }

  #add(records: Record[]): void {
    this.#line++;
    const line = this.#rest, isTooLarge = this.#isTooLarge;
    this.#rest = new Uint8Array(0);
    this.#isTooLarge = false;
    if (isTooLarge) {
      records.push({ line: this.#line, text: "", fault: "too_large", offset: this.#sizeMax });
      return;
    }
    const bytes = trimmed(line);
    if (bytes.length === 0) return;
    const found = faultOf(bytes, this.#limits);
    records.push({ line: this.#line, text: decoder.decode(bytes), fault: found?.code as JsonFault | undefined, offset: found?.offset ?? 0 });
  }
}

function faultOf(text: Uint8Array, limits: Limits): SinterError | undefined {
  try {
    check(text, limits);
  } catch (error) {
    if (error instanceof SinterError) return error;
    throw error;
  }
  return undefined;
}

export function readLines(text: string, limits?: Maybe<Limits>): Record[] {
  const reader = new LineReader(limits);
  return [...reader.pushText(text), ...reader.finish()];
}

// Documents

export type Kind = "null" | "boolean" | "number" | "string" | "array" | "object";

export class Document extends Held {
  #text: Uint8Array;

  private constructor(text: Uint8Array) {
    super();
    this.#text = text;
  }

  static parse(text: string, limits?: Maybe<Limits>): Document {
    return Document.parseBytes(encoder.encode(text), limits);
  }

  static parseBytes(text: Uint8Array, limits?: Maybe<Limits>): Document {
    check(text, limits ?? {});
    return new Document(text.slice());
  }

  read(pointer: string): string | undefined {
    return this.readAll([pointer])[0];
  }

  readAll(pointers: readonly string[]): (string | undefined)[] {
    this.held();
    return new Walk(this.#text, pointers).spans.map((span) => (span === undefined ? undefined : decoder.decode(this.#text.subarray(...span))));
  }

  select(path: string): string[] {
    this.held();
    return selected(this.#text, parsePath(path)).map((span) => decoder.decode(this.#text.subarray(...span)));
  }

  kind(pointer: string): Kind | undefined {
    const first = this.read(pointer)?.[0];
    if (first === undefined) return undefined;
    const kinds: { [first: string]: Kind } = { n: "null", t: "boolean", f: "boolean", '"': "string", "[": "array", "{": "object" };
    return kinds[first] ?? "number";
  }

  number(pointer: string): number | undefined {
    return this.kind(pointer) === "number" ? Number(this.read(pointer)) : undefined;
  }

  string(pointer: string): string | undefined {
    if (this.kind(pointer) !== "string") return undefined;
    const bytes = encoder.encode(this.read(pointer));
    return decodeString(bytes, 0, bytes.length);
  }

  length(pointer: string): number | undefined {
    const kind = this.kind(pointer);
    if (kind !== "array" && kind !== "object") return undefined;
    let count = 0;
    for (const _ of children(encoder.encode(this.read(pointer)), 0)) count++;
    return count;
  }

  keys(pointer: string): string[] | undefined {
    return this.kind(pointer) === "object" ? keysOf(encoder.encode(this.read(pointer))) : undefined;
  }

  replace(pointer: string, value: string): void {
    this.held();
    this.#text = edited(this.#text, pointer, value, replaceAt);
  }

  insert(pointer: string, value: string): void {
    this.held();
    this.#text = edited(this.#text, pointer, value, insertAt);
  }

  remove(pointer: string): void {
    this.held();
    this.#text = removeAt(this.#text, parsePointer(pointer));
  }

  get text(): string {
    this.held();
    return decoder.decode(this.#text);
  }

  get sizeBytes(): number {
    this.held();
    return this.#text.length;
  }
}
