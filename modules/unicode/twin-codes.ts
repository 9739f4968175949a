// What the parts of the twin share: text as code points, and the streams of twin-tables.ts
// (their form is told in tables.h).

/** Text is well formed: a lone surrogate counts as U+FFFD. */
export function wellFormed(text: string): string {
  if ((text as { isWellFormed?: () => boolean }).isWellFormed?.() === true) return text;
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Reads the numbers of a stream. */
export class Stream {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(base64: string) {
    this.#bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  }

  next(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  column(count: number): number[] {
    return Array.from({ length: count }, () => this.next());
  }
}

export function signed(value: number): number {
  return (value & 1) === 0 ? value >> 1 : -(value >> 1) - 1;
}

const pageSize = 128;
const emptyPage = new Uint32Array(pageSize);

/** One number for each code point, 0 where nothing was set. */
export class Table {
  readonly #pages: Uint32Array[] = new Array<Uint32Array>(0x110000 / pageSize).fill(emptyPage);

  static ofProperty(base64: string): Table {
    const stream = new Stream(base64), table = new Table();
    const count = stream.next(), gaps = stream.column(count), lengths = stream.column(count);
    let next = 0;
    for (let range = 0; range < count; range++) {
      const value = stream.next();
      next += gaps[range]!;
      for (let left = lengths[range]! + 1; left > 0; left--) table.set(next++, value);
    }
    return table;
  }

  at(codePoint: number): number {
    return this.#pages[codePoint >> 7]![codePoint & 127]!;
  }

  set(codePoint: number, value: number): void {
    if (this.#pages[codePoint >> 7] === emptyPage) this.#pages[codePoint >> 7] = new Uint32Array(pageSize);
    this.#pages[codePoint >> 7]![codePoint & 127] = value;
  }

  add(codePoint: number, bits: number): void {
    this.set(codePoint, this.at(codePoint) | bits);
  }
}

/** Makes a value when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}
