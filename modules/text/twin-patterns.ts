// Many needles at once in the twin: a tree of code units, walked from every place.
import { Held, wellFormed } from "./twin-text.js";

export interface PatternMatches { patterns: Uint32Array; offsets: Uint32Array }

interface Node { next: Map<number, Node>; pattern?: number }

export class Patterns extends Held {
  readonly #root: Node = { next: new Map() };

  constructor(needles: string[]) {
    super();
    needles.forEach((needle, number) => {
      const text = wellFormed(needle);
      if (text === "") return;
      let node = this.#root;
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        if (!node.next.has(unit)) node.next.set(unit, { next: new Map() });
        node = node.next.get(unit)!;
      }
      node.pattern ??= number;
    });
  }

  *#matches(text: string): Generator<{ pattern: number; begin: number; end: number }> {
    for (let begin = 0; begin < text.length;) {
      let found: { pattern: number; begin: number; end: number } | undefined;
      let node = this.#root.next.get(text.charCodeAt(begin));
      for (let end = begin + 1; node !== undefined; node = node.next.get(text.charCodeAt(end++))) {
        if (node.pattern !== undefined) found = { pattern: node.pattern, begin, end };
        if (end >= text.length) break;
      }
      if (found !== undefined) yield found;
      begin = found?.end ?? begin + 1;
    }
  }

  findAll(text: string): PatternMatches {
    this.check();
    const matches = [...this.#matches(wellFormed(text))];
    return { patterns: Uint32Array.from(matches, ({ pattern }) => pattern), offsets: Uint32Array.from(matches, ({ begin }) => begin) };
  }

  count(text: string): number {
    return this.findAll(text).offsets.length;
  }

  countAll(texts: string[]): Uint32Array {
    this.check();
    return Uint32Array.from(texts, (text) => this.count(text));
  }

  matches(text: string): boolean {
    this.check();
    return this.#matches(wellFormed(text)).next().done !== true;
  }

  replaceAll(text: string, replacements: string[]): string {
    this.check();
    text = wellFormed(text);
    let output = "", copied = 0;
    for (const { pattern, begin, end } of this.#matches(text)) {
      output += text.slice(copied, begin) + wellFormed(replacements[pattern] ?? "");
      copied = end;
    }
    return output + text.slice(copied);
  }
}

export function findMany(haystack: string, needles: string[]): PatternMatches {
  return new Patterns(needles).findAll(haystack);
}
