// Globs of the twin: the same parser as glob.cc, and regular expressions that match.
import { codePoints, SinterError, wellFormed } from "./twin-text.js";

export type GlobFault = "unclosed_class" | "unclosed_alternatives" | "trailing_backslash" | "too_many_alternatives";

const alternativesMax = 1024, waysMax = 1 << 20, depthMax = 32;

type Token =
  | { kind: "literal"; codePoint: number }
  | { kind: "any" | "star" | "folders" | "rest" }
  | { kind: "among"; isNegated: boolean; ranges: [number, number][] };

const slash = 0x2f;
/** Together, once each of `ways` goes on with each of `parts`. Without alternatives, any length is right. */
function areTooLong(ways: Token[][], parts: Token[][]): boolean {
  if (ways.length === 1 && parts.length === 1) return false;
  const length = (several: Token[][]): number => several.reduce((sum, each) => sum + each.length, 0);
  return parts.length * length(ways) + ways.length * length(parts) > waysMax;
}

const isSlash = (token: Token | undefined): boolean => token?.kind === "literal" && token.codePoint === slash;

/** Reads a pattern into the ways to choose among its alternatives. */
class GlobParser {
  readonly #pattern: Uint32Array;
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = codePoints(pattern);
  }

  parse(): Token[][] {
    return this.#sequence(false).map(joinStars);
  }

  #is(character: string): boolean {
    return this.#pattern[this.#at] === character.codePointAt(0);
  }

  #fault(code: GlobFault, at: number): SinterError<GlobFault> {
    const size = (codePoint: number): number => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4);
    return new SinterError(code, this.#pattern.subarray(0, at).reduce((bytes, codePoint) => bytes + size(codePoint), 0));
  }

  #sequence(isWithinBraces: boolean): Token[][] {
    let ways: Token[][] = [[]];
    while (this.#at < this.#pattern.length) {
      if (isWithinBraces && (this.#is(",") || this.#is("}"))) break;
      const parts = this.#is("{") ? this.#alternatives() : [[this.#single()]];
      if (ways.length * parts.length > alternativesMax || areTooLong(ways, parts)) throw this.#fault("too_many_alternatives", 0);
      if (parts.length === 1) for (const way of ways) for (const token of parts[0]!) way.push(token);
      else ways = ways.flatMap((way) => parts.map((part) => [...way, ...part]));
    }
    return ways;
  }

  #alternatives(): Token[][] {
    const begin = this.#at++;
    if (++this.#depth > depthMax) throw this.#fault("too_many_alternatives", 0);
    const ways: Token[][] = [];
    for (;;) {
      ways.push(...this.#sequence(true));
      if (ways.length > alternativesMax) throw this.#fault("too_many_alternatives", 0);
      if (this.#at === this.#pattern.length) throw this.#fault("unclosed_alternatives", begin);
      const isLast = this.#is("}");
      this.#at++;
      if (isLast) break;
    }
    this.#depth--;
    return ways;
  }

  #single(): Token {
    const begin = this.#at, codePoint = this.#pattern[this.#at++]!;
    switch (String.fromCodePoint(codePoint)) {
      case "*": return { kind: "star" };
      case "?": return { kind: "any" };
      case "[": return this.#among(begin);
      case "\\": break;
      default: return { kind: "literal", codePoint };
    }
    if (this.#at === this.#pattern.length) throw this.#fault("trailing_backslash", begin);
    return { kind: "literal", codePoint: this.#pattern[this.#at++]! };
  }

  #among(begin: number): Token {
    const ranges: [number, number][] = [];
    const isNegated = this.#is("!") || this.#is("^");
    if (isNegated) this.#at++;
    for (let isFirst = true; this.#at < this.#pattern.length; isFirst = false) {
      if (this.#is("]") && !isFirst) {
        this.#at++;
        return { kind: "among", isNegated, ranges };
      }
      const first = this.#fromClass();
      let last = first;
      if (this.#at + 1 < this.#pattern.length && this.#is("-") && this.#pattern[this.#at + 1] !== 0x5d) {
        this.#at++;
        last = this.#fromClass();
      }
      ranges.push([first, last]);
    }
    throw this.#fault("unclosed_class", begin);
  }

  #fromClass(): number {
    if (this.#is("\\") && this.#at + 1 < this.#pattern.length) this.#at++;
    return this.#pattern[this.#at++]!;
  }
}

/** Finds what `*` beside `*` means, now that the alternatives around them are chosen. */
function joinStars(way: Token[]): Token[] {
  const joined: Token[] = [];
  for (let index = 0; index < way.length; index++) {
    if (way[index]!.kind !== "star") {
      joined.push(way[index]!);
      continue;
    }
    let end = index;
    while (way[end]?.kind === "star") end++;
    const before = joined.at(-1);
    const isPart = end - index === 2 && (before === undefined || isSlash(before) || before.kind === "folders");
    if (isPart && end === way.length) joined.push({ kind: "rest" });
    else if (isPart && isSlash(way[end])) {
      joined.push({ kind: "folders" });
      end++;
    } else joined.push({ kind: "star" });
    index = end - 1;
  }
  return joined;
}

const escaped = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`;

function expressionOf(way: Token[]): RegExp {
  const source = way.map((token) => {
    switch (token.kind) {
      case "literal": return escaped(token.codePoint);
      case "any": return "[^/]";
      case "star": return "[^/]*";
      case "folders": return "(?:[^/]*/)*";
      case "rest": return ".*";
      case "among": {
        const ranges = token.ranges.filter(([first, last]) => first <= last).map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join("");
        return token.isNegated ? `[^/${ranges}]` : `(?!/)[${ranges}]`;
      }
    }
  }).join("");
  return new RegExp(`^${source}$`, "su");
}

export function globFilter(paths: string[], pattern: string): Uint32Array {
  const ways = new GlobParser(pattern).parse().map(expressionOf);
  return Uint32Array.from(paths.flatMap((path, index) => (ways.some((way) => way.test(wellFormed(path))) ? [index] : [])));
}

export function globMatches(path: string, pattern: string): boolean {
  return globFilter([path], pattern).length > 0;
}
