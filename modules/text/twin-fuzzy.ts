// Fuzzy ranking of the twin: the table of fuzzy.cc, over code points.
import { codePoints, Held } from "./twin-text.js";

export interface FuzzyRanking { indices: Uint32Array; scores: Int32Array }

const matched = 16, atStart = 10, afterSeparator = 8, atHump = 7, directlyAfter = 5, gap = -3, gapEach = -1;
const impossible = -Infinity;

const isBetween = (value: number, first: number, last: number): boolean => value >= first && value <= last;
const lower = (codePoint: number): number => (isBetween(codePoint, 0x41, 0x5a) ? codePoint + 32 : codePoint);

const separator = 0, digit = 1, small = 2, capital = 3;
function sortOf(codePoint: number): number {
  if (isBetween(codePoint, 0x30, 0x39)) return digit;
  if (isBetween(codePoint, 0x41, 0x5a)) return capital;
  return isBetween(codePoint, 0x61, 0x7a) || codePoint >= 0x80 ? small : separator;
}

function placeBonus(text: Uint32Array, index: number): number {
  if (index === 0) return atStart;
  const before = sortOf(text[index - 1]!), here = sortOf(text[index]!);
  if (here === separator) return 0;
  if (before === separator) return afterSeparator;
  return (here === capital && before === small) || (here === digit && before !== digit) ? atHump : 0;
}

function scoreOf(query: Uint32Array, text: Uint32Array): number {
  let wanted = 0;
  for (let index = 0; index < text.length && wanted < query.length; index++) if (lower(text[index]!) === query[wanted]) wanted++;
  if (wanted < query.length) return impossible;
  const bonuses = Float64Array.from(text, (_, index) => placeBonus(text, index));
  let before = new Float64Array(text.length);
  query.forEach((character, row) => {
    const here = new Float64Array(text.length).fill(impossible);
    let across = impossible;
    for (let index = 0; index < text.length; index++) {
      if (index >= 2) across = Math.max(across + gapEach, before[index - 2]! + gap);
      if (lower(text[index]!) !== character) continue;
      const own = matched + bonuses[index]! * (row === 0 ? 2 : 1);
      here[index] = row === 0 ? own : own + (index === 0 ? impossible : Math.max(across, before[index - 1]! + directlyAfter));
    }
    before = here;
  });
  return before.reduce((best, score) => Math.max(best, score), impossible);
}

function ranked(query: string, candidates: Uint32Array[], limit: number): FuzzyRanking {
  const wanted = codePoints(query).map(lower), found: { index: number; score: number }[] = [];
  candidates.forEach((candidate, index) => {
    const score = wanted.length === 0 ? 0 : scoreOf(wanted, candidate);
    if (score !== impossible) found.push({ index, score });
  });
  const best = found.sort((left, right) => right.score - left.score || left.index - right.index).slice(0, limit);
  return { indices: Uint32Array.from(best, ({ index }) => index), scores: Int32Array.from(best, ({ score }) => score) };
}

export function fuzzyRank(query: string, candidates: string[], limit: number): FuzzyRanking {
  return ranked(query, candidates.map(codePoints), limit);
}

export class Candidates extends Held {
  readonly #texts: Uint32Array[];

  constructor(texts: string[]) {
    super();
    this.#texts = texts.map(codePoints);
  }

  rank(query: string, limit: number): FuzzyRanking {
    this.check();
    return ranked(query, this.#texts, limit);
  }

  get size(): number {
    this.check();
    return this.#texts.length;
  }
}
