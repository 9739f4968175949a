// The unicode module in plain TypeScript: the same functions, the same results. It stands in
// where wasm cannot run, and it is what the tests hold the wasm builds against. It has the
// tables of the build, not those of the host, so that all answer by one version of Unicode.
//
// Text means well-formed text: as at every border to UTF-8, a lone surrogate counts as U+FFFD.
import { once, signed, Stream, Table, wellFormed } from "./twin-codes.js";
import { caseFoldings, version } from "./twin-tables.js";

export { type Form, isNormalized, normalize, normalizeAll } from "./twin-normalize.js";
export { graphemeBoundaries, graphemeCount, graphemeCounts, wordBoundaries } from "./twin-segment.js";

export function unicodeVersion(): string {
  return version;
}

/** Simple foldings by code point, 0 for itself; and the full ones. */
const foldings = once(() => {
  const stream = new Stream(caseFoldings), simple = new Table(), full = new Map<number, string>();
  let count = stream.next(), gaps = stream.column(count), next = 0;
  const shapes = stream.column(count);
  for (let range = 0; range < count; range++) {
    const distance = signed(stream.next()), step = (shapes[range]! & 1) + 1;
    next += gaps[range]!;
    for (let member = 0; member <= shapes[range]! >> 1; member++, next += step) simple.set(next, next + distance);
    next -= step - 1;
  }
  count = stream.next();
  gaps = stream.column(count);
  const first = stream.column(count), second = stream.column(count);
  next = 0;
  for (let index = 0; index < count; index++) {
    const third = stream.next();
    next += gaps[index]!;
    full.set(next++, String.fromCodePoint(first[index]!, second[index]!, ...(third === 0 ? [] : [third])));
  }
  return { simple, full };
});

function folded(text: string, isFull: boolean): string {
  const { simple, full } = foldings();
  let output = "";
  for (const character of wellFormed(text)) {
    const codePoint = character.codePointAt(0)!, one = simple.at(codePoint);
    output += (isFull ? full.get(codePoint) : undefined) ?? (one === 0 ? character : String.fromCodePoint(one));
  }
  return output;
}

export function caseFold(text: string): string {
  return folded(text, true);
}

export function caseFoldSimple(text: string): string {
  return folded(text, false);
}

export function caseFoldAll(texts: string[]): string[] {
  return texts.map(caseFold);
}

export function caseFoldSimpleAll(texts: string[]): string[] {
  return texts.map(caseFoldSimple);
}
